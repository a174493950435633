import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const OAK = '#c39a66';
const DARK = '#33363b';
const GLOW = '#ffe9b8';
const LINEN = '#efe6d2';

/** Mushroom, shade on a foot, or globe. */
export function tableLamp({ paint, ink, kind, random }: Sketch): string {
  const lift = random.between(-10, 14);
  if (kind === 0) {
    return [
      path('M168 318 Q182 250 184 210 L216 210 Q218 250 232 318 Q200 326 168 318Z', paint.round(ink)),
      ellipse(200, 212, 84, 14, GLOW),
      path(`M106 208 C112 ${118 + lift} 288 ${118 + lift} 294 208 Q200 226 106 208Z`, paint.round(ink)),
      glint(`M132 190 C142 ${158 + lift} 168 ${148 + lift} 182 ${146 + lift}`, 8),
    ].join('');
  }
  if (kind === 1) {
    const shade = random.uniform() < 0.5 ? LINEN : lighten(ink, 0.7);
    return [
      path(
        'M160 318 L240 318 Q238 304 216 300 C246 276 240 232 208 222 L192 222 C160 232 154 276 184 300 Q162 304 160 318Z',
        paint.round(ink),
      ),
      rect(195, 200, 10, 26, 3, '#bf9a4a'),
      path(`M154 ${104 + lift / 2} L246 ${104 + lift / 2} L286 208 Q200 222 114 208Z`, paint.round(shade)),
      path('M118 206 Q200 220 282 206 L286 208 Q200 224 114 208Z', GLOW),
      glint(`M164 ${122 + lift / 2} L138 194`, 9, 0.6),
      glint('M178 284 Q166 262 178 242', 6),
    ].join('');
  }
  return [
    ellipse(200, 312, 62, 9, darken(ink, 0.25)),
    path('M140 308 Q200 292 260 308 L260 312 Q200 324 140 312Z', paint.round(ink)),
    path('M174 302 L182 246 L218 246 L226 302 Q200 308 174 302Z', paint.round(ink)),
    ellipse(200, 178 + lift / 2, 78, 76, '#fbf3df'),
    ellipse(192, 170 + lift / 2, 58, 56, '#fff8e6'),
    path(`M256 ${122 + lift / 2} A78 76 0 0 1 232 ${242 + lift / 2} A96 96 0 0 0 256 ${122 + lift / 2}Z`, '#e6d7b4'),
    rect(172, 240, 56, 13, 5, paint.round('#bf9a4a')),
  ].join('');
}

/** Arc, tripod or reading lamp. */
export function floorLamp({ paint, ink, kind, random }: Sketch): string {
  const lift = random.between(-8, 8);
  if (kind === 0) {
    return [
      ellipse(126, 316, 46, 9, darken(ink, 0.3)),
      rect(82, 306, 88, 11, 5, paint.round(darken(ink, 0.1))),
      stroke(`M126 308 C108 150 150 ${62 + lift} 226 ${70 + lift} C262 ${76 + lift} 274 104 274 132`, '#8d8f90', 7),
      path('M226 176 C228 118 320 118 322 176 Q274 188 226 176Z', paint.round(ink)),
      ellipse(274, 177, 47, 8, GLOW),
      glint('M240 164 C246 146 258 140 266 138', 6),
    ].join('');
  }
  if (kind === 1) {
    return [
      stroke('M196 186 L132 318', OAK, 11),
      stroke('M204 186 L270 318', darken(OAK, 0.15), 11),
      stroke('M200 186 L206 308', darken(OAK, 0.28), 9),
      rect(186, 172, 28, 22, 6, darken(OAK, 0.3)),
      path(`M150 ${76 + lift} L250 ${76 + lift} L274 172 Q200 186 126 172Z`, paint.round(lighten(ink, 0.25))),
      path('M128 170 Q200 184 272 170 L274 173 Q200 189 126 173Z', GLOW),
      glint(`M160 ${92 + lift} L146 158`, 8, 0.55),
    ].join('');
  }
  return [
    ellipse(196, 316, 52, 8, darken(ink, 0.3)),
    path('M146 314 Q196 296 246 314Z', paint.round(ink)),
    stroke(`M196 308 L196 ${118 + lift}`, '#8d8f90', 7),
    stroke(`M196 ${118 + lift} L248 ${92 + lift}`, '#8d8f90', 7),
    group(
      path('M232 80 L270 80 L296 146 L206 146Z', paint.round(ink)) +
        ellipse(251, 147, 45, 8, GLOW) +
        glint('M240 92 L224 134', 6),
      `transform="rotate(-22 250 100) translate(0 ${Math.round(lift)})"`,
    ),
    ellipse(196, 118 + lift, 8, 8, DARK),
  ].join('');
}

/** Armchair, dining chair or stool. */
export function chair({ paint, ink, kind, random }: Sketch): string {
  const wood = random.uniform() < 0.4 ? '#6e4a31' : OAK;
  if (kind === 0) {
    const back = random.between(112, 134);
    return [
      stroke('M126 280 L114 318', wood, 11),
      stroke('M274 280 L286 318', darken(wood, 0.2), 11),
      path(
        `M120 230 C112 ${back + 20} 136 ${back} 200 ${back} C264 ${back} 288 ${back + 20} 280 230 L272 262 L128 262Z`,
        paint.soft(ink),
      ),
      stroke(`M200 ${back + 22} L200 214`, darken(ink, 0.18), 3),
      rect(124, 216, 152, 46, 20, paint.soft(lighten(ink, 0.12))),
      path(
        'M88 224 Q88 196 114 196 Q138 196 138 222 L138 262 Q140 288 120 288 L106 288 Q92 286 90 266Z',
        paint.soft(ink),
      ),
      path(
        'M312 224 Q312 196 286 196 Q262 196 262 222 L262 262 Q260 288 280 288 L294 288 Q308 286 310 266Z',
        paint.soft(darken(ink, 0.12)),
      ),
      rect(112, 258, 176, 30, 12, paint.soft(darken(ink, 0.08))),
      glint('M102 214 Q110 206 120 208', 5),
    ].join('');
  }
  if (kind === 1) {
    const slats = 2 + random.integer(3);
    return [
      stroke('M156 110 L148 318', darken(wood, 0.12), 10),
      stroke('M254 110 L268 318', darken(wood, 0.25), 10),
      path('M150 104 Q204 86 260 104 L260 134 Q204 118 150 134Z', paint.soft(wood)),
      repeat(slats, (i) =>
        stroke(`M${170 + (i * 68) / (slats - 1)} 128 L${170 + (i * 68) / (slats - 1)} 224`, wood, 7),
      ),
      stroke('M136 234 L122 318', wood, 11),
      stroke('M284 234 L296 318', darken(wood, 0.15), 11),
      path('M140 214 L268 214 L296 238 Q296 250 284 250 L128 250 Q114 250 116 238Z', paint.soft(ink)),
      stroke('M136 286 L284 286', darken(wood, 0.2), 6),
    ].join('');
  }
  return [
    stroke('M176 212 L156 318', darken(wood, 0.25), 10),
    stroke('M226 212 L246 318', darken(wood, 0.3), 10),
    stroke('M150 212 L118 318', wood, 12),
    stroke('M250 212 L282 318', darken(wood, 0.12), 12),
    stroke('M134 274 L266 274', darken(wood, 0.18), 7),
    path(
      'M116 198 Q116 176 200 176 Q284 176 284 198 L284 210 Q284 228 200 228 Q116 228 116 210Z',
      paint.soft(darken(ink, 0.1)),
    ),
    ellipse(200, 196, 84, 20, paint.soft(lighten(ink, 0.1))),
    stroke('M142 192 Q168 182 200 182', lighten(ink, 0.4), 4),
  ].join('');
}

/** Striped, bordered or round, seen at an angle on the floor. */
export function rug({ paint, ink, kind, random }: Sketch): string {
  const second = random.pick(['#efe6d2', '#d9c8a9', '#3d4145', '#9f4a2b', '#26375c']);
  if (kind === 2) {
    const rings = 2 + random.integer(3);
    return [
      ellipse(204, 252, 156, 78, darken(ink, 0.35)),
      ellipse(200, 246, 156, 78, paint.soft(ink)),
      repeat(rings, (i) => {
        const k = 0.84 - i * (0.7 / rings);
        return ellipse(
          200,
          246,
          156 * k,
          78 * k,
          'none',
          `stroke="${i % 2 ? lighten(ink, 0.4) : second}" stroke-width="${7 - i}"`,
        );
      }),
      ellipse(200, 246, 18, 9, second),
    ].join('');
  }
  const outline = 'M112 172 L328 172 L368 310 L40 310Z';
  const fringe = repeat(28, (i) => stroke(`M${42 + i * 12} 310 l${(i % 2) - 1} 11`, '#efe6d2', 3));
  const back = repeat(22, (i) => stroke(`M${114 + i * 10} 172 l0 -6`, '#efe6d2', 2.5));
  const bands = 5 + random.integer(4);
  const stripes = repeat(bands, (i) => {
    const y = 172 + (138 * (i + 0.3) ** 1.2) / bands ** 1.2;
    return rect(0, y, 400, 5 + (i * 9) / bands, 0, i % 3 === 1 ? darken(ink, 0.35) : second);
  });
  const border =
    path('M128 186 L314 186 L344 296 L66 296Z', second) +
    path('M138 194 L304 194 L330 286 L82 286Z', ink) +
    repeat(3, (i) => path(`M${150 + i * 50} 240 l25 -20 l25 20 l-25 24Z`, i % 2 ? second : lighten(ink, 0.35)));
  return [
    path('M44 314 L370 314 L368 308 L42 308Z', darken(ink, 0.45)),
    fringe,
    back,
    path(outline, paint.soft(ink)),
    group(kind === 0 ? stripes : border, paint.clip(path(outline, '#000'))),
  ].join('');
}

/** Piped, striped or tufted. */
export function cushion({ paint, ink, kind, random }: Sketch): string {
  const shape = 'M96 132 Q200 150 304 132 Q288 226 304 316 Q200 300 96 316 Q112 226 96 132Z';
  const clip = paint.clip(path(shape, '#000'));
  const accent = random.pick(['#efe6d2', '#26375c', '#9f4a2b', '#d19a2a']);
  const width = 8 + random.integer(10);
  const pattern =
    kind === 1
      ? repeat(6, (i) => rect(104 + i * 36, 110, width, 230, 0, accent))
      : kind === 2
        ? repeat(20, (i) =>
            ellipse(128 + (i % 5) * 36 + (Math.floor(i / 5) % 2) * 16, 164 + Math.floor(i / 5) * 40, 7, 7, accent),
          )
        : '';
  const inner = [
    path(shape, paint.soft(ink)),
    group(pattern, `${clip} opacity=".85"`),
    kind === 0 ? path(shape, 'none', `stroke="${accent}" stroke-width="5" stroke-linejoin="round"`) : '',
    stroke('M120 152 Q150 176 152 190', darken(ink, 0.25), 3, 'stroke-opacity=".6"'),
    stroke('M282 152 Q254 176 250 190', darken(ink, 0.35), 3, 'stroke-opacity=".6"'),
    stroke('M122 296 Q144 280 148 264', darken(ink, 0.35), 3, 'stroke-opacity=".6"'),
    path(
      'M250 146 Q304 150 304 132 Q288 226 304 316 Q268 308 236 306 Q276 230 250 146Z',
      '#1c1f2b',
      'fill-opacity=".12"',
    ),
  ].join('');
  return group(inner, `transform="rotate(${random.integer(9) - 4} 200 230)"`);
}

/** A pot and what grows in it. */
export function plantPot({ paint, ink, kind, random }: Sketch): string {
  const plant = [leafyPlant, snakePlant, trailingPlant][random.integer(3)]?.(random.between(-8, 8)) ?? '';
  if (kind === 0) {
    return [
      plant,
      path('M142 232 L258 232 L242 312 Q240 319 232 319 L168 319 Q160 319 158 312Z', paint.round(ink)),
      rect(132, 210, 136, 28, 7, paint.round(lighten(ink, 0.06))),
      path('M142 238 L258 238 L256 246 L144 246Z', darken(ink, 0.3), 'fill-opacity=".5"'),
      rect(138, 312, 124, 9, 4, paint.round(darken(ink, 0.12))),
      glint('M160 254 L168 300', 6, 0.35),
    ].join('');
  }
  if (kind === 1) {
    const ridges = random.uniform() < 0.5;
    return [
      plant,
      path('M136 212 L264 212 L264 306 Q264 319 250 319 L150 319 Q136 319 136 306Z', paint.round(ink)),
      ridges ? repeat(8, (i) => stroke(`M${150 + i * 14} 222 L${150 + i * 14} 310`, darken(ink, 0.16), 2.5)) : '',
      rect(136, 210, 128, 8, 4, lighten(ink, 0.3)),
      glint('M152 232 L152 296', 7, 0.35),
    ].join('');
  }
  return [
    plant,
    stroke('M158 280 L144 318', OAK, 9),
    stroke('M242 280 L256 318', darken(OAK, 0.2), 9),
    stroke('M200 284 L200 316', darken(OAK, 0.3), 8),
    path('M128 210 L272 210 Q270 288 216 292 L184 292 Q130 288 128 210Z', paint.round(ink)),
    rect(126, 206, 148, 10, 5, lighten(ink, 0.22)),
    glint('M146 230 Q150 264 166 276', 7, 0.35),
  ].join('');
}

function leafyPlant(lean: number): string {
  const leaf = (angle: number, length: number, ink: string) =>
    group(
      path(
        `M0 0 C-26 -${length * 0.4} -22 -${length * 0.85} 0 -${length} C22 -${length * 0.85} 26 -${length * 0.4} 0 0Z`,
        ink,
      ) + stroke(`M0 0 L0 -${length * 0.85}`, '#274d3b', 2, 'stroke-opacity=".5"'),
      `transform="translate(200 216) rotate(${Math.round(angle + lean)})"`,
    );
  return [
    leaf(-58, 96, '#3c6b4c'),
    leaf(58, 92, '#2c5546'),
    leaf(-34, 124, '#4b7a4f'),
    leaf(36, 120, '#3c6b4c'),
    leaf(-10, 138, '#5d8f5d'),
    leaf(14, 128, '#4b7a4f'),
  ].join('');
}

function snakePlant(lean: number): string {
  const blade = (x: number, tilt: number, length: number) =>
    group(
      path(`M-12 0 Q-18 -${length * 0.6} 0 -${length} Q18 -${length * 0.6} 12 0Z`, '#4b7a4f') +
        path(`M-5 0 Q-8 -${length * 0.6} 0 -${length * 0.9} Q6 -${length * 0.6} 4 0Z`, '#7fa06a'),
      `transform="translate(${x} 216) rotate(${Math.round(tilt + lean / 2)})"`,
    );
  return blade(176, -14, 104) + blade(226, 16, 96) + blade(212, 5, 142) + blade(190, -4, 126);
}

function trailingPlant(lean: number): string {
  const vines = repeat(7, (i) => {
    const x = 146 + i * 18;
    const down = 226 + ((i * 29) % 54);
    return (
      stroke(`M200 206 Q${x} ${150 + lean} ${x + (i - 3) * 12} ${down}`, '#3c6b4c', 3) +
      repeat(4, (j) =>
        ellipse(
          x + (i - 3) * (4 + j * 2.4),
          176 + lean / 2 + ((down - 176) * j) / 3.4,
          9,
          7,
          j % 2 ? '#5d8f5d' : '#4b7a4f',
        ),
      )
    );
  });
  return (
    vines + repeat(9, (i) => ellipse(150 + i * 12.5, 190 - ((i * 41) % 44), 14, 11, i % 2 ? '#6b9a66' : '#4b7a4f'))
  );
}
