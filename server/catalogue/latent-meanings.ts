/**
 * Products and words in one narrow space, from which words stand together: latent semantic analysis.
 * Legend: P products, W words, D width.
 * @see Deerwester et al. 1990, "Indexing by Latent Semantic Analysis"
 */
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { scaledLeftVectors, sparseMatrix } from '../trainer/truncated-svd.ts';

export interface LatentMeanings {
  readonly width: number;
  /** Unit rows. [P, D] */
  readonly products: Float32Array;
  readonly words: readonly string[];
  /** Unit rows. [W, D] */
  readonly wordRows: Float32Array;
  /** Inverse document frequency. [W] */
  readonly weights: Float32Array;
}

/** A word that fewer products share says nothing of others. */
const FEWEST_HOLDERS = 2;
const TOO_COMMON = 0.3;

/**
 * @param counts of each product, how much of every word it has
 * @param width D; fewer where there are fewer products or words
 */
export function latentMeanings(counts: readonly ReadonlyMap<string, number>[], width: number): LatentMeanings {
  const holders = new Map<string, number>();
  for (const row of counts) for (const word of row.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  const most = Math.max(FEWEST_HOLDERS, TOO_COMMON * counts.length);
  const words = [...holders].filter(([, count]) => count >= FEWEST_HOLDERS && count <= most).map(([word]) => word);
  const column = new Map(words.map((word, i) => [word, i]));
  const weights = Float32Array.from(words, (word) => Math.log(counts.length / (holders.get(word) as number)));
  const rows = counts.map((row) => unitRow(row, column, weights));
  const products = unitRowsInPlace(scaledLeftVectors(sparseMatrix(rows, words.length), width, seededRandom(1)), width);
  const wordRows = new Float32Array(words.length * width);
  rows.forEach((row, product) => {
    for (const [word, value] of row) {
      for (let d = 0; d < width; d++) {
        wordRows[word * width + d] =
          (wordRows[word * width + d] as number) + value * (products[product * width + d] as number);
      }
    }
  });
  return { width, products, words, wordRows: unitRowsInPlace(wordRows, width), weights };
}

function unitRow(
  counts: ReadonlyMap<string, number>,
  column: ReadonlyMap<string, number>,
  weights: Float32Array,
): Map<number, number> {
  const row = new Map<number, number>();
  let squares = 0;
  for (const [word, count] of counts) {
    const at = column.get(word);
    if (at === undefined) continue;
    const value = Math.log1p(count) * (weights[at] as number);
    row.set(at, value);
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  return new Map([...row].map(([at, value]) => [at, value / length]));
}
