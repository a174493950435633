/** The picture at the top of the home page: a room and a way out of it, furnished from the same drawings as the shelves. */
import { pictureObject } from './product-picture.ts';

interface Placed {
  readonly drawing: string;
  readonly kind: number;
  readonly colour: string;
  /** Foot of the object in the scene, and its scale. */
  readonly x: number;
  readonly foot: number;
  readonly scale: number;
}

const SHELF: readonly Placed[] = [
  { drawing: 'kettle', kind: 1, colour: 'Mustard', x: 812, foot: 196, scale: 0.36 },
  { drawing: 'mug', kind: 0, colour: 'Terracotta', x: 896, foot: 196, scale: 0.28 },
  { drawing: 'mug', kind: 0, colour: 'Sage', x: 950, foot: 196, scale: 0.28 },
  { drawing: 'speaker', kind: 2, colour: 'Teal', x: 1060, foot: 196, scale: 0.38 },
];
const FLOOR: readonly Placed[] = [
  { drawing: 'rug', kind: 1, colour: 'Terracotta', x: 560, foot: 604, scale: 1.62 },
  { drawing: 'floorLamp', kind: 0, colour: 'Brass', x: 416, foot: 498, scale: 1.3 },
  { drawing: 'chair', kind: 0, colour: 'Pine', x: 600, foot: 548, scale: 1.16 },
  { drawing: 'cushion', kind: 1, colour: 'Mustard', x: 612, foot: 478, scale: 0.36 },
  { drawing: 'plantPot', kind: 2, colour: 'Chalk', x: 330, foot: 524, scale: 0.98 },
  { drawing: 'chair', kind: 2, colour: 'Oat', x: 846, foot: 540, scale: 0.62 },
  { drawing: 'notebook', kind: 0, colour: 'Navy', x: 848, foot: 470, scale: 0.26 },
  { drawing: 'backpack', kind: 2, colour: 'Rust', x: 984, foot: 540, scale: 0.72 },
  { drawing: 'shoe', kind: 1, colour: 'Mint', x: 1050, foot: 584, scale: 0.4 },
];
const VIEW: readonly Placed[] = [{ drawing: 'tent', kind: 0, colour: 'Rust', x: 176, foot: 296, scale: 0.34 }];

/** @returns an SVG document of 1200 × 640 */
export function heroScene(): string {
  const [view, shelf, floor] = [VIEW, SHELF, FLOOR].map((list, index) => place(list, `h${index}`));
  const definitions = [view, shelf, floor].map((layer) => layer?.definitions ?? '').join('');
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 640" preserveAspectRatio="xMidYMid slice">',
    `<defs>${definitions}<linearGradient id="dusk" x2="0" y2="1"><stop stop-color="#b9d2dc"/><stop offset="1" stop-color="#f4dcc0"/></linearGradient></defs>`,
    '<rect width="1200" height="640" fill="#e4d8c7"/><rect y="452" width="1200" height="188" fill="#b98a5e"/>',
    '<rect y="444" width="1200" height="12" fill="#f4eee2"/>',
    [476, 508, 548, 596].map((y) => `<rect y="${y}" width="1200" height="2.5" fill="#a1744b"/>`).join(''),
    windowFrame(view?.markup ?? ''),
    '<path d="M300 64 L760 640 L330 640 L96 330Z" fill="#fffaf0" fill-opacity=".16"/>',
    '<rect x="752" y="196" width="392" height="13" rx="3" fill="#8f6440"/><path d="M790 209 l0 26 l26 -26Z M1080 209 l26 0 l0 26Z" fill="#6e4a31"/>',
    shelf?.markup ?? '',
    '<rect x="566" y="70" width="112" height="142" fill="#f8f3e8" stroke="#6e4a31" stroke-width="7"/><path d="M588 186 L618 132 L638 160 L650 146 L660 186Z" fill="#9aab8b"/><circle cx="640" cy="112" r="13" fill="#e2765f"/>',
    floor?.markup ?? '',
    '</svg>',
  ].join('');
}

const PARCELS: readonly (readonly [x: number, foot: number, width: number, height: number, colour: string])[] = [
  [250, 262, 150, 104, '#c9a97c'],
  [420, 262, 96, 150, '#b98a5e'],
  [690, 262, 190, 82, '#d3b78d'],
  [760, 180, 110, 74, '#b98a5e'],
  [300, 508, 210, 150, '#b98a5e'],
  [560, 508, 120, 96, '#d3b78d'],
  [720, 508, 170, 176, '#c9a97c'],
];

/** For a shop of anything: parcels on two boards. @returns an SVG document of 1200 × 640 */
export function neutralScene(): string {
  const parcels = PARCELS.map(
    ([x, foot, width, height, colour]) =>
      `<rect x="${x}" y="${foot - height}" width="${width}" height="${height}" rx="4" fill="${colour}"/><rect x="${x + width / 2 - 9}" y="${foot - height}" width="18" height="${height}" fill="#fffaf0" fill-opacity=".35"/>`,
  );
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 640" preserveAspectRatio="xMidYMid slice">',
    '<rect width="1200" height="640" fill="#e4d8c7"/><path d="M300 0 L760 640 L330 640 L96 270Z" fill="#fffaf0" fill-opacity=".16"/>',
    parcels.join(''),
    [262, 508].map((y) => `<rect x="170" y="${y}" width="860" height="16" rx="4" fill="#8f6440"/>`).join(''),
    '</svg>',
  ].join('');
}

function windowFrame(view: string): string {
  return [
    '<rect x="56" y="56" width="270" height="280" fill="#fbf7ee"/><svg x="70" y="70" width="242" height="252" viewBox="70 70 242 252">',
    '<rect x="70" y="70" width="242" height="252" fill="url(#dusk)"/><circle cx="252" cy="146" r="24" fill="#fff3d0"/>',
    '<path d="M60 250 L136 150 L190 214 L240 172 L330 262 L330 330 L60 330Z" fill="#8fa4a8"/>',
    '<path d="M60 276 Q160 226 330 272 L330 330 L60 330Z" fill="#87996b"/><path d="M60 300 Q180 272 330 300 L330 330 L60 330Z" fill="#6f7d45"/>',
    `${view}</svg><rect x="186" y="64" width="10" height="262" fill="#fbf7ee"/><rect x="44" y="330" width="294" height="16" rx="3" fill="#f4eee2"/>`,
  ].join('');
}

function place(list: readonly Placed[], prefix: string): { markup: string; definitions: string } {
  const drawn = list.map((item, index) => ({ item, ...pictureObject(item, `${prefix}${index}-`) }));
  return {
    markup: drawn.map(({ item, markup }) => stand(item, markup)).join(''),
    definitions: drawn.map(({ definitions }) => definitions).join(''),
  };
}

function stand({ drawing, x, foot, scale }: Placed, markup: string): string {
  const shadow =
    drawing === 'rug' ? '' : '<ellipse cx="212" cy="319" rx="122" ry="12" fill="#2b1f14" fill-opacity=".16"/>';
  return `<g transform="translate(${x - 200 * scale} ${foot - 319 * scale}) scale(${scale})">${shadow}${markup}</g>`;
}
