import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const DARK = '#33363b';
const SOLE = '#f3efe6';

/** Road, trail or racing shoe, toe to the left. */
export function shoe({ paint, ink, kind, random }: Sketch): string {
  const accent = random.pick(['#e9b93a', '#e2765f', '#2c7a7b', '#26272a', '#f3efe6']);
  const foam = kind === 1 ? '#4a4d52' : kind === 2 ? lighten(accent, 0.35) : SOLE;
  const upper =
    'M62 276 C66 246 102 240 146 226 C176 214 192 190 214 170 L240 188 C262 202 284 196 300 168 Q322 160 330 176 C340 214 340 250 340 278 L62 286Z';
  return [
    path(upper, paint.soft(ink)),
    path('M62 276 C66 246 102 240 128 232 C142 252 142 272 138 284 L62 286Z', darken(ink, 0.14)),
    path(
      'M286 196 Q302 180 300 168 Q322 160 330 176 C340 214 340 250 340 278 L306 280 C306 240 304 214 286 196Z',
      darken(ink, 0.22),
    ),
    stroke('M206 268 C226 236 256 226 300 236', accent, 10),
    stroke('M228 276 C244 254 268 246 302 254', accent, 6),
    path('M214 170 L240 188 C236 204 210 226 184 234 L158 222 C184 210 196 190 214 170Z', lighten(ink, 0.3)),
    repeat(4, (i) => stroke(`M${170 + i * 15} ${222 - i * 12} L${192 + i * 14} ${232 - i * 13}`, SOLE, 5)),
    path(
      kind === 2
        ? 'M52 286 Q54 270 74 272 L338 262 Q356 264 354 286 C350 306 310 300 268 310 C200 324 90 322 62 304 Q52 298 52 286Z'
        : 'M54 284 Q54 270 72 272 L338 266 Q354 268 352 286 L350 300 Q346 312 330 312 L84 314 Q58 312 54 284Z',
      paint.soft(foam),
    ),
    stroke('M70 292 Q200 300 342 284', kind === 1 ? accent : darken(foam, 0.2), 4),
    kind === 1 ? repeat(13, (i) => rect(74 + i * 20, 308, 13, 12, 3, DARK)) : rect(84, 309, 248, 8, 4, DARK),
    glint('M100 252 Q122 242 148 236', 5),
  ].join('');
}

/** Rain shell with hood, quilted down jacket or fleece. */
export function jacket({ paint, ink, kind, random }: Sketch): string {
  const accent = random.pick(['#e9b93a', '#26272a', '#efe6d2', '#e2765f']);
  const body = 'M146 136 Q200 158 254 136 L282 152 L286 312 Q200 328 114 312 L118 152Z';
  const leftSleeve = 'M118 150 Q90 158 80 206 L62 286 Q80 298 98 294 L124 214Z';
  const rightSleeve = 'M282 150 Q310 158 320 206 L338 286 Q320 298 302 294 L276 214Z';
  const sleeves = path(leftSleeve, paint.soft(ink)) + path(rightSleeve, paint.soft(darken(ink, 0.16)));
  const quilt =
    repeat(6, (i) => stroke(`M116 ${176 + i * 24} Q200 ${190 + i * 24} 284 ${176 + i * 24}`, darken(ink, 0.26), 3)) +
    repeat(4, (i) => stroke(`M${98 - i * 8} ${186 + i * 26} L${128 - i * 6} ${196 + i * 26}`, darken(ink, 0.26), 3)) +
    repeat(4, (i) => stroke(`M${302 + i * 8} ${186 + i * 26} L${272 + i * 6} ${196 + i * 26}`, darken(ink, 0.36), 3));
  const collar =
    kind === 0
      ? path('M150 140 C142 92 170 74 200 74 C230 74 258 92 250 140 Q200 164 150 140Z', paint.soft(darken(ink, 0.08))) +
        path('M168 142 C164 108 182 96 200 96 C218 96 236 108 232 142 Q200 156 168 142Z', darken(ink, 0.45))
      : path(
          'M160 138 Q156 112 172 106 Q200 116 228 106 Q244 112 240 138 Q200 156 160 138Z',
          paint.soft(darken(ink, 0.1)),
        ) + path('M172 108 Q200 118 228 108 Q214 128 200 128 Q186 128 172 108Z', darken(ink, 0.45));
  const pockets =
    kind === 2
      ? rect(138, 186, 46, 48, 8, darken(accent, 0.05))
      : stroke('M144 244 L138 284', accent, 5) + stroke('M256 244 L262 284', accent, 5);
  const fleece =
    kind === 2
      ? repeat(44, (i) => ellipse(126 + ((i * 37) % 150), 160 + ((i * 53) % 146), 4, 3, lighten(ink, 0.2)))
      : '';
  return [
    sleeves,
    path(body, paint.soft(ink)),
    fleece,
    kind === 1 ? quilt : '',
    path('M200 150 L200 320 Q250 320 286 312 L282 152 L254 136 Q230 148 200 150Z', '#1c1f2b', 'fill-opacity=".08"'),
    collar,
    stroke('M200 150 L200 318', kind === 1 ? darken(ink, 0.4) : accent, 5),
    pockets,
    rect(114, 302, 172, 13, 6, darken(ink, 0.2)),
    stroke('M66 284 L98 290', darken(ink, 0.35), 7),
    stroke('M334 284 L302 290', darken(ink, 0.4), 7),
  ].join('');
}

/** Ribbed, with a bobble, or short. */
export function beanie({ paint, ink, kind, random }: Sketch): string {
  const top = kind === 2 ? 170 : 134;
  const crown = `M108 262 C104 ${top + 20} 150 ${top} 200 ${top} C250 ${top} 296 ${top + 20} 292 262Z`;
  const accent = random.pick([ink, ink, '#efe6d2', '#9f4a2b']);
  const fair = kind === 1 && random.uniform() < 0.7;
  return [
    kind === 1 ? ellipse(200, 116, 36, 34, paint.soft(accent === ink ? lighten(ink, 0.3) : accent)) : '',
    kind === 1
      ? repeat(10, (i) =>
          stroke(
            `M200 116 l${Math.round(36 * Math.cos(i * 0.63))} ${Math.round(34 * Math.sin(i * 0.63))}`,
            darken(accent, 0.12),
            3,
            'stroke-opacity=".5"',
          ),
        )
      : '',
    path(crown, paint.soft(ink)),
    group(
      repeat(11, (i) =>
        stroke(`M${104 + i * 19} 264 Q${140 + i * 12} ${top + 30} 200 ${top - 6}`, darken(ink, 0.18), 4),
      ) +
        (fair
          ? rect(90, 216, 220, 18, 0, accent === ink ? lighten(ink, 0.45) : accent) +
            repeat(11, (i) => path(`M${100 + i * 20} 225 l9 -8 l9 8 l-9 8Z`, ink))
          : ''),
      paint.clip(path(crown, '#000')),
    ),
    rect(96, 250, 208, 66, 18, paint.soft(lighten(ink, 0.06))),
    repeat(14, (i) => stroke(`M${110 + i * 14} 258 L${110 + i * 14} 308`, darken(ink, 0.2), 4)),
    rect(226, 272, 34, 24, 3, '#d9c8a9'),
    stroke('M234 280 L252 280', '#6e4a31', 2.5),
    stroke('M234 287 L246 287', '#6e4a31', 2.5),
  ].join('');
}

/** A mat half rolled, flat-folded or with lines. */
export function yogaMat({ paint, ink, kind, random }: Sketch): string {
  const light = lighten(ink, 0.3);
  if (kind === 1) {
    return [
      repeat(4, (i) => rect(108 - i * 3, 290 - i * 24, 184 + i * 6, 26, 12, paint.soft(i % 2 ? light : ink))),
      rect(176, 208, 20, 110, 5, DARK),
      stroke('M186 208 C190 170 230 170 236 208', DARK, 7),
      stroke('M118 304 L168 304', light, 3),
    ].join('');
  }
  const far = random.between(196, 210);
  const lines =
    kind === 2
      ? repeat(3, (i) => stroke(`M${84 - i * 9} ${270 + i * 18} L${316 + i * 9} ${270 + i * 18}`, light, 2.5)) +
        stroke('M200 258 L200 318', light, 2.5)
      : ellipse(200, 294, 30, 11, 'none', `stroke="${light}" stroke-width="3"`);
  return [
    path('M92 252 L308 252 L352 312 Q354 319 346 319 L54 319 Q46 319 48 312Z', paint.soft(ink)),
    lines,
    path('M92 258 L300 258 L306 270 L88 270Z', '#1c1f2b', 'fill-opacity=".16"'),
    path(`M92 ${far} L296 ${far} L296 264 L92 264 Q70 ${(far + 264) / 2} 92 ${far}Z`, paint.soft(darken(ink, 0.1))),
    stroke(`M92 ${far + 14} L286 ${far + 14}`, light, 5, 'stroke-opacity=".5"'),
    ellipse(298, (far + 264) / 2, 24, (264 - far) / 2, lighten(ink, 0.16)),
    repeat(3, (i) =>
      ellipse(
        298,
        (far + 264) / 2,
        19 - i * 6,
        (264 - far) / 2 - 5 - i * 8,
        'none',
        `stroke="${darken(ink, 0.3)}" stroke-width="3"`,
      ),
    ),
    rect(150, far - 2, 13, 266 - far, 4, DARK),
    rect(224, far - 2, 13, 266 - far, 4, DARK),
  ].join('');
}
