/** OPEN -> SEALED: no report is taken any more, and the set of ids is logged before anything is revealed. */
import { reportIdsHash } from '../../../src/protocol/receipt.ts';
import type { Aggregator } from '../aggregator.ts';
import { appendLeaf } from '../leaves.ts';
import { abort } from './aborted.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Seals a round that is full or past its closing time. @returns whether the round moved */
export async function seal(aggregator: Aggregator, round: RoundRecord): Promise<boolean> {
  const { body: task } = round.signedTask;
  const nowMs = aggregator.clock.nowMs();
  if (round.reports < task.maximumReports && nowMs < task.closesAtMs) return false;
  if (round.reports < task.minimumCohort) {
    return abort(aggregator, round, `${round.reports} reports, at least ${task.minimumCohort} are needed`);
  }
  return advance(aggregator.store, round, 'OPEN', 'SEALED', {}, async (transaction) => {
    // Read inside the transaction: a report that came between the check above and now is in the list.
    const rows = await transaction.selectFrom('reports').select('id').where('round', '=', round.id).execute();
    const idsHash = await reportIdsHash(rows.map(({ id }) => id));
    const content = { round: round.id, taskHash: round.task_hash, reports: rows.length, reportIdsHash: idsHash };
    await appendLeaf(transaction, 'round-seal', nowMs, content);
  });
}
