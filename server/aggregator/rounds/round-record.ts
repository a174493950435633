/** A round as it stands in the database, and the one way from a phase to the next. */
import type { Selectable } from 'kysely';
import { must, present } from '../../../src/base/must.ts';
import { readJson } from '../../../src/protocol/fields.ts';
import type { RoundPhase } from '../../../src/protocol/round-status.ts';
import { parseSignedTask, type SignedTask } from '../../../src/protocol/task.ts';
import type { AggregatorStore, AggregatorTransaction, RoundRow } from '../aggregator-store.ts';

export type RoundRecord = Selectable<RoundRow> & { readonly signedTask: SignedTask };

/** The columns a transition may fill. */
type Outcome = Partial<Pick<RoundRow, 'share_request' | 'receipt' | 'checks' | 'new_release' | 'reason'>>;

/** The round that is neither published nor aborted; the schema allows one. */
export async function activeRound(store: AggregatorStore): Promise<RoundRecord | undefined> {
  const all = store.database.selectFrom('rounds').selectAll();
  return withTask(await all.where('phase', 'not in', ['PUBLISHED', 'ABORTED']).executeTakeFirst());
}

export async function roundById(store: AggregatorStore, id: string): Promise<RoundRecord | undefined> {
  return withTask(await store.database.selectFrom('rounds').selectAll().where('id', '=', id).executeTakeFirst());
}

/** A row is read for every batch of reports, and its task never changes. */
let parsedLast: { readonly text: string; readonly signedTask: SignedTask } | undefined;

function withTask(row: Selectable<RoundRow> | undefined): RoundRecord | undefined {
  if (!row) return undefined;
  if (parsedLast?.text !== row.task) {
    const signed = parseSignedTask(readJson(row.task));
    must(signed.ok, 'a stored task parses');
    parsedLast = { text: row.task, signedTask: signed.value };
  }
  return { ...row, signedTask: parsedLast.signedTask };
}

/**
 * Moves a round on, with whatever else must be true at the same moment, in one transaction. Does nothing when the round
 * has left `from` already: that is what makes a transition safe to repeat.
 * @returns whether the round was moved
 */
export async function advance(
  store: AggregatorStore,
  round: Pick<RoundRecord, 'id'>,
  from: RoundPhase,
  to: RoundPhase,
  outcome: Outcome,
  alongside: (transaction: AggregatorTransaction) => Promise<void> = async () => {},
): Promise<boolean> {
  return store.database.transaction().execute(async (transaction) => {
    const update = transaction.updateTable('rounds').set({ phase: to, ...outcome });
    const { numUpdatedRows } = await update
      .where('id', '=', round.id)
      .where('phase', '=', from)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await alongside(transaction);
    return true;
  });
}

/** Drops what could still be combined with masks or seeds. */
export async function forgetMasked(transaction: AggregatorTransaction, roundId: string): Promise<void> {
  await transaction.deleteFrom('masked_sums').where('round', '=', roundId).execute();
  await transaction.updateTable('reports').set({ sealed_seed: null }).where('round', '=', roundId).execute();
}

/** 32-bit words as a blob; every platform Node runs on is little-endian. */
export function wordsToBlob(words: Uint32Array | Int32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

/** The buffer under a fresh copy of a blob, for a typed array of 32-bit words. */
export function blobToBuffer(blob: Buffer | undefined, what: string): ArrayBuffer {
  return Uint8Array.from(present(blob, what)).buffer;
}
