import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const DARK = '#33363b';
const METAL = '#b4babe';
const GLOW = '#ffe9b8';

/** Over-ear, on-ear or studio headphones. */
export function headphones({ paint, ink, kind, random }: Sketch): string {
  const cup = kind === 1 ? 40 : 52;
  const top = random.between(84, 98);
  const pad = kind === 2 ? DARK : darken(ink, 0.45);
  const y = 246;
  return [
    kind === 2 ? stroke('M116 296 C112 340 190 306 210 316 C240 330 280 300 310 318', DARK, 5) : '',
    stroke(`M106 ${y - 18} C92 ${top - 26} 308 ${top - 26} 294 ${y - 18}`, darken(ink, 0.2), 20),
    stroke(`M112 ${y - 40} C108 ${top - 8} 292 ${top - 8} 288 ${y - 40}`, lighten(ink, 0.25), 5),
    stroke(`M150 ${top + 22} C176 ${top + 4} 224 ${top + 4} 250 ${top + 22}`, pad, 14),
    rect(98, y - 62, 15, 44, 6, METAL),
    rect(287, y - 62, 15, 44, 6, darken(METAL, 0.15)),
    ellipse(136, y, 22, cup + 4, pad),
    ellipse(264, y, 22, cup + 4, darken(pad, 0.2)),
    ellipse(110, y, 34, cup, paint.soft(ink)),
    ellipse(290, y, 34, cup, paint.soft(darken(ink, 0.1))),
    ellipse(103, y, 19, cup * 0.62, kind === 2 ? METAL : lighten(ink, 0.12)),
    ellipse(297, y, 19, cup * 0.62, kind === 2 ? darken(METAL, 0.2) : darken(ink, 0.22)),
    kind === 2
      ? repeat(5, (i) => stroke(`M90 ${y - 20 + i * 10} L116 ${y - 20 + i * 10}`, DARK, 3))
      : ellipse(103, y, 6, 9, darken(ink, 0.35)),
    glint(`M84 ${y - 18} Q88 ${y - 34} 98 ${y - 40}`, 5),
  ].join('');
}

/** Portable can, bookshelf box or kitchen radio. */
export function speaker({ paint, ink, kind, random }: Sketch): string {
  const dots = (x: number, y: number, columns: number, rows: number, ground: string) =>
    repeat(columns * rows, (i) => ellipse(x + (i % columns) * 9, y + Math.floor(i / columns) * 9, 2.1, 2.1, ground));
  if (kind === 0) {
    const loop = random.uniform() < 0.6;
    return [
      loop ? stroke('M296 156 C340 164 336 220 300 214', DARK, 7) : '',
      rect(110, 128, 186, 190, 44, paint.round(ink)),
      dots(132, 158, 16, 15, darken(ink, 0.28)),
      rect(110, 128, 186, 22, 11, darken(ink, 0.3)),
      ellipse(166, 139, 5, 4, '#f3efe6'),
      ellipse(203, 139, 5, 4, '#f3efe6'),
      ellipse(240, 139, 5, 4, '#f3efe6'),
      rect(176, 262, 54, 22, 4, lighten(ink, 0.55)),
      rect(118, 306, 170, 12, 6, DARK),
    ].join('');
  }
  if (kind === 1) {
    const cone = random.pick(['#3a3c40', '#d9c8a9', '#c9a24a']);
    return [
      path('M258 104 L290 118 L290 308 L258 319Z', darken(ink, 0.4)),
      rect(130, 100, 132, 219, 8, paint.soft(ink)),
      rect(140, 110, 112, 199, 5, darken(ink, 0.14)),
      ellipse(196, 156, 27, 27, DARK),
      ellipse(196, 156, 19, 19, METAL),
      ellipse(192, 152, 8, 8, lighten(METAL, 0.5)),
      ellipse(196, 244, 49, 49, DARK),
      ellipse(196, 244, 41, 41, cone),
      ellipse(196, 244, 30, 30, 'none', `stroke="${darken(cone, 0.25)}" stroke-width="3"`),
      ellipse(196, 244, 14, 14, darken(cone, 0.4)),
      path('M166 222 Q176 208 196 206 Q180 214 174 228Z', '#fffaf0', 'fill-opacity=".4"'),
    ].join('');
  }
  return [
    stroke('M280 160 L316 74', METAL, 5),
    ellipse(316, 74, 5, 5, METAL),
    stroke('M128 166 C130 124 270 124 272 166', darken(ink, 0.4), 11),
    rect(70, 160, 260, 152, 26, paint.soft(ink)),
    rect(88, 178, 136, 116, 14, '#efe6d2'),
    dots(104, 192, 12, 10, '#b8a888'),
    rect(240, 180, 72, 34, 6, '#fbf3df'),
    stroke('M252 197 L302 197', '#8d7a55', 2),
    stroke(`M${262 + random.integer(34)} 186 L${262 + random.integer(4)} 208`, '#b8293d', 3),
    ellipse(258, 254, 17, 17, METAL),
    ellipse(296, 254, 17, 17, METAL),
    stroke('M258 254 L258 242', DARK, 4),
    stroke('M296 254 L304 246', DARK, 4),
    rect(94, 308, 28, 11, 4, DARK),
    rect(278, 308, 28, 11, 4, DARK),
    glint('M84 196 Q86 178 102 172', 5, 0.35),
  ].join('');
}

/** Compact, full-size or split, seen from above and in front. */
export function keyboard({ paint, ink, kind, random }: Sketch): string {
  const accent = random.pick(['#e2765f', '#2c7a7b', '#d19a2a', '#2f56a6']);
  const cap = random.uniform() < 0.5 ? '#f3efe6' : lighten(ink, 0.55);
  const board = (x: number, width: number, columns: number, tilt: number) => {
    const pitch = (width - 20) / columns;
    const keys = repeat(columns * 4, (i) => {
      const row = Math.floor(i / columns);
      const special = (i % columns === 0 && row === 0) || (i % columns === columns - 1 && row === 2);
      return key(
        x + 10 + (i % columns) * pitch,
        184 + row * 24,
        pitch - 4,
        special ? accent : i % columns === columns - 1 || i % columns === 0 ? darken(cap, 0.22) : cap,
      );
    });
    const space =
      key(x + width * 0.28, 280, width * 0.42, cap) +
      key(x + 10, 280, width * 0.2, darken(cap, 0.22)) +
      key(x + width * 0.74, 280, width * 0.26 - 12, accent);
    const inner =
      rect(x, 178, width, 140, 14, darken(ink, 0.4)) + rect(x, 172, width, 138, 14, paint.soft(ink)) + keys + space;
    return group(inner, `transform="rotate(${tilt} ${x + width / 2} 240)"`);
  };
  if (kind === 2) return board(40, 148, 6, 9) + board(212, 148, 6, -9);
  return kind === 1 ? board(24, 352, 17, 0) : board(62, 276, 13, 0);
}

function key(x: number, y: number, width: number, cap: string): string {
  return rect(x, y + 3, width, 18, 4, darken(cap, 0.32)) + rect(x + 0.5, y, width - 1, 17, 4, cap);
}

/** Jointed arm, banker's lamp or light bar. */
export function deskLamp({ paint, ink, kind, random }: Sketch): string {
  if (kind === 0) {
    const bend = random.between(-12, 14);
    return [
      path('M82 316 Q82 296 146 296 Q210 296 210 316 Q146 324 82 316Z', paint.round(ink)),
      stroke(`M146 298 L${112 + bend} 198`, METAL, 9),
      stroke(`M154 294 L${122 + bend} 200`, darken(METAL, 0.2), 4),
      stroke(`M${112 + bend} 198 L226 116`, METAL, 9),
      ellipse(112 + bend, 198, 11, 11, darken(ink, 0.2)),
      group(
        path('M206 92 L250 92 L282 166 L174 166Z', paint.round(ink)) +
          ellipse(228, 167, 54, 9, GLOW) +
          rect(214, 80, 28, 16, 6, darken(ink, 0.3)) +
          glint('M214 104 L194 154', 7),
        'transform="rotate(-24 228 110) translate(10 6)"',
      ),
      path('M216 190 L316 158 L352 318 L204 318Z', GLOW, 'fill-opacity=".28"'),
    ].join('');
  }
  if (kind === 1) {
    return [
      path('M132 316 Q132 298 200 298 Q268 298 268 316 Q200 326 132 316Z', paint.round('#bf9a4a')),
      rect(193, 196, 14, 106, 4, paint.round('#bf9a4a')),
      ellipse(200, 250, 13, 9, '#a5823a'),
      stroke('M238 206 L238 244', '#a5823a', 3),
      ellipse(238, 248, 4, 5, '#a5823a'),
      path('M92 196 C96 140 132 126 200 126 C268 126 304 140 308 196 Q200 214 92 196Z', paint.round(ink)),
      path('M96 194 Q200 212 304 194 L306 200 Q200 220 94 200Z', GLOW),
      ellipse(200, 127, 20, 6, '#bf9a4a'),
      glint('M120 180 C126 158 142 148 166 144', 8),
    ].join('');
  }
  const reach = random.between(-10, 16);
  return [
    path('M212 316 Q212 302 266 302 Q320 302 320 316 Q266 324 212 316Z', paint.round(darken(ink, 0.1))),
    stroke(`M266 304 L266 ${136 + reach / 2}`, ink, 11),
    stroke(`M262 300 L262 ${140 + reach / 2}`, lighten(ink, 0.3), 3),
    path(
      `M74 ${126 + reach / 2} L278 ${120 + reach / 2} Q288 124 284 136 L278 ${142 + reach / 2} L80 ${146 + reach / 2} Q66 138 74 ${126 + reach / 2}Z`,
      paint.soft(ink),
    ),
    path(`M82 ${142 + reach / 2} L244 ${139 + reach / 2} L244 ${146 + reach / 2} L84 ${150 + reach / 2}Z`, GLOW),
    path(`M82 ${150 + reach / 2} L244 ${146 + reach / 2} L272 318 L46 318Z`, GLOW, 'fill-opacity=".32"'),
    ellipse(266, 134 + reach / 2, 10, 10, darken(ink, 0.35)),
  ].join('');
}

/** Hardback with a band, spiral or softcover. */
export function notebook({ paint, ink, kind, random }: Sketch): string {
  const accent = random.pick(['#e9b93a', '#f3efe6', '#b8293d', '#26272a', '#8db8d4']);
  const label = random.integer(3);
  const cover = [
    rect(126, 96, 160, 220, kind === 2 ? 16 : 8, darken(ink, 0.45)),
    rect(124, 92, 156, 218, kind === 2 ? 14 : 6, '#f6f1e4'),
    repeat(3, (i) => stroke(`M276 ${100 + i * 2} L${277 + i} 306`, '#d6ccb4', 1)),
    rect(116, 88, 158, 220, kind === 2 ? 16 : 8, paint.soft(ink)),
    kind === 1
      ? repeat(
          11,
          (i) =>
            ellipse(118, 104 + i * 19, 11, 5, 'none', 'stroke="#8d9397" stroke-width="4"') +
            ellipse(128, 104 + i * 19, 3, 3, darken(ink, 0.5)),
        )
      : rect(116, 88, 20, 220, 8, darken(ink, 0.2)),
    label === 0
      ? rect(162, 130, 84, 50, 4, '#f6f1e4') +
        stroke('M174 148 L234 148', '#9aa0a3', 3) +
        stroke('M174 162 L216 162', '#9aa0a3', 3)
      : '',
    label === 1
      ? ellipse(204, 198, 36, 36, 'none', `stroke="${lighten(ink, 0.45)}" stroke-width="5"`) +
        ellipse(204, 198, 18, 18, lighten(ink, 0.45))
      : '',
    label === 2
      ? repeat(4, (i) => stroke(`M152 ${240 + i * 14} L${252 - i * 18} ${240 + i * 14}`, lighten(ink, 0.4), 4))
      : '',
    kind === 0 ? rect(246, 86, 9, 224, 2, accent) + path('M196 308 L196 334 L202 328 L208 334 L208 308Z', accent) : '',
  ].join('');
  return group(cover, `transform="rotate(${random.integer(13) - 8} 200 200) translate(4 4)"`);
}

/** Fountain pen, rollerball or pencil, lying across. */
export function pen({ paint, ink, kind, random }: Sketch): string {
  const metal = random.uniform() < 0.5 ? '#d8b35c' : METAL;
  const body =
    kind === 0
      ? rect(176, 180, 170, 32, 16, paint.soft(ink)) +
        path('M176 182 L146 186 L146 206 L176 210Z', DARK) +
        path('M148 186 L98 193 Q88 196 98 199 L148 206Z', metal) +
        stroke('M100 196 L132 196', DARK, 2) +
        ellipse(134, 196, 3, 3, DARK) +
        rect(174, 178, 9, 36, 3, metal) +
        rect(262, 178, 7, 36, 2, metal)
      : kind === 1
        ? rect(140, 181, 206, 30, 14, paint.soft(ink)) +
          path('M142 182 L108 191 L108 201 L142 210Z', metal) +
          stroke('M96 196 L110 196', DARK, 4) +
          rect(240, 177, 106, 38, 15, paint.soft(darken(ink, 0.16))) +
          rect(236, 177, 9, 38, 3, metal)
        : rect(150, 184, 180, 24, 4, paint.soft(ink)) +
          path('M152 184 L118 191 L118 201 L152 208Z', metal) +
          stroke('M96 196 L120 196', '#6b7075', 4) +
          rect(328, 189, 22, 14, 4, metal) +
          repeat(6, (i) => stroke(`M${160 + i * 8} 186 L${160 + i * 8} 206`, darken(ink, 0.35), 2.5));
  const clip = kind === 2 ? stroke('M262 182 L320 180', metal, 6) : stroke('M266 178 L332 176', metal, 7);
  const inner = body + clip + glint('M188 188 L322 188', 4, 0.5);
  const line = `M74 ${318 - random.integer(8)} C96 288 108 330 128 308 S156 292 170 312 S200 306 214 312`;
  return [
    path('M56 236 L322 196 L352 316 L92 352Z', '#fbf8f0'),
    repeat(4, (i) => stroke(`M${78 + i * 7} ${262 + i * 21} L${322 + i * 6} ${224 + i * 22}`, '#dfe3e2', 2)),
    stroke(line, ['#26375c', '#33363b', '#6b7075'][kind % 3] ?? DARK, 4),
    group(
      path('M90 214 L346 214 L346 226 L110 226Z', '#1c1f2b', 'fill-opacity=".12"') + inner,
      'transform="rotate(-34 200 200) translate(-8 40)"',
    ),
  ].join('');
}
