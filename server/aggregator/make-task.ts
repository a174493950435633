import { randomBytes } from 'node:crypto';
import { ringBitsFor } from '../../src/privacy/ring-capacity.ts';
import { type HelperKeys, helperKeyId } from '../../src/protocol/helper-keys.ts';
import { parseSignedTask, type SignedTask, type Task } from '../../src/protocol/task.ts';
import type { Aggregator, RoundPlan } from './aggregator.ts';
import { ReleaseError } from './release-error.ts';
import type { LoadedRelease } from './releases.ts';

const DEFAULT_LEVELS = 8;
const DEFAULT_ANSWER_MS = 60 * 60 * 1000;

/**
 * The signed task of the next round, in the narrowest ring that holds its sum.
 * @throws PrivacyError `ring-overflow` when none does; ReleaseError when the plan makes no coherent task
 */
export async function makeTask(
  aggregator: Aggregator,
  current: LoadedRelease,
  helper: HelperKeys,
): Promise<SignedTask> {
  const { plan, clock, shop, signer } = aggregator;
  const opensAtMs = clock.nowMs();
  const closesAtMs = opensAtMs + plan.durationMs;
  const task: Task = {
    format: 'inkling-task/1',
    shop,
    round: `r-${randomBytes(8).toString('hex')}`,
    release: current.release,
    sharedParameters: current.manifest.sharedParameters,
    ...numbersOf(plan, current.manifest.sharedParameters),
    rotationSeed: randomBytes(32).toString('hex'),
    opensAtMs,
    closesAtMs,
    expiresAtMs: closesAtMs + (plan.answerMs ?? DEFAULT_ANSWER_MS),
    helperKeyId: await helperKeyId(helper.sealingKey),
  };
  const signed = await signer.sign(task);
  const checked = parseSignedTask(signed);
  if (!checked.ok) throw new ReleaseError(`round plan: ${checked.problem.message}`);
  return signed;
}

/** D: the next power of two. */
export function paddedLengthOf(sharedParameters: number): number {
  return Math.max(16, 2 ** Math.ceil(Math.log2(sharedParameters)));
}

function numbersOf(plan: RoundPlan, sharedParameters: number) {
  const size = {
    paddedLength: paddedLengthOf(sharedParameters),
    levels: plan.levels ?? DEFAULT_LEVELS,
    maximumReports: plan.targetReports,
    noiseMultiplier: plan.noiseMultiplier,
  };
  return { ...size, ringBits: ringBitsFor(size), maxL2Norm: plan.clip, minimumCohort: plan.minimumCohort };
}
