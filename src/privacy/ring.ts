/** Integers modulo 2^bits, held as unsigned 32-bit words. Sums here wrap, and that is what makes masks cancel. */
import { PrivacyError } from './privacy-error.ts';

/** The widths a report may have. */
export const RING_BITS = [16, 20, 24, 32] as const;
export type RingBits = (typeof RING_BITS)[number];

/** Words below 2^bits, one a coordinate. */
export type RingVector = Uint32Array<ArrayBuffer>;

/** Signed integers as elements of the ring. */
export function toRing(integers: Int32Array, bits: RingBits): RingVector {
  const top = topOf(bits);
  const words = new Uint32Array(integers.length);
  for (let i = 0; i < words.length; i++) words[i] = (integers[i] ?? 0) & top;
  return words;
}

/** The representative nearest to zero of each element: in [-2^(bits-1), 2^(bits-1)). */
export function toCentred(words: RingVector, bits: RingBits): Int32Array<ArrayBuffer> {
  const unused = 32 - bits;
  const integers = new Int32Array(words.length);
  for (let i = 0; i < words.length; i++) integers[i] = ((words[i] ?? 0) << unused) >> unused;
  return integers;
}

/** sum += words, in place. @throws PrivacyError `wrong-length` */
export function addInto(sum: RingVector, words: RingVector, bits: RingBits): void {
  sameLength(sum, words);
  const top = topOf(bits);
  for (let i = 0; i < sum.length; i++) sum[i] = ((sum[i] ?? 0) + (words[i] ?? 0)) & top;
}

/** sum -= words, in place. @throws PrivacyError `wrong-length` */
export function subtractInto(sum: RingVector, words: RingVector, bits: RingBits): void {
  sameLength(sum, words);
  const top = topOf(bits);
  for (let i = 0; i < sum.length; i++) sum[i] = ((sum[i] ?? 0) - (words[i] ?? 0)) & top;
}

function topOf(bits: RingBits): number {
  return bits === 32 ? -1 : 2 ** bits - 1;
}

function sameLength(sum: RingVector, words: RingVector): void {
  if (sum.length === words.length) return;
  throw new PrivacyError('wrong-length', `ring: expected ${sum.length} words, got ${words.length}`);
}
