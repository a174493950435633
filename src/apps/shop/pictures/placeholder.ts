/** The picture of a product that has none: its shelf's tint, a plain glyph and the initials of its brand or title. */
import type { ShopProduct } from '../catalogue/shop-product.ts';
import { darken, lighten } from './ink.ts';
import { createPaint } from './paint.ts';

const TINTS = [
  '#9aab8b',
  '#c07b54',
  '#5b6873',
  '#a893c2',
  '#2c7a7b',
  '#d19a2a',
  '#dfa79b',
  '#2f56a6',
  '#6f7d45',
  '#6d3f5c',
];
/** Outlines on a 100 × 100 field, each wide enough for a label: bottle, jar, tube, box, pump. */
const GLYPHS = [
  'M42 4 h16 v16 q14 8 14 24 v46 q0 8 -8 8 h-28 q-8 0 -8 -8 v-46 q0 -16 14 -24z',
  'M28 14 h44 v14 h4 q6 0 6 8 v52 q0 10 -10 10 h-44 q-10 0 -10 -10 v-52 q0 -8 6 -8 h4z',
  'M26 4 h48 l-5 76 h-6 v18 h-26 v-18 h-6z',
  'M24 10 q0 -4 4 -4 h44 q4 0 4 4 v84 q0 4 -4 4 h-44 q-4 0 -4 -4z',
  'M46 2 h24 v8 h-16 v14 h14 v10 q12 4 12 16 v38 q0 10 -10 10 h-40 q-10 0 -10 -10 v-38 q0 -12 12 -16 v-10 h14z',
];

/** @returns an SVG document, 400 × 400; the glyph and tint follow the category, the letters the product */
export function placeholderPicture(product: ShopProduct): string {
  const { seed } = product.picture;
  const tint = TINTS[seed % TINTS.length] ?? '#5b6873';
  const glyph = GLYPHS[Math.floor(seed / 16) % GLYPHS.length] ?? '';
  const paint = createPaint('p');
  const body = `<path d="${glyph}" transform="translate(66 54) scale(2.72)" fill="${paint.round(tint)}"/>`;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img">',
    `<defs>${paint.definitions()}</defs><rect width="400" height="400" fill="${lighten(tint, 0.82)}"/>`,
    `<rect y="318" width="400" height="82" fill="${lighten(tint, 0.76)}"/>`,
    `<ellipse cx="214" cy="321" rx="104" ry="12" fill="${darken(tint, 0.4)}" fill-opacity=".2"/>${body}`,
    '<rect x="152" y="186" width="104" height="72" rx="5" fill="#fffaf0"/>',
    '<text x="204" y="236" text-anchor="middle" font-family="system-ui, sans-serif" font-size="40" font-weight="600"',
    ` letter-spacing="1" fill="${darken(tint, 0.6)}">${initials(product)}</text></svg>`,
  ].join('');
}

function initials(product: ShopProduct): string {
  const words = (product.brand || product.title).match(/[\p{Letter}\p{Number}]+/gu) ?? ['?'];
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word[0] ?? '') : [(words[0] ?? '?').slice(0, 2)];
  return letters.join('').toUpperCase();
}
