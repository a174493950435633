import * as v from 'valibot';
import { readJson } from '../../src/protocol/fields.ts';
import { type RoundStatus, roundStatusSchema } from '../../src/protocol/round-status.ts';
import type { RoundRecord } from './rounds/round-record.ts';

/** What everybody may know about a round. */
export function roundStatusOf(shop: string, round: RoundRecord): RoundStatus {
  return v.parse(roundStatusSchema, {
    format: 'inkling-round/1',
    shop,
    round: round.id,
    phase: round.phase,
    taskHash: round.task_hash,
    reports: round.reports,
    closesAtMs: round.signedTask.body.closesAtMs,
    receipt: round.receipt === null ? null : readJson(round.receipt),
    checks: round.checks === null ? null : readJson(round.checks),
    release: round.phase === 'PUBLISHED' ? round.new_release : null,
    reason: round.reason,
  });
}
