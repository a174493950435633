import { PrivacyError } from './privacy-error.ts';

/** Euclidean norm, summed in float64. */
export function l2Norm(values: ArrayLike<number>): number {
  let sumOfSquares = 0;
  for (let i = 0; i < values.length; i++) sumOfSquares += (values[i] ?? 0) ** 2;
  return Math.sqrt(sumOfSquares);
}

/**
 * Scales a delta so that its L2 norm is at most `maxL2Norm`; a shorter one keeps its length.
 * @param delta flat weights, shape [parameters], order of models/parameters.ts; untouched
 * @param maxL2Norm > 0, in the unit of the weights
 * @returns float64 copy, and whether it had to be scaled
 * @throws PrivacyError `bad-bound` if `maxL2Norm` is not positive and finite, `not-finite` if a weight is NaN or infinite
 * @see McMahan et al. 2018, "Learning Differentially Private Recurrent Language Models", algorithm 1
 */
export function clipDelta(delta: Float32Array, maxL2Norm: number): { values: Float64Array; clipped: boolean } {
  if (!(maxL2Norm > 0) || !Number.isFinite(maxL2Norm)) {
    throw new PrivacyError('bad-bound', `maxL2Norm: expected a positive finite number, got ${maxL2Norm}`);
  }
  const norm = l2Norm(delta);
  if (!Number.isFinite(norm)) throw new PrivacyError('not-finite', 'delta holds NaN or an infinite value');
  const values = Float64Array.from(delta);
  if (norm <= maxL2Norm) return { values, clipped: false };
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] ?? 0) * maxL2Norm) / norm;
  return { values, clipped: true };
}
