/** The helper's arithmetic: seeds in, the sum of their masks less the noise out. Nothing of it is kept. */
import { fromHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { discreteGaussian, varianceOf } from '../../src/privacy/discrete-gaussian.ts';
import { expandMask } from '../../src/privacy/mask.ts';
import { addInto, type RingVector, subtractInto, toRing } from '../../src/privacy/ring.ts';
import { noiseStdDev } from '../../src/privacy/ring-capacity.ts';
import type { SeedOpener } from '../../src/privacy/seal.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import type { ShareRequest } from '../../src/protocol/aggregate-share.ts';
import { encodeHeader, reportHeader } from '../../src/protocol/report.ts';
import type { Task } from '../../src/protocol/task.ts';

/** Seeds that are open at the same time: enough to keep WebCrypto's threads busy. */
const AT_ONCE = 16;

/**
 * Sum of the masks of all reports, in the ring of the task.
 * @throws PrivacyError `cannot-open` when one seed was not sealed to us for this task and id
 */
export async function sumMasks(
  task: Task,
  taskHash: string,
  reports: ShareRequest['reports'],
  openSeed: SeedOpener,
): Promise<RingVector> {
  const sum = new Uint32Array(task.paddedLength);
  for (let at = 0; at < reports.length; at += AT_ONCE) {
    const masks = reports.slice(at, at + AT_ONCE).map((report) => maskOf(task, taskHash, report, openSeed));
    for (const mask of await Promise.all(masks)) addInto(sum, mask, task.ringBits);
  }
  return sum;
}

async function maskOf(
  task: Task,
  taskHash: string,
  report: ShareRequest['reports'][number],
  openSeed: SeedOpener,
): Promise<RingVector> {
  const header = encodeHeader(reportHeader(task, taskHash, report.id));
  const seed = await openSeed(header, present(fromHex(report.sealedSeed), 'sealed seed in hexadecimal'));
  return expandMask(seed, header, task.paddedLength, task.ringBits);
}

/** Takes fresh noise from `share`, in place, so that unmasking with it adds the noise to the sum. */
export function hideBehindNoise(share: RingVector, task: Task): void {
  if (task.noiseMultiplier === 0) return;
  const sample = discreteGaussian(varianceOf(noiseStdDev(task)), platformRandom);
  const noise = Int32Array.from({ length: share.length }, sample);
  subtractInto(share, toRing(noise, task.ringBits), task.ringBits);
}
