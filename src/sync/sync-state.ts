/**
 * The browser's own record of what left, and the report that waits to leave. One value in the storage, so that a report
 * is never queued without being on record, nor on record without being queued.
 */
import * as v from 'valibot';
import { type SyncEnvironment, storageKey } from './sync-environment.ts';

const ledgerEntrySchema = v.object({
  /** When it was written, just before the first try to send. */
  atMs: v.number(),
  round: v.string(),
  release: v.string(),
  taskHash: v.string(),
  reportId: v.string(),
  /** Length of the upload. */
  bytes: v.number(),
  /** Of the bytes that were sent. */
  sha256: v.string(),
  clipped: v.boolean(),
  noiseMultiplier: v.number(),
  /** `dropped`: the aggregator did not want it any more, or the shopper had something forgotten that it had learned from. */
  state: v.picklist(['queued', 'delivered', 'dropped']),
});
export type LedgerEntry = v.InferOutput<typeof ledgerEntrySchema>;

const stateSchema = v.object({
  ledger: v.array(ledgerEntrySchema),
  queued: v.nullable(
    v.object({
      reportId: v.string(),
      bytes: v.instance(Uint8Array),
      expiresAtMs: v.number(),
      /** Not sent again before: the aggregator's Retry-After, or our own pause. */
      notBeforeMs: v.number(),
      attempts: v.number(),
    }),
  ),
});
export type SyncState = v.InferOutput<typeof stateSchema>;

/** The state, empty at first. A record that does not parse is not overwritten: it throws. */
export async function readState({ storage }: SyncEnvironment, shop: string): Promise<SyncState> {
  const stored = await storage.get(storageKey(shop, 'state'));
  return stored === undefined || stored === null ? { ledger: [], queued: null } : v.parse(stateSchema, stored);
}

export async function writeState({ storage }: SyncEnvironment, shop: string, state: SyncState): Promise<void> {
  await storage.put(storageKey(shop, 'state'), state);
}

/** Every upload of this browser to this shop, oldest first. */
export async function readLedger(environment: SyncEnvironment, shop: string): Promise<readonly LedgerEntry[]> {
  return (await readState(environment, shop)).ledger;
}

/** A report that waits does not leave any more; the ledger says so. */
export async function withdrawQueued(environment: SyncEnvironment, shop: string): Promise<void> {
  const { ledger, queued } = await readState(environment, shop);
  if (!queued) return;
  const withdrawn = (entry: LedgerEntry): LedgerEntry =>
    entry.reportId === queued.reportId ? { ...entry, state: 'dropped' } : entry;
  await writeState(environment, shop, { ledger: ledger.map(withdrawn), queued: null });
}

/** Forgets ledger, queue and the pinned key of a shop. */
export async function wipeSync({ storage }: SyncEnvironment, shop: string): Promise<void> {
  await storage.delete(storageKey(shop, 'state'));
  await storage.delete(storageKey(shop, 'aggregator-key'));
}
