/** APPLIED -> LOGGED: what was done stands in the append-only table before anybody gets the release. */

import type { Json } from '../../../src/base/canonical-json.ts';
import { present } from '../../../src/base/must.ts';
import { readJson } from '../../../src/protocol/fields.ts';
import type { Aggregator } from '../aggregator.ts';
import { appendLeaf } from '../leaves.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Writes the leaf. @returns whether the round moved */
export async function logApplied({ store, clock, plan }: Aggregator, round: RoundRecord): Promise<boolean> {
  const content = {
    round: round.id,
    taskHash: round.task_hash,
    reports: round.reports,
    parent: round.signedTask.body.release,
    release: present(round.new_release, 'new release'),
    serverLearningRate: plan.serverLearningRate,
    checks: readJson(present(round.checks, 'checks')) as Json,
  };
  return advance(store, round, 'APPLIED', 'LOGGED', {}, (transaction) =>
    appendLeaf(transaction, 'apply', clock.nowMs(), content),
  );
}
