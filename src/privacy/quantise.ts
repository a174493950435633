/**
 * Real coordinates to integers by stochastic rounding, which is right on average. The integers have two guarantees that
 * the rest relies on: no coordinate is beyond `coordinateLimit`, and no vector's L2 norm is beyond `integerL2Bound`.
 * @see Kairouz, Liu, Steinke 2021, "The Distributed Discrete Gaussian Mechanism for Federated Learning with Secure
 *   Aggregation", section 4.1 (conditional randomised rounding)
 */
import type { SeededRandom } from '../base/seeded-random.ts';
import { l2Norm } from './clip-delta.ts';
import { PrivacyError } from './privacy-error.ts';
import type { SecureRandom } from './secure-random.ts';

export interface QuantiserShape {
  /** Coordinates after padding, a power of two. */
  readonly paddedLength: number;
  /** Levels L: the root mean square of a coordinate of a vector at the clip, in integer steps. */
  readonly levels: number;
}

/** Gives `count` uniform 32-bit words. */
export type RoundingSource = (count: number) => Uint32Array;

/** Coordinates beyond this many times L are cut off: 2 in 10,000 of a rotated vector, were it normal. */
const TAIL = 3.7;
/** Each try passes with probability above 1 - e^(-1/2) = 0.39, so 200 misses mean a bug. */
const MAX_TRIES = 200;

/** Size of one integer step in the unit of the weights. */
export function quantiserStep(shape: QuantiserShape, maxL2Norm: number): number {
  return maxL2Norm / (shape.levels * Math.sqrt(shape.paddedLength));
}

/** Largest absolute value of an integer coordinate. */
export function coordinateLimit(levels: number): number {
  return Math.floor(TAIL * levels);
}

/**
 * Largest L2 norm of an integer vector, in steps: the sensitivity that noise is measured against. Above the clip by what
 * rounding can add: sqrt(c^2 + d/4 + c + sqrt(d)/2) with c = L sqrt(d), the paper's bound at beta = e^(-1/2).
 */
export function integerL2Bound({ paddedLength, levels }: QuantiserShape): number {
  const root = Math.sqrt(paddedLength);
  const clip = levels * root;
  return Math.sqrt(clip ** 2 + paddedLength / 4 + clip + root / 2);
}

/**
 * @param rotated coordinates in the unit of the weights, L2 norm at most the clip
 * @param step from `quantiserStep`
 * @throws PrivacyError `not-finite`, or `bad-bound` if the norm is so far above the clip that no rounding fits
 */
export function quantise(
  rotated: Float64Array,
  shape: QuantiserShape,
  step: number,
  rounding: RoundingSource,
): Int32Array {
  const scaled = scaleAndCut(rotated, step, coordinateLimit(shape.levels));
  const bound = integerL2Bound(shape);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const integers = roundAtRandom(scaled, rounding(scaled.length));
    if (l2Norm(integers) <= bound) return integers;
  }
  throw new PrivacyError('bad-bound', 'quantise: the vector is longer than its clip');
}

/** Rounding words nobody can predict. */
export function secureRounding(random: SecureRandom): RoundingSource {
  return (count) => new Uint32Array(random.bytes(4 * count).buffer);
}

/** Reproducible rounding words, for known answers. */
export function seededRounding(random: SeededRandom): RoundingSource {
  return (count) => Uint32Array.from({ length: count }, () => random.integer(2 ** 32));
}

function scaleAndCut(rotated: Float64Array, step: number, limit: number): Float64Array {
  return rotated.map((value) => {
    if (!Number.isFinite(value)) throw new PrivacyError('not-finite', 'quantise: NaN or an infinite coordinate');
    return Math.max(-limit, Math.min(limit, value / step));
  });
}

/** Up with the probability of the fraction, else down. */
function roundAtRandom(scaled: Float64Array, words: Uint32Array): Int32Array {
  const integers = new Int32Array(scaled.length);
  for (let i = 0; i < scaled.length; i++) {
    const value = scaled[i] ?? 0;
    const floor = Math.floor(value);
    integers[i] = floor + ((words[i] ?? 0) < (value - floor) * 2 ** 32 ? 1 : 0);
  }
  return integers;
}
