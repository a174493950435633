/** What a recommender without learning does. Each is its textbook form, not tuned on anything. */
import { topRows } from '../models/top-rows.ts';
import { lexicalRows, type ProductText } from '../server/trainer/content.ts';
import { countEvents, countPairs, normaliseByPopularity, type SparseRows } from '../server/trainer/cooccurrence.ts';
import type { Method } from './leave-one-out.ts';

type Sequences = readonly (readonly number[])[];

export function popularity(sequences: Sequences, products: number): Method {
  const counts = countEvents(sequences, products);
  return ({ history }) =>
    best(
      Float32Array.from(counts),
      history.map((event) => event.product),
    );
}

/** Cosine of the shoppers that two products share, summed over the history. */
export function itemKnn(sequences: Sequences, products: number): Method {
  const similar = sharedShoppers(sequences, products);
  return ({ history }) => {
    const seen = history.map((event) => event.product);
    return best(summed(similar, seen, 1, products), seen);
  };
}

/**
 * Transitions (window 5, .7 a step, popularity-normalised, newest events first) and item-kNN, each scaled to stdDev 1 and
 * added.
 */
export function transitionsAndKnn(sequences: Sequences, products: number): Method {
  const counts = countEvents(sequences, products);
  const pairs = countPairs(sequences, products, { window: 5, decay: 0.7, directed: true });
  const next = normaliseByPopularity(pairs, counts);
  const similar = sharedShoppers(sequences, products);
  return ({ history }) => {
    const seen = history.map((event) => event.product);
    const one = unitScale(summed(next, seen, 0.7, products).map(Math.sqrt));
    const two = unitScale(summed(similar, seen, 1, products));
    return best(
      one.map((value, row) => value + (two[row] as number)),
      seen,
    );
  };
}

/** What reads like the history: cosine of TF-IDF rows, .7 a step back. */
export function contentAlone(texts: readonly (ProductText | undefined)[]): Method {
  const rows = lexicalRows(texts);
  const holders: [product: number, weight: number][][] = [];
  rows.forEach((row, product) => {
    for (const [term, weight] of row) {
      const some = holders[term] ?? [];
      some.push([product, weight]);
      holders[term] = some;
    }
  });
  return ({ history }) => {
    const scores = new Float32Array(texts.length);
    for (const [i, { product }] of history.toReversed().entries()) {
      for (const [term, weight] of rows[product] ?? []) {
        const factor = 0.7 ** i * weight;
        for (const [other, otherWeight] of holders[term] ?? [])
          scores[other] = (scores[other] as number) + factor * otherWeight;
      }
    }
    return best(
      scores,
      history.map((event) => event.product),
    );
  };
}

function sharedShoppers(sequences: Sequences, products: number): SparseRows {
  const once = sequences.map((sequence) => [...new Set(sequence)]);
  const pairs = countPairs(once, products, { window: Number.POSITIVE_INFINITY, decay: 1, directed: false });
  return normaliseByPopularity(pairs, countEvents(once, products));
}

export function summed(rows: SparseRows, history: readonly number[], decay: number, products: number): Float32Array {
  const scores = new Float32Array(products);
  let factor = 1;
  for (let i = history.length - 1; i >= 0; i--) {
    for (const [row, weight] of rows[history[i] as number] ?? [])
      scores[row] = (scores[row] as number) + factor * weight;
    factor *= decay;
  }
  return scores;
}

function unitScale(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const stdDev = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  return values.map((value) => value / stdDev);
}

/** The ten best rows that are not in the history. @param scores are changed */
export function best(scores: Float32Array, seen: readonly number[]): number[] {
  for (const row of seen) scores[row] = Number.NEGATIVE_INFINITY;
  return topRows(scores, 10);
}
