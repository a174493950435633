/** What a round would make of its release: computed the same way for the check and for the release. */

import { fromHex } from '../../../src/base/bytes.ts';
import { present } from '../../../src/base/must.ts';
import { l2Norm } from '../../../src/privacy/clip-delta.ts';
import { integerL2Bound, quantiserStep } from '../../../src/privacy/quantise.ts';
import { noiseStdDev } from '../../../src/privacy/ring-capacity.ts';
import { rotationSigns } from '../../../src/privacy/rotate.ts';
import { decodeMean } from '../../../src/privacy/vector-codec.ts';
import type { Task } from '../../../src/protocol/task.ts';
import type { Aggregator } from '../aggregator.ts';
import { type LoadedRelease, loadRelease } from '../releases.ts';
import { blobToBuffer, type RoundRecord } from './round-record.ts';

export interface Candidate {
  readonly parent: LoadedRelease;
  /** Shape [sharedParameters]. */
  readonly shared: Float32Array<ArrayBuffer>;
  /** L2 norm of the mean over all padded coordinates, in the unit of the weights. */
  readonly meanL2Norm: number;
  /** What honest reports and the noise can reach. */
  readonly maxMeanL2Norm: number;
}

/** Standard deviations of a chi-distributed norm that are still believed; its own stdDev is below 1. */
const NORM_TAIL = 6;

/** Old shared parameters + serverLearningRate * mean delta. */
export async function candidateOf(aggregator: Aggregator, round: RoundRecord): Promise<Candidate> {
  const { store, blobs, plan } = aggregator;
  const { body: task } = round.signedTask;
  const row = await store.database
    .selectFrom('sums')
    .select('integers')
    .where('round', '=', round.id)
    .executeTakeFirst();
  const sum = new Int32Array(blobToBuffer(row?.integers, 'unmasked sum'));
  const parent = await loadRelease(blobs, task.release);
  const seed = present(fromHex(task.rotationSeed), 'rotation seed');
  const mean = decodeMean(sum, round.reports, task, await rotationSigns(seed, task.paddedLength));
  const shared = parent.shared.map((weight, i) => weight + plan.serverLearningRate * (mean[i] ?? 0));
  const unit = quantiserStep(task, task.maxL2Norm) / round.reports;
  return { parent, shared, meanL2Norm: l2Norm(sum) * unit, maxMeanL2Norm: maxSumNorm(task, round.reports) * unit };
}

/** In integer steps: every report at its bound in one direction, and the noise at its largest. */
function maxSumNorm(task: Task, reports: number): number {
  return reports * integerL2Bound(task) + noiseStdDev(task) * (Math.sqrt(task.paddedLength) + NORM_TAIL);
}
