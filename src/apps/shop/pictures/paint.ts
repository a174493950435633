/** The kit every drawing shares: shapes as SVG text and fills lit from the top left. Canvas 400 × 400, ground at y = 320. */
import type { ShopRandom } from '../catalogue/random.ts';
import { darken, lighten, lightness } from './ink.ts';

/** What a drawing function gets. It returns the object alone; backdrop and shadow belong to the frame. */
export interface Sketch {
  readonly paint: Paint;
  /** Main colour, `#rrggbb`. */
  readonly ink: string;
  /** Index of the category's kind. */
  readonly kind: number;
  readonly random: ShopRandom;
}

export interface Paint {
  /** Fill for round bodies: light strip on the left, shade on the right. */
  round(ink: string): string;
  /** Fill for cloth and flat faces: a quiet diagonal from light to shade. */
  soft(ink: string): string;
  /** A clip of `shape` for patterns; returns the attribute. */
  clip(shape: string): string;
  /** Everything defined so far, for `<defs>`. */
  definitions(): string;
}

/** @param prefix of the ids, so that several drawings can stand in one document */
export function createPaint(prefix: string): Paint {
  const known = new Map<string, string>();
  const define = (key: string, element: (id: string) => string) => {
    const id = `${prefix}${known.size}`;
    const found = known.get(key);
    if (found) return /id="([^"]+)"/.exec(found)?.[1] ?? id;
    known.set(key, element(id));
    return id;
  };
  return {
    round: (ink) => `url(#${define(`round${ink}`, (id) => gradient(id, 'x2="1" y2="0"', roundStops(ink)))})`,
    soft: (ink) => `url(#${define(`soft${ink}`, (id) => gradient(id, 'x2=".9" y2="1"', softStops(ink)))})`,
    clip: (shape) => `clip-path="url(#${define(shape, (id) => `<clipPath id="${id}">${shape}</clipPath>`)})"`,
    definitions: () => [...known.values()].join(''),
  };
}

type Stop = readonly [offset: number, ink: string];

function gradient(id: string, direction: string, stops: readonly Stop[]): string {
  const inner = stops.map(([offset, ink]) => `<stop offset="${offset}" stop-color="${ink}"/>`).join('');
  return `<linearGradient id="${id}" x1="0" y1="0" ${direction}>${inner}</linearGradient>`;
}

/** What is nearly white has little room for light, and takes its form from the shade instead. */
const lightOf = (ink: string, amount: number): string => lighten(ink, lightness(ink) > 0.78 ? amount * 0.4 : amount);
const shadeOf = (ink: string, amount: number): string => darken(ink, lightness(ink) > 0.78 ? amount * 0.85 : amount);

const roundStops = (ink: string): readonly Stop[] => [
  [0, lightOf(ink, 0.1)],
  [0.18, lightOf(ink, 0.26)],
  [0.34, ink],
  [0.68, ink],
  [1, shadeOf(ink, 0.3)],
];
const softStops = (ink: string): readonly Stop[] => [
  [0, lightOf(ink, 0.2)],
  [0.45, ink],
  [1, shadeOf(ink, 0.2)],
];

export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`;

/** A line with round ends. */
export const stroke = (d: string, ink: string, width: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

export const rect = (x: number, y: number, width: number, height: number, radius: number, fill: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}" fill="${fill}"/>`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;

export const group = (inner: string, more: string): string => `<g ${more}>${inner}</g>`;

/** `count` pieces drawn one after another. */
export const repeat = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

/** A glint of the window on a smooth surface. */
export const glint = (d: string, width = 7, opacity = 0.45): string =>
  stroke(d, '#fffaf0', width, `stroke-opacity="${opacity}"`);

/** Coordinates with at most one decimal keep the files small. */
export function n(value: number): number {
  return Math.round(value * 10) / 10;
}
