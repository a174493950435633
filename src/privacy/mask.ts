import { keyStream } from './key-stream.ts';
import { packedBytes, unpackWords } from './pack.ts';
import type { RingBits, RingVector } from './ring.ts';

/** Bytes of a mask seed. */
export const SEED_BYTES = 32;

/**
 * The mask that a seed stands for: uniform words of the ring, which hide whatever they are added to.
 * @param context ties the mask to one report (its header), so that a seed used twice would still mask differently
 */
export async function expandMask(
  seed: Uint8Array<ArrayBuffer>,
  context: Uint8Array<ArrayBuffer>,
  length: number,
  bits: RingBits,
): Promise<RingVector> {
  return unpackWords(await keyStream(seed, 'inkling/mask/1', context, packedBytes(length, bits)), length, bits);
}
