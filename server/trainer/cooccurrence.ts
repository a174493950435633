/** Who was bought near whom: counts over sequences, and the two relations made of them. Legend: P products. */
import { present } from '../../src/base/must.ts';

export type SparseRows = Map<number, number>[];

/** Weight of a pair by its distance d >= 1 in the sequence: `decay ** (d - 1)` up to `window`. */
export interface PairWindow {
  readonly window: number;
  readonly decay: number;
  /** Counts j after i only, or both ways. */
  readonly directed: boolean;
  /** A pair out of a history that is n times as long as the mean counts n to this power; default 0. */
  readonly lengthPower?: number;
}

export function countPairs(
  sequences: readonly (readonly number[])[],
  products: number,
  options: PairWindow,
): SparseRows {
  const rows: SparseRows = Array.from({ length: products }, () => new Map());
  const add = (from: number, to: number, weight: number) => {
    const row = present(rows[from], 'row of a product');
    row.set(to, (row.get(to) ?? 0) + weight);
  };
  const { lengthPower = 0 } = options;
  // Beyond the window a history is no longer for this, or one endless visitor, a crawler, would make everyone else's short.
  const lengths = sequences.map(({ length }) => Math.min(length, options.window));
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, sequences.length);
  for (const sequence of sequences) {
    const ofHistory = (sequence.length / meanLength) ** lengthPower;
    for (let i = 0; i < sequence.length; i++) {
      for (let j = i + 1; j < Math.min(sequence.length, i + 1 + options.window); j++) {
        const [from, to] = [sequence[i] as number, sequence[j] as number];
        if (from === to) continue;
        const weight = ofHistory * options.decay ** (j - i - 1);
        add(from, to, weight);
        if (!options.directed) add(to, from, weight);
      }
    }
  }
  return rows;
}

/** Events a product has over all sequences. [P] */
export function countEvents(sequences: readonly (readonly number[])[], products: number): Float32Array {
  const counts = new Float32Array(products);
  for (const sequence of sequences) for (const row of sequence) counts[row] = (counts[row] as number) + 1;
  return counts;
}

/** Counts divided by the geometric mean of both products' events: popular products do not win by being popular. */
export function normaliseByPopularity(rows: SparseRows, counts: Float32Array): SparseRows {
  return rows.map((row, from) => {
    const scale = (to: number) => Math.sqrt((counts[from] as number) * (counts[to] as number)) || 1;
    return new Map([...row].map(([to, weight]) => [to, weight / scale(to)]));
  });
}

/**
 * Positive pointwise mutual information of a symmetric count matrix, with context counts smoothed by a power of .75.
 * @see Levy and Goldberg 2014, "Neural Word Embedding as Implicit Matrix Factorization"
 */
export function positivePointwiseMutualInformation(rows: SparseRows): SparseRows {
  const totals = rows.map((row) => [...row.values()].reduce((sum, weight) => sum + weight, 0));
  const total = totals.reduce((sum, value) => sum + value, 0);
  const smoothed = totals.map((value) => value ** 0.75);
  const smoothedTotal = smoothed.reduce((sum, value) => sum + value, 0);
  return rows.map((row, from) => {
    const information = new Map<number, number>();
    for (const [to, weight] of row) {
      const chance = (present(totals[from], 'total') / total) * (present(smoothed[to], 'total') / smoothedTotal);
      const value = Math.log(weight / total / chance);
      if (value > 0) information.set(to, value);
    }
    return information;
  });
}
