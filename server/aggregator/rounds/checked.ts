/** UNMASKED -> CHECKED: the sum is no longer than honest reports can make it, and the operator's evaluation accepts it. */
import type { RoundStatus } from '../../../src/protocol/round-status.ts';
import type { Aggregator } from '../aggregator.ts';
import { abort } from './aborted.ts';
import { type Candidate, candidateOf } from './candidate.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Checks, or aborts with the reason. @returns whether the round moved */
export async function check(aggregator: Aggregator, round: RoundRecord): Promise<boolean> {
  const candidate = await candidateOf(aggregator, round);
  const { meanL2Norm, maxMeanL2Norm } = candidate;
  if (!candidate.shared.every(Number.isFinite)) return abort(aggregator, round, 'the new parameters are not finite');
  if (meanL2Norm > maxMeanL2Norm) {
    return abort(aggregator, round, `norm of the mean ${meanL2Norm}, at most ${maxMeanL2Norm} is possible`);
  }
  const verdict = await evaluate(aggregator, candidate);
  if (!verdict.accepted) return abort(aggregator, round, `evaluation: ${verdict.reason ?? 'not accepted'}`);
  const { evaluation, metrics } = verdict;
  const checks = { meanL2Norm, maxMeanL2Norm, evaluation, metrics } satisfies RoundStatus['checks'];
  return advance(aggregator.store, round, 'UNMASKED', 'CHECKED', { checks: JSON.stringify(checks) });
}

async function evaluate({ evaluate }: Aggregator, { parent, shared }: Candidate) {
  if (!evaluate) return { accepted: true, metrics: {}, evaluation: 'norm-only' as const, reason: undefined };
  const { manifest, shared: sharedBefore } = parent;
  const { accepted, metrics, reason } = await evaluate({ manifest, sharedBefore, sharedAfter: shared });
  return { accepted, metrics: { ...metrics }, evaluation: 'evaluated' as const, reason };
}
