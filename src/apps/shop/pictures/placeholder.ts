/** The picture of a product that has none: its shelf's tint, a plain glyph and the initials of its brand or title. */
import type { ShopProduct } from '../catalogue/shop-product.ts';
import { darken, lighten } from './ink.ts';

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
/** Outlines on a 100 × 100 field: bottle, jar, tube, box, brush, pump. */
const GLYPHS = [
  'M42 8 h16 v14 q12 6 12 20 v44 q0 8 -8 8 h-24 q-8 0 -8 -8 v-44 q0 -14 12 -20z',
  'M26 22 h48 v14 h4 q4 0 4 6 v42 q0 8 -8 8 h-48 q-8 0 -8 -8 v-42 q0 -6 4 -6 h4z',
  'M34 8 h32 l4 62 h-40z M38 74 h24 v18 h-24z',
  'M24 18 h52 v74 h-52z',
  'M44 6 h12 v42 h8 v12 q0 6 -4 6 l-4 28 h-12 l-4 -28 q-4 0 -4 -6 v-12 h8z',
  'M46 6 h24 v8 h-16 v14 h12 v10 q10 4 10 14 v34 q0 6 -8 6 h-36 q-8 0 -8 -6 v-34 q0 -10 10 -14 v-10 h12z',
];

/** @returns an SVG document, 400 × 400; the glyph and tint follow the category, the letters the product */
export function placeholderPicture(product: ShopProduct): string {
  const { seed } = product.picture;
  const tint = TINTS[seed % TINTS.length] ?? '#5b6873';
  const glyph = GLYPHS[Math.floor(seed / 16) % GLYPHS.length] ?? '';
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img">',
    `<rect width="400" height="400" fill="${lighten(tint, 0.8)}"/>`,
    `<ellipse cx="212" cy="326" rx="92" ry="12" fill="${darken(tint, 0.3)}" fill-opacity=".16"/>`,
    `<path d="${glyph}" transform="translate(74 66) scale(2.6)" fill="${lighten(tint, 0.3)}"/>`,
    `<path d="${glyph}" transform="translate(74 66) scale(2.6)" fill="${tint}" fill-opacity=".35"/>`,
    '<text x="204" y="262" text-anchor="middle" font-family="system-ui, sans-serif" font-size="52" font-weight="600"',
    ` letter-spacing="1" fill="${darken(tint, 0.62)}">${initials(product)}</text></svg>`,
  ].join('');
}

function initials(product: ShopProduct): string {
  const words = (product.brand || product.title).match(/[\p{Letter}\p{Number}]+/gu) ?? ['?'];
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word[0] ?? '') : [(words[0] ?? '?').slice(0, 2)];
  return letters.join('').toUpperCase();
}
