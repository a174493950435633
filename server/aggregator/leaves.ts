import { canonicalJson, type Json } from '../../src/base/canonical-json.ts';
import type { AggregatorTransaction } from './aggregator-store.ts';

/** What a leaf can be about. */
export type LeafKind = 'import' | 'round-open' | 'round-seal' | 'receipt' | 'apply' | 'abort';

/** Writes what happened into the append-only table, in the transaction that makes it happen. */
export async function appendLeaf(
  transaction: AggregatorTransaction,
  kind: LeafKind,
  atMs: number,
  content: Json,
): Promise<void> {
  await transaction
    .insertInto('leaves')
    .values({ kind, at_ms: atMs, content: canonicalJson(content) })
    .execute();
}
