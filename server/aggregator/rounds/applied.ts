/** CHECKED -> APPLIED: the next release is among the blobs, and nobody is told yet. */
import { must, present } from '../../../src/base/must.ts';
import { readJson } from '../../../src/protocol/fields.ts';
import { parseSignedReceipt } from '../../../src/protocol/receipt.ts';
import type { RoundStatus } from '../../../src/protocol/round-status.ts';
import type { Aggregator } from '../aggregator.ts';
import { storeNextRelease } from '../releases.ts';
import { candidateOf } from './candidate.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Builds and stores the release. @returns whether the round moved */
export async function apply(aggregator: Aggregator, round: RoundRecord): Promise<boolean> {
  const { parent, shared } = await candidateOf(aggregator, round);
  const receipt = parseSignedReceipt(readJson(present(round.receipt, 'receipt')));
  must(receipt.ok, 'a stored receipt parses');
  const checks = readJson(present(round.checks, 'checks')) as NonNullable<RoundStatus['checks']>;
  const new_release = await storeNextRelease(aggregator.blobs, parent, {
    shared,
    round: round.id,
    reports: round.reports,
    // The receipt's time and not the clock's: a repeated transition must make the same bytes.
    createdAtMs: receipt.value.body.answeredAtMs,
    metrics: checks.metrics,
  });
  return advance(aggregator.store, round, 'CHECKED', 'APPLIED', { new_release });
}
