import { inkOf } from '../catalogue/colours.ts';
import { hashText, shopRandom } from '../catalogue/random.ts';
import type { ShopPicture, ShopProduct } from '../catalogue/shop-product.ts';
import { beanie, jacket, shoe, yogaMat } from './draw-active.ts';
import { deskLamp, headphones, keyboard, notebook, pen, speaker } from './draw-desk.ts';
import { coffeeMaker, kettle, knife, mug, pan } from './draw-kitchen.ts';
import { chair, cushion, floorLamp, plantPot, rug, tableLamp } from './draw-living.ts';
import { backpack, flask, headTorch, sleepingBag, tent } from './draw-outdoors.ts';
import { blocks, puzzle, softToy, vehicle } from './draw-play.ts';
import { darken, lighten, lightness, mix } from './ink.ts';
import { createPaint, n, type Sketch } from './paint.ts';
import { placeholderPicture } from './placeholder.ts';

const DRAWINGS: Readonly<Record<string, (sketch: Sketch) => string>> = {
  backpack,
  beanie,
  blocks,
  chair,
  coffeeMaker,
  cushion,
  deskLamp,
  flask,
  floorLamp,
  headphones,
  headTorch,
  jacket,
  kettle,
  keyboard,
  knife,
  mug,
  notebook,
  pan,
  pen,
  plantPot,
  puzzle,
  rug,
  shoe,
  sleepingBag,
  softToy,
  speaker,
  tableLamp,
  tent,
  vehicle,
  yogaMat,
};

/** How each drawing sits in the frame: scale about its foot, and how far it is lifted; low things would leave the sky empty. */
const FIT: Readonly<Record<string, readonly [scale: number, lift: number]>> = {
  beanie: [1.18, 16],
  blocks: [1.06, 16],
  chair: [1.12, 8],
  coffeeMaker: [1.12, 8],
  cushion: [1.14, 8],
  flask: [1.14, 6],
  floorLamp: [1.16, 4],
  headphones: [1.1, 18],
  headTorch: [1.14, 46],
  jacket: [1.06, 14],
  kettle: [1.22, 12],
  keyboard: [1, 52],
  knife: [1.04, 44],
  mug: [1.3, 22],
  notebook: [1.1, 14],
  pan: [1.08, 46],
  pen: [1.06, 40],
  puzzle: [1.1, 24],
  rug: [1.06, 44],
  shoe: [1.12, 34],
  sleepingBag: [1.12, 36],
  speaker: [1.08, 14],
  tableLamp: [1.16, 6],
  tent: [1.08, 28],
  vehicle: [1.04, 30],
  yogaMat: [1.08, 46],
};

/** `front` on a seamless backdrop, `close` cut in, `room` standing on wood against a painted wall. */
export type PictureView = 'front' | 'close' | 'room';
export const PICTURE_VIEWS: readonly PictureView[] = ['front', 'close', 'room'];

export interface PictureOptions {
  readonly view?: PictureView;
  /** Name of another colour of the chart, for a colour variant. */
  readonly colour?: string;
}

/**
 * The product as a drawing.
 * @returns an SVG document of 400 × 400 with no external reference; equal products give equal bytes
 */
export function productPicture(product: ShopProduct, { view = 'front', colour }: PictureOptions = {}): string {
  const drawing = DRAWINGS[product.picture.drawing];
  if (!drawing) return placeholderPicture(product);
  const ink = inkOf(colour ?? product.picture.colour);
  const paint = createPaint('f');
  const random = shopRandom(`${product.id}/${product.picture.seed}`);
  const [scale, lift] = FIT[product.picture.drawing] ?? [1, 0];
  const wide = n(scale * random.between(0.95, 1.04) * 1000) / 1000;
  const high = n(scale * random.between(0.95, 1.04) * 1000) / 1000;
  const object = drawing({ paint, ink, kind: product.picture.kind, random });
  const stand = `translate(${n(200 - 200 * wide)} ${n(320 - 320 * high)}) scale(${wide} ${high})`;
  const fitted = `<g transform="${stand}">${shadow()}${object}</g>`;
  const outside = OUTSIDE.has(product.categoryPath[0] ?? '');
  return frame({ object: fitted, ink, lift, seed: hashText(product.id), outside }, paint.definitions(), view);
}

/** One object alone, for a scene of several: markup and definitions whose ids start with `prefix`. */
export function pictureObject(
  picture: Pick<ShopPicture, 'drawing' | 'kind' | 'colour'>,
  prefix: string,
): { readonly markup: string; readonly definitions: string } {
  const paint = createPaint(prefix);
  const random = shopRandom(prefix);
  const markup = DRAWINGS[picture.drawing]?.({ paint, ink: inkOf(picture.colour), kind: picture.kind, random }) ?? '';
  return { markup, definitions: paint.definitions() };
}

const SHADOW =
  '<radialGradient id="sh"><stop offset=".2" stop-color="#1c1f2b" stop-opacity=".3"/><stop offset="1" stop-color="#1c1f2b" stop-opacity="0"/></radialGradient>';

function shadow(): string {
  return '<ellipse cx="216" cy="320" rx="150" ry="21" fill="url(#sh)"/>';
}

interface Scene {
  readonly object: string;
  readonly ink: string;
  readonly lift: number;
  readonly seed: number;
  readonly outside: boolean;
}

function frame(scene: Scene, definitions: string, view: PictureView): string {
  const inner = { front, close, room }[view](scene);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img"><defs>${SHADOW}${definitions}</defs>${inner}</svg>`;
}

/** Quiet, a breath of the object's own colour, and dark enough behind what is nearly white. */
function backdrop(ink: string): string {
  return mix(lightness(ink) > 0.78 ? '#c4bfb2' : '#f1eee8', ink, 0.07);
}

function front({ object, ink, lift }: Scene): string {
  const ground = backdrop(ink);
  return `<rect width="400" height="400" fill="${ground}"/><rect y="${314 - lift}" width="400" height="${86 + lift}" fill="${darken(ground, 0.035)}"/><g transform="translate(0 ${10 - lift})">${object}</g>`;
}

function close({ object, ink, lift, seed }: Scene): string {
  const ground = mix(backdrop(ink), ink, 0.1);
  const x = seed % 2 === 0 ? -60 : -330;
  return `<rect width="400" height="400" fill="${ground}"/><g transform="translate(${x} ${-250 - lift / 2}) scale(1.95)">${object}</g>`;
}

const OUTSIDE = new Set(['Outdoors', 'Active wear']);

function room({ object, ink, seed, outside }: Scene): string {
  const place = outside ? hillside(seed) : interior(seed, ink);
  return `${place}<g transform="translate(46 70) scale(.8)">${object}</g>`;
}

function interior(seed: number, ink: string): string {
  const wall = ['#cfd6cf', '#dccfc0', '#c9d0d8', '#e0d3c8', '#d6d3c4'][seed % 5] ?? '#dccfc0';
  const board = lighten('#a9794f', 0.1);
  const planks = [338, 360, 384].map((y) => `<rect y="${y}" width="400" height="2" fill="${darken(board, 0.2)}"/>`);
  const x = seed % 2 ? 296 : 40;
  return [
    `<rect width="400" height="400" fill="${wall}"/>`,
    `<rect x="${x}" y="52" width="62" height="80" fill="${lighten(wall, 0.5)}" stroke="${darken(wall, 0.35)}" stroke-width="4"/>`,
    `<circle cx="${x + 31}" cy="92" r="17" fill="${mix(ink, wall, 0.4)}"/>`,
    `<rect y="318" width="400" height="82" fill="${board}"/>${planks.join('')}`,
    '<path d="M0 0 L150 0 L330 322 L120 322 L0 150Z" fill="#fffaf0" fill-opacity=".22"/>',
  ].join('');
}

function hillside(seed: number): string {
  const sky = ['#cfe0e8', '#f0dcc6', '#d9dfea'][seed % 3] ?? '#cfe0e8';
  const sun = 80 + (seed % 240);
  return [
    `<rect width="400" height="400" fill="${sky}"/><circle cx="${sun}" cy="92" r="34" fill="#fff3d0"/>`,
    `<path d="M0 232 L96 138 L168 214 L262 112 L400 240 L400 330 L0 330Z" fill="${mix(sky, '#5b6873', 0.32)}"/>`,
    '<path d="M0 272 Q110 218 220 262 T400 250 L400 400 L0 400Z" fill="#a3b18a"/>',
    '<path d="M0 312 Q140 286 400 306 L400 400 L0 400Z" fill="#87996b"/>',
  ].join('');
}
