/**
 * What the ranker knows of a candidate, computed the same way by the browser and the trainer.
 * Legend: P products, C candidates, F features (FEATURES.length).
 */

import type { ConversionCounts } from './conversion.ts';
import { addNeighbours, type NeighbourTable } from './neighbours.ts';
import type { ProductAttributes } from './product-attributes.ts';
import { categoryAffinity, ownHistory, priceCloseness } from './shopper-signals.ts';
import { topRows } from './top-rows.ts';

export const FEATURES = [
  'encoder',
  'transition',
  'newest',
  'second',
  'covisit',
  'content',
  'contentRoot',
  'popularity',
  'category',
  'brand',
  'price',
  'own',
  'fresh',
] as const;

/** Columns that stay as they are: their meaning is the number itself, not the place among the candidates. */
const UNSCALED: ReadonlySet<(typeof FEATURES)[number]> = new Set(['fresh']);

/** The retrieval tables of a release. */
export interface ReleaseTables {
  readonly products: number;
  /** What came next, within a few events. */
  readonly transition: NeighbourTable;
  /** What the same shoppers had, in any order. */
  readonly covisit: NeighbourTable;
  /** What reads alike. */
  readonly content: NeighbourTable;
  /** Natural logarithm of 1 + events of the product, older ones for less, scaled to 0..1; 0 where it has none. [P] */
  readonly popularity: Float32Array;
  readonly attributes: ProductAttributes;
  readonly conversions: ConversionCounts;
}

export interface Candidates {
  /** Row of each candidate, ascending. [C] */
  readonly products: Uint32Array;
  /** [C, F], row-major, each column scaled to mean 0 and stdDev 1 over the candidates, but for `fresh`. */
  readonly features: Float32Array;
}

/** How fast an event of the history loses weight against the one after it, by relation. */
const DECAY = { transition: 0.6, covisit: 0.85, content: 0.7 } as const;
const FROM_ENCODER = 150;
const FROM_POPULAR = 20;

/**
 * The union of what each source proposes, with every source's score for each. The shopper's own products are among the
 * candidates unless they are excluded.
 * @param history rows of the shopper's products, oldest first
 * @param encoderScores cosine of the shopper's state and each product; all 0 where there is no state [P]
 * @param excluded rows that may not be proposed
 */
export function candidatesFor(
  tables: ReleaseTables,
  history: readonly number[],
  encoderScores: Float32Array,
  excluded: ReadonlySet<number>,
): Candidates {
  const { products: count, popularity, attributes } = tables;
  const transition = decayed(tables.transition, history, DECAY.transition, count);
  const covisit = decayed(tables.covisit, history, DECAY.covisit, count);
  const content = decayed(tables.content, history, DECAY.content, count);
  const newest = decayed(tables.transition, history.slice(-1), 1, count);
  const second = decayed(tables.transition, history.slice(-2, -1), 1, count);
  const proposed = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    if (transition[row] || covisit[row] || content[row]) proposed[row] = 1;
  }
  const hasState = encoderScores.some((score) => score !== 0);
  if (hasState) for (const row of topRows(encoderScores, FROM_ENCODER)) proposed[row] = 1;
  for (const row of topRows(popularity, FROM_POPULAR)) proposed[row] = 1;
  for (const row of history) proposed[row] = 1;
  for (const row of excluded) proposed[row] = 0;
  const products = Uint32Array.from(rowsOf(proposed));
  const of = (values: Float32Array) => (row: number) => values[row] as number;
  const rootOf = (values: Float32Array) => (row: number) => Math.sqrt(values[row] as number);
  const signals: Readonly<Record<(typeof FEATURES)[number], (row: number) => number>> = {
    encoder: of(encoderScores),
    transition: rootOf(transition),
    newest: rootOf(newest),
    second: rootOf(second),
    covisit: rootOf(covisit),
    content: of(content),
    contentRoot: rootOf(content),
    popularity: of(popularity),
    category: categoryAffinity(attributes.category, history),
    brand: categoryAffinity(attributes.brand, history),
    price: priceCloseness(attributes.price, history),
    own: ownHistory(history),
    fresh: (row) => (popularity[row] === 0 ? 1 : 0),
  };
  return { products, features: standardised(signals, products) };
}

function decayed(table: NeighbourTable, history: readonly number[], decay: number, count: number): Float32Array {
  const scores = new Float32Array(count);
  let factor = 1;
  for (let i = history.length - 1; i >= 0 && factor > 1e-3; i--) {
    addNeighbours(table, history[i] as number, factor, scores);
    factor *= decay;
  }
  return scores;
}

function rowsOf(flags: Uint8Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < flags.length; row++) if (flags[row]) rows.push(row);
  return rows;
}

function standardised(
  signals: Readonly<Record<(typeof FEATURES)[number], (row: number) => number>>,
  products: Uint32Array,
): Float32Array {
  const [count, width] = [Math.max(1, products.length), FEATURES.length];
  const features = new Float32Array(products.length * width);
  FEATURES.forEach((name, feature) => {
    const signal = signals[name];
    let [sum, squares] = [0, 0];
    for (let at = 0; at < products.length; at++) {
      // As it is stored: or a column that is equal everywhere would differ from its own mean.
      const value = Math.fround(signal(products[at] as number));
      features[at * width + feature] = value;
      sum += value;
      squares += value * value;
    }
    if (UNSCALED.has(name)) return;
    const mean = sum / count;
    const variance = squares / count - mean * mean;
    const stdDev = variance > 1e-12 * mean * mean ? Math.sqrt(variance) : 1;
    for (let at = feature; at < features.length; at += width) features[at] = ((features[at] as number) - mean) / stdDev;
  });
  return features;
}
