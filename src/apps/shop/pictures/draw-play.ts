import { darken, lighten } from './ink.ts';
import { ellipse, glint, group, path, rect, repeat, type Sketch, stroke } from './paint.ts';

const BEECH = '#dcbb8c';
const TOYS = ['#e2765f', '#e9b93a', '#4b7a4f', '#8db8d4', '#2c7a7b', '#b8293d'];

/** Plain blocks, nested arches or a castle. */
export function blocks({ paint, ink, kind, random }: Sketch): string {
  const start = random.integer(TOYS.length);
  const tone = (i: number) => (i === 0 ? ink : i % 3 === 2 ? BEECH : (TOYS[(start + i) % TOYS.length] ?? ink));
  if (kind === 1) {
    return repeat(6, (i) => {
      const r = 132 - i * 21;
      return path(
        `M${200 - r} 318 A${r} ${r * 1.12} 0 0 1 ${200 + r} 318 L${200 + r - 19} 318 A${r - 19} ${(r - 19) * 1.12} 0 0 0 ${200 - r + 19} 318Z`,
        paint.soft(tone(i)),
      );
    });
  }
  if (kind === 2) {
    const tower = (x: number, top: number, fill: string) =>
      rect(x, top, 62, 318 - top, 3, paint.round(fill)) +
      repeat(3, (i) => rect(x + i * 24, top - 18, 14, 20, 2, paint.soft(fill)));
    return [
      rect(122, 236, 156, 82, 3, paint.soft(BEECH)),
      repeat(5, (i) => rect(126 + i * 32, 220, 18, 18, 2, paint.soft(BEECH))),
      tower(78, 174, tone(0)),
      tower(262, 174, tone(1)),
      path('M172 318 L172 286 A28 28 0 0 1 228 286 L228 318Z', darken(BEECH, 0.45)),
      path('M78 156 L109 108 L140 156Z', paint.soft(tone(3))),
      path('M262 156 L293 108 L324 156Z', paint.soft(tone(4))),
      rect(102, 214, 14, 26, 7, darken(tone(0), 0.4)),
      rect(286, 214, 14, 26, 7, darken(tone(1), 0.4)),
    ].join('');
  }
  return [
    cube(84, 246, 72, tone(0)),
    cube(170, 246, 72, tone(1)),
    rect(254, 262, 88, 56, 5, paint.round(tone(2))),
    path('M258 262 L298 204 L338 262Z', paint.soft(tone(3))),
    cube(126, 172, 72, tone(4)),
    path('M124 170 L162 112 L204 170Z', paint.soft(tone(0))),
    ellipse(228, 218, 27, 27, paint.soft(tone(5))),
  ].join('');
}

function cube(x: number, y: number, side: number, ink: string): string {
  return [
    path(`M${x + side} ${y} l14 -12 l0 ${side} l-14 12Z`, darken(ink, 0.35)),
    path(`M${x} ${y} l14 -12 l${side} 0 l-14 12Z`, lighten(ink, 0.35)),
    rect(x, y, side, side, 2, ink),
    rect(x + 15, y + 15, side - 30, side - 30, 6, lighten(ink, 0.2)),
  ].join('');
}

/** Bear, rabbit or fox, sitting. */
export function softToy({ paint, ink, kind, random }: Sketch): string {
  const pale = lighten(ink, 0.55);
  const scarf = random.pick(TOYS);
  const coat = paint.soft(ink);
  const ears = [
    ellipse(152, 114, 25, 25, coat) +
      ellipse(248, 114, 25, 25, paint.soft(darken(ink, 0.1))) +
      ellipse(152, 116, 13, 13, pale) +
      ellipse(248, 116, 13, 13, pale),
    ellipse(170, 76, 19, 56, coat, 'transform="rotate(-8 170 100)"') +
      ellipse(232, 78, 19, 56, paint.soft(darken(ink, 0.1)), 'transform="rotate(14 232 100)"') +
      ellipse(170, 80, 9, 40, '#e3b3a6', 'transform="rotate(-8 170 100)"') +
      ellipse(232, 82, 9, 40, '#e3b3a6', 'transform="rotate(14 232 100)"'),
    path('M140 146 L146 82 L192 122Z', coat) +
      path('M260 146 L254 82 L208 122Z', paint.soft(darken(ink, 0.1))) +
      path('M152 128 L154 100 L176 120Z', '#3d3029') +
      path('M248 128 L246 100 L224 120Z', '#3d3029'),
  ][kind % 3];
  const tail =
    kind === 2
      ? path('M262 306 C340 306 350 230 312 214 C330 256 290 272 256 270Z', coat) +
        path('M312 214 C342 226 340 258 332 274 C334 248 326 228 312 214Z', '#f6f1e4')
      : '';
  const muzzle =
    kind === 2
      ? path(
          'M140 158 Q152 204 200 210 Q248 204 260 158 Q232 168 216 184 L200 196 L184 184 Q168 168 140 158Z',
          '#f6f1e4',
        )
      : ellipse(200, 178, 29, 22, pale);
  return [
    tail,
    ellipse(200, 258, 64, 62, coat),
    ellipse(200, 266, 40, 42, kind === 2 ? '#f6f1e4' : pale),
    ellipse(140, 250, 19, 42, paint.soft(ink), 'transform="rotate(24 140 250)"'),
    ellipse(260, 250, 19, 42, paint.soft(darken(ink, 0.12)), 'transform="rotate(-24 260 250)"'),
    ellipse(148, 300, 35, 22, paint.soft(ink)),
    ellipse(252, 300, 35, 22, paint.soft(darken(ink, 0.1))),
    ellipse(142, 300, 16, 12, pale),
    ellipse(258, 300, 16, 12, pale),
    ears,
    ellipse(200, 158, 64, 56, coat),
    muzzle,
    ellipse(176, 150, 6, 7, '#26272a'),
    ellipse(224, 150, 6, 7, '#26272a'),
    ellipse(178, 147, 2, 2, '#fff'),
    ellipse(226, 147, 2, 2, '#fff'),
    ellipse(200, kind === 2 ? 194 : 170, 10, 7, '#3d3029'),
    stroke(kind === 2 ? 'M200 201 L200 206' : 'M190 184 Q200 192 200 178 Q200 192 210 184', '#3d3029', 3),
    stroke('M150 206 Q200 236 250 206', scarf, 15),
    path('M222 216 L252 262 L232 270 L212 222Z', scarf),
    random.uniform() < 0.5 ? stroke('M236 252 L246 248', lighten(scarf, 0.5), 4) : '',
  ].join('');
}

/** The box and loose pieces; landscape, pattern or map on the lid. */
export function puzzle({ paint, ink, kind, random }: Sketch): string {
  const lid = 'M84 116 L286 116 L286 276 L84 276Z';
  const hill = random.between(-14, 18);
  const picture = [
    rect(84, 116, 202, 160, 0, lighten(ink, 0.55)) +
      ellipse(232, 152, 21, 21, '#e9b93a') +
      path(`M84 232 L142 ${164 + hill} L190 220 L224 ${182 - hill} L286 238 L286 276 L84 276Z`, ink) +
      path('M84 252 Q160 226 286 258 L286 276 L84 276Z', darken(ink, 0.35)),
    rect(84, 116, 202, 160, 0, lighten(ink, 0.5)) +
      repeat(20, (i) => {
        const x = 104 + (i % 5) * 41;
        const y = 136 + Math.floor(i / 5) * 40;
        return (i + Math.floor(i / 5)) % 2
          ? ellipse(x, y, 15, 15, TOYS[(i + random.integer(2)) % 6] ?? ink)
          : path(`M${x - 16} ${y + 14} L${x} ${y - 16} L${x + 16} ${y + 14}Z`, ink);
      }),
    rect(84, 116, 202, 160, 0, '#bcd6e2') +
      path(`M104 150 Q140 ${124 + hill / 2} 168 146 L164 196 Q128 214 106 192Z`, ink) +
      path('M168 146 Q214 128 240 156 L232 196 L164 196Z', '#e9b93a') +
      path('M164 196 L232 196 Q240 244 196 256 Q160 250 164 196Z', '#e2765f') +
      ellipse(262, 236, 13, 17, '#4b7a4f'),
  ][kind % 3];
  const knob = (x: number, y: number, turn: number, fill: string) =>
    group(
      path(
        'M-24 -24 L-8 -24 Q-14 -40 0 -40 Q14 -40 8 -24 L24 -24 L24 -8 Q40 -14 40 0 Q40 14 24 8 L24 24 L-24 24Z',
        fill,
      ),
      `transform="translate(${x} ${y}) rotate(${turn}) scale(.86)"`,
    );
  const cuts =
    repeat(4, (i) => stroke(`M${84 + (i + 1) * 40} 116 v160`, '#fffaf0', 1.5, 'stroke-opacity=".55"')) +
    repeat(3, (i) => stroke(`M84 ${116 + (i + 1) * 40} h202`, '#fffaf0', 1.5, 'stroke-opacity=".55"'));
  return [
    path('M286 116 L312 128 L312 296 L286 276Z', darken(ink, 0.45)),
    path('M84 276 L286 276 L312 296 L104 296Z', darken(ink, 0.6)),
    group((picture ?? '') + cuts, paint.clip(path(lid, '#000'))),
    rect(84, 116, 202, 26, 0, '#fbf8f0'),
    rect(96, 125, 84, 8, 4, darken(ink, 0.2)),
    rect(248, 125, 26, 8, 4, '#9aa0a3'),
    knob(146, 306, 14, paint.soft(ink)),
    knob(240, 310, -28, paint.soft(random.pick(TOYS))),
    knob(322, 300, 62, paint.soft('#e9b93a')),
  ].join('');
}

/** Train, truck or bus, heading left. */
export function vehicle({ paint, ink, kind, random }: Sketch): string {
  const second = random.pick(TOYS.filter((tone) => tone !== ink));
  const wheel = (x: number, r = 25) =>
    ellipse(x, 318 - r, r, r, '#6e4a31') +
    ellipse(x, 318 - r, r * 0.62, r * 0.62, BEECH) +
    ellipse(x, 318 - r, 5, 5, '#6e4a31');
  if (kind === 0) {
    return [
      stroke('M210 276 L236 276', '#8d8f90', 5),
      rect(60, 224, 110, 64, 26, paint.soft(ink)),
      rect(142, 172, 68, 116, 8, paint.soft(darken(ink, 0.12))),
      rect(154, 188, 44, 38, 6, '#fbf3df'),
      rect(134, 160, 84, 16, 7, second),
      path('M82 226 L78 184 L112 184 L108 226Z', paint.round(second)),
      ellipse(95, 162, 14, 11, '#f6f1e4'),
      ellipse(118, 142, 18, 14, '#f6f1e4'),
      rect(236, 236, 112, 52, 8, paint.soft(BEECH)),
      rect(250, 206, 40, 32, 4, second),
      ellipse(316, 224, 17, 17, paint.soft(ink)),
      wheel(92, 22),
      wheel(138, 22),
      wheel(186, 22),
      wheel(262, 20),
      wheel(322, 20),
    ].join('');
  }
  if (kind === 1) {
    const tip = random.integer(9);
    return [
      rect(64, 262, 276, 26, 8, darken(BEECH, 0.2)),
      path('M60 272 L60 222 Q62 210 76 206 L94 168 Q98 160 108 160 L156 160 L156 272Z', paint.soft(ink)),
      path('M92 206 L108 174 L142 174 L142 206Z', '#dcecf0'),
      group(
        path('M168 190 L346 190 L332 264 L168 264Z', paint.soft(second)) +
          stroke('M212 194 L212 260', darken(second, 0.25), 4) +
          stroke('M258 194 L258 260', darken(second, 0.25), 4) +
          stroke('M302 194 L298 260', darken(second, 0.25), 4),
        `transform="rotate(${-tip} 332 264)"`,
      ),
      ellipse(196, 188 - tip, 20, 18, BEECH),
      ellipse(236, 186 - tip / 2, 24, 20, darken(BEECH, 0.12)),
      ellipse(66, 246, 8, 8, '#ffe9b8'),
      wheel(112, 30),
      wheel(236, 30),
      wheel(304, 30),
    ].join('');
  }
  return [
    rect(54, 148, 294, 142, 26, paint.soft(ink)),
    rect(54, 226, 294, 22, 0, second),
    rect(72, 136, 254, 22, 11, lighten(ink, 0.35)),
    repeat(
      4,
      (i) =>
        rect(112 + i * 56, 170, 42, 42, 8, '#dcecf0') +
        ellipse(133 + i * 56, 198, 11, 11, TOYS[(i + random.integer(3)) % 6] ?? second),
    ),
    path('M56 212 L56 182 Q60 172 72 170 L96 170 L96 212Z', '#dcecf0'),
    ellipse(64, 262, 8, 8, '#ffe9b8'),
    wheel(122, 32),
    wheel(282, 32),
    glint('M88 160 L200 160', 4, 0.35),
  ].join('');
}
