/**
 * What the ranker knows of a candidate, computed the same way by the browser and the trainer.
 * Legend: P products, C candidates, F features (FEATURES.length), D width.
 */

import type { ConversionCounts } from './conversion.ts';
import { forNeighbours, type NeighbourTable, neighbourCount } from './neighbours.ts';
import { OWN_FEATURES, ownMemory, type ShopperHistory } from './own-memory.ts';
import type { ProductAttributes } from './product-attributes.ts';
import { categoryAffinity, ownHistory, priceCloseness } from './shopper-signals.ts';
import { topRows } from './top-rows.ts';

export const FEATURES = [
  'encoder',
  'encoderPlace',
  'likeness',
  'transition',
  'newest',
  'second',
  'before',
  'covisit',
  'covisitBack',
  'content',
  'contentRoot',
  'popularity',
  'category',
  'brand',
  'price',
  'own',
  'fresh',
  ...OWN_FEATURES,
] as const;
export type Feature = (typeof FEATURES)[number];

/** Columns that stay as they are: their meaning is the number itself, not the place among the candidates. */
const UNSCALED: ReadonlySet<Feature> = new Set(['fresh', ...OWN_FEATURES]);

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

/** What the encoder says of a shopper. */
export interface EncoderOpinion {
  /** Cosine of the shopper's state and each product. [P] */
  readonly scores: Float32Array;
  /** Unit product vectors. [P, D] */
  readonly rows: Float32Array;
}

/** How fast an event of the history loses weight against the one after it, by relation. */
const DECAY = { transition: 0.6, covisit: 0.85, content: 0.7 } as const;
const FROM_ENCODER = 150;
const FROM_POPULAR = 20;
/** Products of the history, newest first, that a candidate is likened to. */
const LIKENED = 20;

/**
 * The union of what each source proposes, with every source's score for each. The shopper's own products are among the
 * candidates unless they are excluded.
 * @param opinion undefined where there is no state: the encoder proposes nothing and takes all for equal
 * @param excluded rows that may not be proposed
 */
export function candidatesFor(
  tables: ReleaseTables,
  { recent, past }: ShopperHistory,
  opinion: EncoderOpinion | undefined,
  excluded: ReadonlySet<number>,
): Candidates {
  const { products: count, popularity, attributes } = tables;
  const history = recent.map(({ product }) => product);
  const remembered = past.map(({ product }) => product);
  const proposals = new Proposals(count, mostOf(tables, history) + remembered.length);
  const transition = proposals.neighbours(tables.transition, history, DECAY.transition);
  const covisit = proposals.neighbours(tables.covisit, history, DECAY.covisit);
  const content = proposals.neighbours(tables.content, history, DECAY.content);
  const newest = proposals.neighbours(tables.transition, history.slice(-1), 1);
  const second = proposals.neighbours(tables.transition, history.slice(-2, -1), 1);
  if (opinion) for (const row of topRows(opinion.scores, FROM_ENCODER)) proposals.propose(row);
  for (const row of topRows(popularity, FROM_POPULAR)) proposals.propose(row);
  for (const row of [...history, ...remembered]) proposals.propose(row);
  const products = Uint32Array.from(proposals.rows.filter((row) => !excluded.has(row))).sort();
  const of = (values: Float32Array) => (row: number) => values[row] as number;
  const sum = (values: Float32Array) => (row: number) => values[proposals.slotOf(row)] as number;
  const rootOf = (values: Float32Array) => (row: number) => Math.sqrt(sum(values)(row));
  const signals: Readonly<Record<Feature, (row: number) => number>> = {
    encoder: opinion ? of(opinion.scores) : () => 0,
    encoderPlace: opinion ? places(opinion.scores, products) : () => 0,
    likeness: opinion ? likeness(opinion.rows, count, history) : () => 0,
    transition: rootOf(transition),
    newest: rootOf(newest),
    second: rootOf(second),
    before: proposals.naming(tables.transition, history, DECAY.transition),
    covisit: rootOf(covisit),
    covisitBack: proposals.naming(tables.covisit, history, DECAY.covisit),
    content: sum(content),
    contentRoot: rootOf(content),
    popularity: of(popularity),
    category: categoryAffinity(attributes.category, history),
    brand: categoryAffinity(attributes.brand, history),
    price: priceCloseness(attributes.price, history),
    own: ownHistory(history),
    fresh: (row) => (popularity[row] === 0 ? 1 : 0),
    ...ownMemory(past),
  };
  return { products, features: standardised(signals, products) };
}

/** The most that sources can propose: the shopper's own products, the encoder's, the popular ones and all neighbours. */
function mostOf({ transition, covisit, content, products }: ReleaseTables, history: readonly number[]): number {
  const neighbours = history.reduce(
    (sum, row) => [transition, covisit, content].reduce((count, table) => count + neighbourCount(table, row), sum),
    0,
  );
  return Math.min(products, history.length + FROM_ENCODER + FROM_POPULAR + neighbours);
}

/** What is proposed so far, in order of mention. Scores lie by that slot: of 100,000 products a list touches some hundreds. */
class Proposals {
  readonly rows: number[] = [];
  readonly #most: number;
  /** Slot of each row, from 1; 0 is not proposed. [P] */
  readonly #slots: Uint32Array;

  constructor(products: number, most: number) {
    this.#slots = new Uint32Array(products);
    this.#most = most;
  }

  /** Slot of a row, a new one unless it is proposed already. */
  propose(row: number): number {
    const slot = this.#slots[row] as number;
    if (slot > 0) return slot - 1;
    this.#slots[row] = this.rows.push(row);
    return this.rows.length - 1;
  }

  /** Slot of a row that is proposed; -1 where it is not. */
  slotOf(row: number): number {
    return (this.#slots[row] as number) - 1;
  }

  /** Proposes the neighbours of a history. Sums of their weights by slot, older events for less. */
  neighbours(table: NeighbourTable, history: readonly number[], decay: number): Float32Array {
    const sums = new Float32Array(this.#most);
    newestFirst(history, decay, (event, factor) => {
      forNeighbours(table, event, (row, weight) => {
        const slot = this.propose(row);
        sums[slot] = (sums[slot] as number) + factor * weight;
      });
    });
    return sums;
  }

  /**
   * The other way round: root of the sum of what a proposed row's own neighbours have in common with a history, older events for
   * less. A table keeps the strongest of each product, so a rare product may name a popular one that does not name it.
   */
  naming(table: NeighbourTable, history: readonly number[], decay: number): (row: number) => number {
    const factors = new Float32Array(this.#most);
    newestFirst(history, decay, (event, factor) => {
      const slot = this.propose(event);
      factors[slot] = (factors[slot] as number) + factor;
    });
    return (row) => {
      let sum = 0;
      forNeighbours(table, row, (other, weight) => {
        const slot = this.slotOf(other);
        if (slot >= 0) sum += weight * (factors[slot] as number);
      });
      return Math.sqrt(sum);
    };
  }
}

/** What an event counts, the newest 1; those that count for nothing any more are left out. */
function newestFirst(history: readonly number[], decay: number, tell: (event: number, factor: number) => void): void {
  let factor = 1;
  for (let i = history.length - 1; i >= 0 && factor > 1e-3; i--) {
    tell(history[i] as number, factor);
    factor *= decay;
  }
}

/** Minus the logarithm of the place that the encoder gives a candidate among them, from 1; equal ones share the better place. */
function places(scores: Float32Array, candidates: Uint32Array): (row: number) => number {
  const ascending = Float32Array.from(candidates, (row) => scores[row] as number).sort();
  return (row) => {
    const score = scores[row] as number;
    let [low, high] = [0, ascending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ascending[middle] as number) <= score) low = middle + 1;
      else high = middle;
    }
    return -Math.log(1 + ascending.length - low);
  };
}

/** Dot product of a candidate's vector and the mean of the newest products' vectors: what they are in common, whatever their order. */
function likeness(rows: Float32Array, count: number, history: readonly number[]): (row: number) => number {
  const width = rows.length / count;
  const recent = history.slice(-LIKENED);
  const mean = new Float32Array(width);
  for (const row of recent) {
    for (let d = 0; d < width; d++) {
      mean[d] = (mean[d] as number) + (rows[row * width + d] as number) / recent.length;
    }
  }
  return (row) => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (rows[row * width + d] as number) * (mean[d] as number);
    return sum;
  };
}

function standardised(
  signals: Readonly<Record<Feature, (row: number) => number>>,
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
