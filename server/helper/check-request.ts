/** Everything that must hold before the helper opens a single seed. */

import type { ShareRequest } from '../../src/protocol/aggregate-share.ts';
import type { HelperPolicy } from '../../src/protocol/helper-keys.ts';
import { type Parsed, parsed, refused } from '../../src/protocol/problem.ts';
import { type Signed, verifySigned } from '../../src/protocol/signed-message.ts';
import type { Task } from '../../src/protocol/task.ts';

export interface CheckContext {
  readonly policy: HelperPolicy;
  readonly sealingKeyId: string;
  readonly nowMs: number;
}

/** The task, if the aggregator that is trusted for its shop signed both the task and the request. */
export async function checkSignatures(request: Signed<ShareRequest>, trustedKey: string): Promise<Parsed<Task>> {
  if (request.publicKey !== trustedKey)
    return refused('unknown-aggregator', 'the request is signed by another key than the trusted one');
  const whole = await verifySigned(request, trustedKey);
  return whole.ok ? verifySigned(request.body.task, trustedKey) : whole;
}

/** The policy's floors, the task's limits, and each id once. */
export function checkTerms(task: Task, reports: ShareRequest['reports'], context: CheckContext): Parsed<Task> {
  const { policy, nowMs } = context;
  const cohort = Math.max(task.minimumCohort, policy.minimumCohort);
  if (task.helperKeyId !== context.sealingKeyId)
    return refused('wrong-helper-key', 'the task names another sealing key');
  if (nowMs < task.opensAtMs) return refused('not-open-yet', 'the round has not opened');
  if (nowMs >= task.expiresAtMs) return refused('expired', 'the round has expired');
  if (reports.length < cohort)
    return refused('cohort-too-small', `${reports.length} reports, at least ${cohort} are needed`);
  if (reports.length > task.maximumReports) {
    return refused('too-large', `${reports.length} reports, at most ${task.maximumReports} fit the sum`);
  }
  if (task.noiseMultiplier < policy.minimumNoiseMultiplier) {
    return refused(
      'noise-too-low',
      `noise multiplier ${task.noiseMultiplier}, at least ${policy.minimumNoiseMultiplier} is needed`,
    );
  }
  if (new Set(reports.map(({ id }) => id)).size !== reports.length)
    return refused('id-used-before', 'an id is there twice');
  return parsed(task);
}
