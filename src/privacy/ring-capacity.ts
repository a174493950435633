/** Whether the sum of a round, with its noise, fits the ring without wrapping. */
import { PrivacyError } from './privacy-error.ts';
import { integerL2Bound, type QuantiserShape } from './quantise.ts';
import { RING_BITS, type RingBits } from './ring.ts';

export interface RoundSize extends QuantiserShape {
  /** n: the most reports that one sum may hold. */
  readonly maximumReports: number;
  /** z: noise stdDev over the L2 sensitivity. */
  readonly noiseMultiplier: number;
}

/** StdDev of the helper's noise on each integer coordinate, in steps. */
export function noiseStdDev(size: QuantiserShape & { readonly noiseMultiplier: number }): number {
  return size.noiseMultiplier * integerL2Bound(size);
}

/**
 * Largest absolute value a coordinate of the noisy sum is allowed to reach: 3.7 n L + 5 stdDev. The stdDev is
 * z sqrt(D) L, and a little more for what rounding adds to the sensitivity.
 */
export function sumReach(size: RoundSize): number {
  return 3.7 * size.maximumReports * size.levels + 5 * noiseStdDev(size);
}

/** Whether `bits` hold the sum: `sumReach` < 2^(bits - 1). */
export function fitsRing(size: RoundSize, bits: RingBits): boolean {
  return sumReach(size) < 2 ** (bits - 1);
}

/**
 * The narrowest ring that holds the sum.
 * @throws PrivacyError `ring-overflow` when none does: the round must not open
 */
export function ringBitsFor(size: RoundSize): RingBits {
  const bits = RING_BITS.find((candidate) => fitsRing(size, candidate));
  if (bits !== undefined) return bits;
  throw new PrivacyError('ring-overflow', `a sum of ${size.maximumReports} reports does not fit 32 bits`);
}
