import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const DARK = '#33363b';
const STEEL = '#a9b1b6';
const WOOD = '#a9794f';

/** Electric, gooseneck or stovetop. */
export function kettle(sketch: Sketch): string {
  return [electricKettle, gooseneckKettle, stovetopKettle][sketch.kind % 3]?.(sketch) ?? '';
}

function electricKettle({ paint, ink, random }: Sketch): string {
  const waist = random.between(-10, 12);
  const handle = random.uniform() < 0.4 ? WOOD : DARK;
  return [
    stroke('M236 172 C306 150 318 262 262 284', handle, 17),
    stroke('M240 170 C300 152 312 252 264 276', lighten(handle, 0.25), 4),
    path('M152 214 L104 172 Q100 166 108 164 L134 166 Q156 176 166 190Z', paint.round(darken(ink, 0.08))),
    path(
      `M136 304 C${128 + waist} 236 150 166 172 156 L228 156 C250 166 ${272 - waist} 236 264 304 Z`,
      paint.round(ink),
    ),
    path('M168 158 Q200 132 232 158 Z', paint.round(lighten(ink, 0.12))),
    ellipse(200, 139, 13, 9, handle),
    rect(128, 304, 144, 15, 7, DARK),
    rect(188, 258, 24, 34, 12, darken(ink, 0.35)),
    ellipse(200, 268, 5, 5, '#ffd9a0'),
    glint('M160 280 C154 240 162 204 174 182', 8),
  ].join('');
}

function gooseneckKettle({ paint, ink, random }: Sketch): string {
  const lean = random.between(-6, 10);
  const handle = random.uniform() < 0.5 ? WOOD : DARK;
  return [
    stroke(`M148 296 C92 304 122 206 ${92 + lean} 176 L${80 + lean} 172`, darken(ink, 0.12), 13),
    stroke(`M146 292 C96 298 122 206 ${90 + lean} 174`, lighten(ink, 0.22), 4),
    stroke('M244 222 C326 196 336 296 276 306', handle, 15),
    path('M142 312 L156 214 Q200 200 244 214 L260 312 Q200 326 142 312Z', paint.round(ink)),
    path('M158 214 Q200 182 242 214 Q200 226 158 214Z', paint.round(lighten(ink, 0.14))),
    rect(193, 172, 14, 22, 7, handle),
    ellipse(200, 170, 14, 9, handle),
    glint('M166 298 L176 234', 8),
  ].join('');
}

function stovetopKettle({ paint, ink, random }: Sketch): string {
  const high = random.between(-14, 10);
  return [
    stroke(`M138 206 C146 ${112 + high} 254 ${112 + high} 262 206`, DARK, 13),
    stroke(`M168 ${152 + high * 0.6} C186 ${138 + high} 214 ${138 + high} 232 ${152 + high * 0.6}`, WOOD, 19),
    path('M134 246 L82 206 Q76 198 86 194 L104 192 Q130 206 152 220Z', paint.round(darken(ink, 0.1))),
    ellipse(92, 196, 15, 9, DARK, 'transform="rotate(28 92 196)"'),
    path(
      'M116 300 C104 226 156 190 200 190 C244 190 296 226 284 300 Q280 318 262 319 L138 319 Q120 318 116 300Z',
      paint.round(ink),
    ),
    path('M168 196 Q200 176 232 196 Q200 206 168 196Z', paint.round(darken(ink, 0.12))),
    ellipse(200, 176, 11, 9, DARK),
    rect(124, 306, 152, 14, 7, darken(ink, 0.35)),
    glint('M142 284 C136 250 150 226 170 212', 9),
  ].join('');
}

/** French press, pour-over or espresso pot. */
export function coffeeMaker(sketch: Sketch): string {
  return [frenchPress, pourOver, espressoPot][sketch.kind % 3]?.(sketch) ?? '';
}

function frenchPress({ paint, ink, random }: Sketch): string {
  const level = random.between(196, 236);
  return [
    stroke('M252 186 C320 180 320 288 252 284', paint.soft(ink), 15),
    rect(196, 92, 8, 66, 4, STEEL),
    ellipse(200, 88, 15, 12, paint.round(ink)),
    rect(148, 158, 104, 154, 10, '#e4ecec'),
    rect(152, level, 96, 312 - level - 6, 6, paint.round('#5a3524')),
    rect(152, level - 5, 96, 9, 3, STEEL),
    rect(140, 144, 120, 20, 9, paint.round(ink)),
    path('M146 158 L128 152 L142 144Z', ink),
    rect(140, 212, 120, 9, 3, paint.round(ink)),
    path('M142 320 L146 284 L254 284 L258 320Z', paint.round(ink)),
    glint('M162 176 L162 274', 8, 0.6),
  ].join('');
}

function pourOver({ paint, ink, random }: Sketch): string {
  const level = random.between(252, 278);
  return [
    stroke('M244 246 C304 240 302 308 246 304', paint.soft(ink), 12),
    path('M156 218 L244 218 Q264 262 258 306 Q256 318 244 318 L156 318 Q144 318 142 306 Q136 262 156 218Z', '#e4ecec'),
    path(
      `M141 ${level} L259 ${level} Q260 290 258 304 Q255 314 244 314 L156 314 Q145 314 142 304 Q140 290 141 ${level}Z`,
      paint.round('#6a3d28'),
    ),
    path('M128 122 L272 122 L218 206 L182 206Z', paint.round(ink)),
    path('M146 108 Q200 96 254 108 L264 124 L136 124Z', '#f4efe4'),
    rect(120, 116, 160, 13, 6, paint.round(lighten(ink, 0.12))),
    repeat(4, (i) => stroke(`M${156 + i * 28} 136 L${182 + i * 11} 196`, darken(ink, 0.22), 3)),
    rect(152, 204, 96, 15, 7, paint.round(WOOD)),
    glint('M158 240 Q150 262 153 290', 7, 0.6),
  ].join('');
}

function espressoPot({ paint, ink, random }: Sketch): string {
  const flare = random.between(-5, 8);
  return [
    stroke('M248 152 L300 158 L286 230', DARK, 16),
    path(`M146 320 L158 234 L242 234 L254 320Z`, paint.round(ink)),
    path(`M164 226 L${146 - flare} 138 L${254 + flare} 138 L236 226Z`, paint.round(ink)),
    path(`M152 168 L116 144 L${146 - flare} 138Z`, darken(ink, 0.12)),
    rect(152, 224, 96, 14, 5, paint.round(darken(ink, 0.3))),
    path(`M${144 - flare} 138 L200 108 L${256 + flare} 138Z`, paint.round(lighten(ink, 0.12))),
    ellipse(200, 104, 12, 12, DARK),
    stroke('M182 238 L176 318', darken(ink, 0.18), 3),
    stroke('M218 238 L224 318', darken(ink, 0.25), 3),
    ellipse(212, 262, 7, 7, '#c9a24a'),
    glint('M166 306 L172 250', 6),
    glint('M162 154 L172 208', 6),
  ].join('');
}

/** Straight mug, latte bowl or enamel mug. */
export function mug({ paint, ink, kind, random }: Sketch): string {
  const tall = kind === 1 ? 212 : random.between(172, 190);
  const body =
    kind === 1
      ? 'M104 212 C108 282 150 318 200 318 C250 318 278 282 282 212Z'
      : kind === 2
        ? `M118 ${tall} L128 306 Q130 318 142 318 L240 318 Q252 318 254 306 L264 ${tall}Z`
        : `M122 ${tall} L122 290 Q122 318 152 318 L232 318 Q262 318 262 290 L262 ${tall}Z`;
  const left = kind === 1 ? 104 : kind === 2 ? 118 : 122;
  const right = kind === 1 ? 282 : kind === 2 ? 264 : 262;
  const cx = (left + right) / 2;
  const rx = (right - left) / 2;
  const glazed = kind !== 2 && random.uniform() < 0.5;
  const clip = paint.clip(path(body, '#000'));
  const dip = `M90 ${tall + 66} Q150 ${tall + 46} 200 ${tall + 70} T310 ${tall + 60} L310 330 L90 330Z`;
  return [
    stroke(
      `M${right - 8} ${tall + 34} C${right + 70} ${tall + 12} ${right + 66} 288 ${right - 14} 278`,
      darken(ink, 0.14),
      18,
    ),
    stroke(
      `M${right - 4} ${tall + 32} C${right + 58} ${tall + 16} ${right + 54} 274 ${right - 6} 272`,
      lighten(ink, 0.16),
      5,
    ),
    path(body, paint.round(ink)),
    glazed ? group(path(dip, paint.round('#d9c8a9')), clip) : '',
    kind === 2
      ? ''
      : group(
          repeat(9, (i) =>
            ellipse(left + 18 + ((i * 53) % 118), tall + 30 + ((i * 37) % 90), 1.8, 1.8, darken(ink, 0.35)),
          ),
          clip,
        ),
    ellipse(cx, tall, rx, 17, kind === 2 ? DARK : lighten(ink, 0.3)),
    ellipse(cx, tall, rx - 7, 13, darken(ink, 0.4)),
    ellipse(cx, tall + 3, rx - 10, 9, '#6b4129'),
    ellipse(cx - 12, tall + 2, rx * 0.45, 4, '#8a5a3c'),
    glint(kind === 1 ? 'M124 238 Q130 270 150 290' : `M${left + 18} ${tall + 40} L${left + 20} 286`, 8),
  ].join('');
}

/** Frying pan from above, saucepan or casserole from the side. */
export function pan({ paint, ink, kind, random }: Sketch): string {
  if (kind === 0) return fryingPan({ paint, ink, kind, random });
  const wide = kind === 2 ? 108 : 84;
  const top = kind === 2 ? 206 : random.between(196, 212);
  const cx = kind === 2 ? 200 : 166;
  const handles =
    kind === 2
      ? stroke(
          `M${cx - wide + 4} 234 C${cx - wide - 40} 228 ${cx - wide - 40} 262 ${cx - wide + 6} 258`,
          darken(ink, 0.2),
          13,
        ) +
        stroke(
          `M${cx + wide - 4} 234 C${cx + wide + 40} 228 ${cx + wide + 40} 262 ${cx + wide - 6} 258`,
          darken(ink, 0.3),
          13,
        )
      : stroke(`M${cx + wide - 4} ${top + 26} L344 ${top + 6}`, WOOD, 17) +
        stroke(`M${cx + wide + 30} ${top + 16} L338 ${top + 2}`, lighten(WOOD, 0.3), 4);
  return [
    handles,
    path(
      `M${cx - wide} ${top} L${cx + wide} ${top} L${cx + wide - 6} 296 Q${cx + wide - 10} 319 ${cx + wide - 34} 319 L${cx - wide + 34} 319 Q${cx - wide + 10} 319 ${cx - wide + 6} 296Z`,
      paint.round(ink),
    ),
    path(`M${cx - wide - 4} ${top} Q${cx} ${top - 64} ${cx + wide + 4} ${top}Z`, paint.round(lighten(ink, 0.1))),
    rect(cx - wide - 8, top - 6, 2 * wide + 16, 13, 6, paint.round(darken(ink, 0.18))),
    ellipse(cx, top - 38, 17, 10, kind === 2 ? '#c9a24a' : WOOD),
    rect(cx - 5, top - 36, 10, 12, 2, DARK),
    glint(`M${cx - wide + 20} ${top + 26} L${cx - wide + 24} 286`, 9),
  ].join('');
}

function fryingPan({ paint, ink, random }: Sketch): string {
  const turn = random.between(-10, 8);
  const handle = random.uniform() < 0.5 ? WOOD : DARK;
  const inner = [
    stroke('M246 200 L352 132', handle, 22),
    stroke('M274 178 L344 132', lighten(handle, 0.25), 5),
    ellipse(346, 135, 5, 5, darken(handle, 0.5)),
    ellipse(172, 232, 112, 84, darken(ink, 0.3)),
    ellipse(170, 226, 112, 84, paint.soft(ink)),
    ellipse(172, 230, 96, 70, darken('#3d4145', 0.1)),
    ellipse(174, 233, 90, 65, '#484c51'),
    path('M98 214 Q118 172 176 168 Q120 186 108 232Z', '#fffaf0', 'fill-opacity=".22"'),
    ellipse(252, 196, 4, 4, STEEL),
  ].join('');
  return group(inner, `transform="rotate(${Math.round(turn)} 190 220)"`);
}

/** Four blades on a board. */
export function knife({ paint, ink, kind, random }: Sketch): string {
  const blade =
    [
      'M150 190 L330 190 Q356 192 352 200 C320 236 240 238 150 232Z',
      'M176 200 L290 198 Q304 200 298 206 C276 224 230 226 176 224Z',
      'M150 192 L346 192 Q358 196 352 214 Q346 226 340 220 Q330 232 320 222 Q310 232 300 222 Q290 232 280 222 Q270 232 260 222 Q250 232 240 222 Q230 232 220 222 Q210 232 200 222 Q190 232 180 222 L150 226Z',
      'M150 188 L322 188 Q354 194 344 236 L150 236Z',
    ][kind % 4] ?? '';
  const tilt = random.between(-20, -10);
  const tail = kind === 1 ? 86 : 52;
  const inner = [
    path(blade, paint.soft('#c3cace')),
    path('M158 196 L330 194 L330 200 L158 204Z', '#fffaf0', 'fill-opacity=".5"'),
    kind === 3 ? repeat(5, (i) => ellipse(180 + i * 30, 222, 8, 5, '#a5adb2')) : '',
    rect(kind === 1 ? 164 : 138, 188, 18, kind === 1 ? 38 : 46, 4, STEEL),
    path(
      `M${tail} 196 Q${tail - 12} 214 ${tail + 4} 232 Q112 238 ${kind === 1 ? 168 : 142} 230 L${kind === 1 ? 168 : 142} 192 Q110 186 ${tail} 196Z`,
      paint.soft(ink),
    ),
    ellipse(tail + 28, 212, 4, 4, '#d8c08a'),
    ellipse(tail + 60, 212, 4, 4, '#d8c08a'),
  ].join('');
  return [
    path(
      'M70 190 L332 150 Q346 150 348 162 L356 290 Q356 304 342 306 L84 322 Q68 322 66 308 L58 206 Q58 194 70 190Z',
      paint.soft('#d8b98a'),
    ),
    stroke('M84 222 L340 184', '#c5a371', 2),
    stroke('M88 262 L344 228', '#c5a371', 2),
    stroke('M92 298 L346 270', '#c5a371', 2),
    group(darkCopy(blade), `transform="rotate(${Math.round(tilt)} 200 210) translate(4 34)"`),
    group(inner, `transform="rotate(${Math.round(tilt)} 200 210) translate(0 22)"`),
  ].join('');
}

function darkCopy(d: string): string {
  return path(d, '#3a2a1a', 'fill-opacity=".18"');
}
