/** The helper's arithmetic: seeds in, the sum of their masks less the noise out. Nothing of it is kept. */
import { fromHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { discreteGaussian, varianceOf } from '../../src/privacy/discrete-gaussian.ts';
import { addInto, type RingVector, subtractInto, toRing } from '../../src/privacy/ring.ts';
import { noiseStdDev } from '../../src/privacy/ring-capacity.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import type { ShareRequest } from '../../src/protocol/aggregate-share.ts';
import { encodeHeader, reportHeader } from '../../src/protocol/report.ts';
import type { Task } from '../../src/protocol/task.ts';
import { maskOfSeed, type OpenSeed } from './open-seed.ts';

/** Seeds that are opened before others have their turn: about 10 ms. */
const AT_ONCE = 32;

/**
 * Sum of the masks of all reports, in the ring of the task.
 * @throws PrivacyError `cannot-open` when one seed was not sealed to us for this task and id
 */
export async function sumMasks(
  task: Task,
  taskHash: string,
  reports: ShareRequest['reports'],
  openSeed: OpenSeed,
): Promise<RingVector> {
  const { paddedLength, ringBits } = task;
  const sum = new Uint32Array(paddedLength);
  for (const [at, report] of reports.entries()) {
    const header = encodeHeader(reportHeader(task, taskHash, report.id));
    const seed = openSeed(header, present(fromHex(report.sealedSeed), 'sealed seed in hexadecimal'));
    addInto(sum, maskOfSeed(seed, header, paddedLength, ringBits), ringBits);
    if (at % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return sum;
}

/** Takes fresh noise from `share`, in place, so that unmasking with it adds the noise to the sum. */
export function hideBehindNoise(share: RingVector, task: Task): void {
  if (task.noiseMultiplier === 0) return;
  const sample = discreteGaussian(varianceOf(noiseStdDev(task)), platformRandom);
  const noise = Int32Array.from({ length: share.length }, sample);
  subtractInto(share, toRing(noise, task.ringBits), task.ringBits);
}
