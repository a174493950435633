/** Where product vectors start: what stands in the same histories is near. P products, D width. */
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import { countPairs, positivePointwiseMutualInformation } from './cooccurrence.ts';
import { rowsOf } from './dataset.ts';
import type { TrainingEvent } from './train-encoder.ts';
import { scaledLeftVectors, sparseMatrix } from './truncated-svd.ts';

/** Truncated SVD of the co-occurrence information; products without events start from small noise. [P, D] */
export function startingVectors(
  sequences: readonly (readonly TrainingEvent[])[],
  products: number,
  width: number,
  random: SeededRandom,
): Float32Array {
  const pairs = countPairs(rowsOf(sequences), products, { window: 50, decay: 0.9, directed: false });
  const matrix = sparseMatrix(positivePointwiseMutualInformation(pairs), products);
  const vectors = unitRowsInPlace(scaledLeftVectors(matrix, width, random), width);
  const noise = 0.1 / Math.sqrt(width);
  return vectors.map((value) => value + noise * random.normal());
}
