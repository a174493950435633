import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const DARK = '#33363b';
const INSIDE = '#f2d9a0';

/** Dome, tunnel or ridge tent. */
export function tent({ paint, ink, kind, random }: Sketch): string {
  const open = random.uniform() < 0.6;
  const peg = (x: number, side: number) => stroke(`M${x} 300 L${x + side * 26} 320`, '#8d8f90', 3);
  if (kind === 0) {
    return [
      peg(66, -1),
      peg(334, 1),
      path('M58 318 C76 214 138 150 206 150 C272 150 326 214 342 318Z', paint.soft(ink)),
      path('M206 150 C272 150 326 214 342 318 L246 318 C262 250 248 196 206 150Z', darken(ink, 0.16)),
      path('M206 150 C158 196 132 250 126 318 L246 318 C262 250 248 196 206 150Z', lighten(ink, 0.1)),
      path('M200 178 C168 222 152 268 150 318 L228 318 C234 264 224 214 200 178Z', open ? INSIDE : darken(ink, 0.1)),
      open
        ? path('M200 178 C206 232 226 284 228 318 C236 260 224 214 200 178Z', lighten(ink, 0.25))
        : stroke('M200 182 L190 316', darken(ink, 0.35), 3),
      stroke('M206 150 C140 160 82 220 58 318', darken(ink, 0.35), 4),
      stroke('M206 150 C270 156 326 220 342 318', darken(ink, 0.45), 4),
      glint('M92 286 C108 236 132 202 158 182', 6, 0.35),
    ].join('');
  }
  if (kind === 1) {
    return [
      peg(52, -1),
      peg(348, 1),
      path('M52 318 C52 238 82 186 128 186 L270 186 C318 186 350 238 350 318Z', paint.soft(ink)),
      path('M52 318 C52 238 82 186 128 186 C172 186 198 238 198 318Z', lighten(ink, 0.12)),
      path('M76 318 C78 256 98 216 126 216 C154 216 172 256 174 318Z', open ? INSIDE : darken(ink, 0.12)),
      open
        ? path('M126 216 C140 236 160 280 174 318 C174 256 154 216 126 216Z', lighten(ink, 0.28))
        : stroke('M126 218 L126 316', darken(ink, 0.3), 3),
      stroke('M198 318 C198 238 172 186 128 186', darken(ink, 0.35), 4),
      stroke('M276 318 C278 238 260 190 226 186', darken(ink, 0.35), 4),
      stroke('M52 318 C52 238 82 186 128 186', darken(ink, 0.3), 4),
      rect(222, 232, 34, 24, 6, darken(ink, 0.25)),
    ].join('');
  }
  return [
    peg(74, -1),
    peg(338, 1),
    stroke('M152 158 L152 144', DARK, 5),
    path('M152 156 L284 184 L344 318 L226 318Z', paint.soft(darken(ink, 0.08))),
    path('M152 156 L226 318 L68 318Z', lighten(ink, 0.12)),
    path('M152 182 L186 318 L112 318Z', open ? INSIDE : darken(ink, 0.1)),
    open ? path('M152 182 L186 318 L200 318Z', lighten(ink, 0.3)) : stroke('M152 186 L150 316', darken(ink, 0.35), 3),
    stroke('M152 156 L226 318', darken(ink, 0.35), 3),
    stroke('M152 156 L284 184', darken(ink, 0.4), 3),
    stroke('M152 156 L48 312', '#8d8f90', 2),
  ].join('');
}

/** Mummy bag, opened blanket bag or rolled quilt. */
export function sleepingBag({ paint, ink, kind, random }: Sketch): string {
  const lining = random.pick(['#d19a2a', '#e2765f', '#d9c8a9', '#8db8d4']);
  if (kind === 0) {
    const inner = [
      path(
        'M200 84 C262 84 272 138 268 170 C286 240 246 318 232 336 Q200 348 168 336 C154 318 114 240 132 170 C128 138 138 84 200 84Z',
        paint.soft(ink),
      ),
      repeat(6, (i) =>
        stroke(
          `M${132 + i * 4} ${196 + i * 24} Q200 ${208 + i * 24} ${268 - i * 4} ${196 + i * 24}`,
          darken(ink, 0.2),
          3,
        ),
      ),
      path('M200 98 C246 98 250 134 246 156 Q200 178 154 156 C150 134 154 98 200 98Z', paint.soft(lining)),
      ellipse(200, 132, 30, 20, darken(lining, 0.35)),
      stroke('M222 164 Q232 240 218 318', lighten(ink, 0.45), 4),
    ].join('');
    return group(inner, 'transform="rotate(58 200 226) translate(4 6) scale(.98)"');
  }
  if (kind === 1) {
    return [
      path('M76 214 L262 196 L336 300 Q338 318 320 318 L96 318 Q74 318 72 300Z', paint.soft(ink)),
      repeat(5, (i) => stroke(`M${82 + i * 2} ${234 + i * 18} L${274 + i * 14} ${216 + i * 19}`, darken(ink, 0.2), 3)),
      path('M262 196 L204 200 Q248 246 258 318 L320 318 Q338 318 336 300Z', paint.soft(lining)),
      stroke('M204 200 Q248 246 258 318', darken(ink, 0.35), 4),
      rect(84, 196, 100, 40, 20, paint.soft('#efe6d2')),
      stroke('M98 214 Q130 206 168 212', '#d9c8a9', 3),
    ].join('');
  }
  return [
    rect(104, 214, 196, 104, 50, paint.soft(ink)),
    ellipse(292, 266, 30, 52, darken(ink, 0.2)),
    ellipse(292, 266, 20, 36, lining),
    stroke('M292 240 C308 250 308 284 292 288 C280 286 282 258 292 258', darken(lining, 0.35), 4),
    repeat(3, (i) => stroke(`M${146 + i * 36} 216 Q${138 + i * 36} 266 ${146 + i * 36} 316`, darken(ink, 0.2), 3)),
    rect(150, 212, 14, 108, 6, DARK),
    rect(232, 212, 14, 108, 6, DARK),
    stroke('M157 212 C160 170 236 170 239 212', DARK, 7),
    glint('M122 246 Q130 232 140 228', 6, 0.35),
  ].join('');
}

/** Day pack, roll-top or trekking pack. */
export function backpack({ paint, ink, kind, random }: Sketch): string {
  const trim = random.pick(['#6e4a31', DARK, '#c39a66']);
  const straps =
    stroke('M126 170 C92 200 96 280 116 306', darken(ink, 0.4), 13) +
    stroke('M274 170 C308 200 304 280 284 306', darken(ink, 0.45), 13);
  const buckle = (x: number, y: number) => rect(x - 7, y, 14, 10, 3, '#d8c08a');
  if (kind === 0) {
    return [
      straps,
      stroke('M176 118 C176 84 224 84 224 118', DARK, 9),
      path(
        'M122 300 L122 168 C122 126 152 108 200 108 C248 108 278 126 278 168 L278 300 Q278 319 258 319 L142 319 Q122 319 122 300Z',
        paint.soft(ink),
      ),
      stroke('M136 178 C136 140 164 126 200 126 C236 126 264 140 264 178', darken(ink, 0.3), 3),
      rect(142, 216, 116, 86, 18, paint.soft(lighten(ink, 0.1))),
      stroke('M152 236 L248 236', darken(ink, 0.35), 4),
      stroke('M238 236 L238 252', trim, 5),
      rect(182, 164, 36, 26, 5, trim),
      glint('M138 286 L138 188', 6, 0.3),
    ].join('');
  }
  if (kind === 1) {
    return [
      straps,
      path('M124 302 L118 164 L282 164 L276 302 Q276 319 256 319 L144 319 Q124 319 124 302Z', paint.soft(ink)),
      path('M112 166 L112 122 Q112 108 126 108 L274 108 Q288 108 288 122 L288 166Z', paint.soft(lighten(ink, 0.1))),
      stroke('M116 130 L284 130', darken(ink, 0.25), 3),
      rect(108, 104, 184, 16, 8, darken(ink, 0.25)),
      stroke('M164 120 L164 240', trim, 11),
      stroke('M236 120 L236 240', trim, 11),
      buckle(164, 202),
      buckle(236, 202),
      rect(140, 252, 120, 48, 10, darken(ink, 0.12)),
      glint('M136 296 L132 190', 6, 0.3),
    ].join('');
  }
  return [
    straps,
    rect(118, 82, 164, 42, 21, paint.soft(random.pick(['#d19a2a', '#5b6873', '#c07b54']))),
    ellipse(272, 103, 12, 20, 'rgba(28,31,43,.25)'),
    path(
      'M124 300 L118 156 Q118 134 142 134 L258 134 Q282 134 282 156 L276 300 Q276 319 256 319 L144 319 Q124 319 124 300Z',
      paint.soft(ink),
    ),
    path(
      'M110 164 Q110 118 156 118 L244 118 Q290 118 290 164 L286 190 Q200 206 114 190Z',
      paint.soft(lighten(ink, 0.12)),
    ),
    stroke('M158 150 L158 226', trim, 9),
    stroke('M242 150 L242 226', trim, 9),
    buckle(158, 208),
    buckle(242, 208),
    rect(146, 236, 108, 68, 14, darken(ink, 0.14)),
    stroke('M156 252 L244 252', darken(ink, 0.4), 3),
    rect(92, 236, 32, 74, 12, paint.soft(darken(ink, 0.16))),
    rect(276, 236, 32, 74, 12, paint.soft(darken(ink, 0.28))),
  ].join('');
}

/** Lamp on a band; the running one carries its battery behind, the camp one a lantern dome. */
export function headTorch({ paint, ink, kind, random }: Sketch): string {
  const band = random.uniform() < 0.5 ? DARK : darken(ink, 0.35);
  const beam = path('M104 226 L30 176 L30 300 L104 262Z', '#ffe9b8', 'fill-opacity=".55"');
  return [
    kind === 2 ? '' : beam,
    path(
      'M128 206 C170 148 316 146 336 210 C350 268 240 300 150 284 L150 262 C236 272 318 252 310 216 C300 182 190 178 150 230Z',
      paint.soft(band),
    ),
    stroke('M140 222 C184 172 300 170 322 214', lighten(ink, 0.15), 5),
    stroke('M158 274 C240 284 318 262 324 226', lighten(ink, 0.15), 4),
    kind === 1 ? rect(300, 190, 46, 58, 14, paint.soft(ink)) : '',
    kind === 2
      ? ellipse(140, 250, 56, 54, paint.soft(ink)) +
        ellipse(134, 250, 38, 37, '#fff3d0') +
        ellipse(128, 244, 20, 19, '#ffffff')
      : [
          rect(112, 204, 76, 82, 22, paint.soft(ink)),
          rect(98, 214, 34, 62, 16, darken(ink, 0.3)),
          ellipse(108, 245, 16, 27, '#dfe6e8'),
          ellipse(105, 243, 10, 19, '#fff6d8'),
          ellipse(162, 206, 14, 6, '#e2765f'),
          stroke('M146 232 L146 262', darken(ink, 0.25), 3),
          stroke('M158 232 L158 262', darken(ink, 0.25), 3),
        ].join(''),
    glint('M122 216 Q130 210 142 210', 4, 0.5),
  ].join('');
}

/** Vacuum flask, drinking bottle or tumbler. */
export function flask({ paint, ink, kind, random }: Sketch): string {
  const lid = random.uniform() < 0.5 ? DARK : '#a9b1b6';
  if (kind === 0) {
    return [
      path(
        'M156 306 L156 166 Q156 146 176 142 L224 142 Q244 146 244 166 L244 306 Q244 319 230 319 L170 319 Q156 319 156 306Z',
        paint.round(ink),
      ),
      rect(160, 84, 80, 58, 10, paint.round('#b9c0c4')),
      rect(160, 130, 80, 14, 3, paint.round(lid)),
      stroke('M244 176 C284 176 284 260 244 262', lid, 12),
      rect(156, 290, 88, 9, 0, darken(ink, 0.25)),
      glint('M172 180 L172 274', 8),
    ].join('');
  }
  if (kind === 1) {
    return [
      stroke('M182 96 C182 66 218 66 218 96', lid, 10),
      path(
        'M148 302 L148 178 C148 148 174 152 176 130 L224 130 C226 152 252 148 252 178 L252 302 Q252 319 236 319 L164 319 Q148 319 148 302Z',
        paint.round(ink),
      ),
      rect(170, 94, 60, 38, 9, paint.round(lid)),
      ellipse(200, 240, 22, 22, 'none', `stroke="${lighten(ink, 0.5)}" stroke-width="4"`),
      stroke('M190 246 L198 230 L206 242 L212 234', lighten(ink, 0.5), 4),
      glint('M164 190 L164 286', 8),
    ].join('');
  }
  return [
    path('M148 144 L252 144 L238 308 Q236 319 226 319 L174 319 Q164 319 162 308Z', paint.round(ink)),
    path('M154 214 L246 214 L242 258 L158 258Z', paint.round('#6e4a31')),
    rect(140, 120, 120, 28, 10, paint.round(lid)),
    rect(180, 108, 44, 16, 7, darken(lid, 0.25)),
    glint('M164 160 L168 206', 7),
    glint('M172 268 L175 304', 6),
  ].join('');
}
