/**
 * What the ranker knows of a candidate, computed the same way by the browser and the trainer.
 * Legend: P products, C candidates, F features (FEATURES.length).
 */
import { addNeighbours, type NeighbourTable } from './neighbours.ts';

export const FEATURES = ['encoder', 'transition', 'covisit', 'content', 'popularity', 'newest'] as const;

/** The retrieval tables of a release. */
export interface ReleaseTables {
  readonly products: number;
  /** What came next, within a few events. */
  readonly transition: NeighbourTable;
  /** What the same shoppers had, in any order. */
  readonly covisit: NeighbourTable;
  /** What reads alike. */
  readonly content: NeighbourTable;
  /** Natural logarithm of 1 + events of the product, scaled to 0..1. [P] */
  readonly popularity: Float32Array;
}

export interface Candidates {
  /** Row of each candidate, ascending. [C] */
  readonly products: Uint32Array;
  /** [C, F], row-major, each column scaled to mean 0 and stdDev 1 over the candidates. */
  readonly features: Float32Array;
}

/** How fast an event of the history loses weight against the one after it, by relation. */
const DECAY = { transition: 0.6, covisit: 0.85, content: 0.7 } as const;
const FROM_ENCODER = 150;
const FROM_POPULAR = 20;

/**
 * The union of what each source proposes, with every source's score for each.
 * @param history rows of the shopper's products, oldest first
 * @param encoderScores cosine of the shopper's state and each product [P]
 * @param excluded rows that may not be proposed
 */
export function candidatesFor(
  tables: ReleaseTables,
  history: readonly number[],
  encoderScores: Float32Array,
  excluded: ReadonlySet<number>,
): Candidates {
  const { products: count, popularity } = tables;
  const transition = decayed(tables.transition, history, DECAY.transition, count);
  const covisit = decayed(tables.covisit, history, DECAY.covisit, count);
  const content = decayed(tables.content, history, DECAY.content, count);
  const newest = decayed(tables.transition, history.slice(-1), 1, count);
  const proposed = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    if (transition[row] || covisit[row] || content[row]) proposed[row] = 1;
  }
  for (const row of topRows(encoderScores, FROM_ENCODER)) proposed[row] = 1;
  for (const row of topRows(popularity, FROM_POPULAR)) proposed[row] = 1;
  for (const row of excluded) proposed[row] = 0;
  const products = Uint32Array.from(rowsOf(proposed));
  const columns = [
    encoderScores,
    squareRoots(transition),
    squareRoots(covisit),
    content,
    popularity,
    squareRoots(newest),
  ];
  return { products, features: standardised(columns, products) };
}

/** Rows of the `count` largest values, best first; ties by row. */
export function topRows(values: Float32Array, count: number): number[] {
  const threshold = Float32Array.from(values).sort()[Math.max(0, values.length - count)] as number;
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if ((values[row] as number) >= threshold) rows.push(row);
  return rows.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b).slice(0, count);
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

function squareRoots(values: Float32Array): Float32Array {
  return values.map(Math.sqrt);
}

function standardised(columns: readonly Float32Array[], products: Uint32Array): Float32Array {
  const features = new Float32Array(products.length * columns.length);
  columns.forEach((column, feature) => {
    let [sum, squares] = [0, 0];
    for (const row of products) {
      const value = column[row] as number;
      sum += value;
      squares += value * value;
    }
    const mean = sum / Math.max(1, products.length);
    const stdDev = Math.sqrt(Math.max(0, squares / Math.max(1, products.length) - mean * mean)) || 1;
    products.forEach((row, at) => {
      features[at * columns.length + feature] = ((column[row] as number) - mean) / stdDev;
    });
  });
  return features;
}
