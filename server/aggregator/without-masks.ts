import { unpackWords } from '../../src/privacy/pack.ts';
import { type RingVector, subtractInto, toCentred } from '../../src/privacy/ring.ts';
import type { Task } from '../../src/protocol/task.ts';

/**
 * What the reports of a round add up to, plus whatever noise the helper put into its share.
 * @param masked sum of the masked vectors; untouched
 * @param share the helper's packed sum of their masks, less its noise
 * @returns integers of the quantiser's steps [task.paddedLength]
 */
export function withoutMasks(
  masked: RingVector,
  share: Uint8Array<ArrayBuffer>,
  { paddedLength, ringBits }: Pick<Task, 'paddedLength' | 'ringBits'>,
): Int32Array<ArrayBuffer> {
  const sum = Uint32Array.from(masked);
  subtractInto(sum, unpackWords(share, paddedLength, ringBits), ringBits);
  return toCentred(sum, ringBits);
}
