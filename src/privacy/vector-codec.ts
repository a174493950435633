/** A delta to integers and the sum of integers to a mean delta: the two ends of the same arithmetic, side by side. */
import { clipDelta } from './clip-delta.ts';
import { PrivacyError } from './privacy-error.ts';
import { type QuantiserShape, quantise, quantiserStep, type RoundingSource } from './quantise.ts';
import { rotate, rotateBack, type Signs } from './rotate.ts';

export interface VectorShape extends QuantiserShape {
  /** V: length of the federated parameter vector, at most `paddedLength`. */
  readonly sharedParameters: number;
  /** C: L2 clip in the unit of the weights. */
  readonly maxL2Norm: number;
}

/**
 * Clip, rotate, round.
 * @param delta shape [sharedParameters]; untouched
 * @returns integers of shape [paddedLength], and whether the clip was hit
 * @throws PrivacyError `wrong-length`, `not-finite`, `bad-bound`
 */
export function encodeDelta(
  delta: Float32Array,
  shape: VectorShape,
  signs: Signs,
  rounding: RoundingSource,
): { integers: Int32Array; clipped: boolean } {
  if (delta.length !== shape.sharedParameters) {
    throw new PrivacyError('wrong-length', `delta: expected ${shape.sharedParameters} weights, got ${delta.length}`);
  }
  const { values, clipped } = clipDelta(delta, shape.maxL2Norm);
  const step = quantiserStep(shape, shape.maxL2Norm);
  return { integers: quantise(rotate(values, signs), shape, step, rounding), clipped };
}

/**
 * Mean delta of `reports` clients from the sum of their integers (and the noise in it).
 * @param sum shape [paddedLength], centred
 * @returns float64, shape [sharedParameters], in the unit of the weights
 */
export function decodeMean(sum: Int32Array, reports: number, shape: VectorShape, signs: Signs): Float64Array {
  const scale = quantiserStep(shape, shape.maxL2Norm) / reports;
  return rotateBack(
    Float64Array.from(sum, (value) => value * scale),
    signs,
  ).slice(0, shape.sharedParameters);
}
