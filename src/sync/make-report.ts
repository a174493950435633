/** A delta to the bytes of a report. The only input about the shopper is the delta. */
import { fromHex, sha256Hex, toHex } from '../base/bytes.ts';
import { present } from '../base/must.ts';
import { expandMask, SEED_BYTES } from '../privacy/mask.ts';
import { secureRounding } from '../privacy/quantise.ts';
import { addInto, toRing } from '../privacy/ring.ts';
import { rotationSigns } from '../privacy/rotate.ts';
import { sealSeed } from '../privacy/seal.ts';
import type { SecureRandom } from '../privacy/secure-random.ts';
import { encodeDelta } from '../privacy/vector-codec.ts';
import { encodeHeader, encodeReport, REPORT_ID_BYTES, reportHeader } from '../protocol/report.ts';
import { type Task, taskHashOf } from '../protocol/task.ts';

export interface MadeReport {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of `bytes`: what the ledger remembers. */
  readonly sha256: string;
  readonly reportId: string;
  readonly taskHash: string;
  /** Whether the delta was longer than the clip. */
  readonly clipped: boolean;
}

/**
 * Clip, rotate, round, mask, seal.
 * @param delta flat weights, shape [task.sharedParameters]; untouched
 * @param helperKey X25519 public key, fetched from the helper's own origin
 * @throws PrivacyError: `not-finite`, `wrong-length` or `no-crypto`; nothing was made then
 */
export async function makeReport(
  task: Task,
  delta: Float32Array,
  helperKey: Uint8Array<ArrayBuffer>,
  random: SecureRandom,
): Promise<MadeReport> {
  const seedOfSigns = present(fromHex(task.rotationSeed), 'rotation seed');
  const signs = await rotationSigns(seedOfSigns, task.paddedLength);
  const { integers, clipped } = encodeDelta(delta, task, signs, secureRounding(random));
  const taskHash = await taskHashOf(task);
  const reportId = toHex(random.bytes(REPORT_ID_BYTES));
  const header = reportHeader(task, taskHash, reportId);
  const headerBytes = encodeHeader(header);
  const seed = random.bytes(SEED_BYTES);
  const vector = toRing(integers, task.ringBits);
  addInto(vector, await expandMask(seed, headerBytes, task.paddedLength, task.ringBits), task.ringBits);
  const bytes = await encodeReport(header, await sealSeed(helperKey, headerBytes, seed), vector);
  return { bytes, sha256: await sha256Hex(bytes), reportId, taskHash, clipped };
}
