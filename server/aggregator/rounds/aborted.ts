/** Any phase -> ABORTED: the round ends without a release. Ids stay used, everything else of it goes. */
import type { Aggregator } from '../aggregator.ts';
import { appendLeaf } from '../leaves.ts';
import { advance, forgetMasked, type RoundRecord } from './round-record.ts';

/** @param reason for the operator and the log. @returns whether the round moved */
export async function abort({ store, clock, log }: Aggregator, round: RoundRecord, reason: string): Promise<boolean> {
  const outcome = { reason, share_request: null, new_release: null };
  const moved = await advance(store, round, round.phase, 'ABORTED', outcome, async (transaction) => {
    await forgetMasked(transaction, round.id);
    await transaction.deleteFrom('sums').where('round', '=', round.id).execute();
    const content = { round: round.id, taskHash: round.task_hash, phase: round.phase, reason };
    await appendLeaf(transaction, 'abort', clock.nowMs(), content);
  });
  if (moved) log(`round ${round.id}: ABORTED, ${reason}`);
  return moved;
}
