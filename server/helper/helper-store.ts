/** What the helper remembers: which ids it has opened, what it answered, and whom it trusts. No seed, no mask, no noise. */
import { join } from 'node:path';
import { type Migration, openStore, type Store } from '../store/open-store.ts';

export interface HelperTables {
  /** Report ids of every answer; an id is opened once in a lifetime. */
  used_ids: { report_id: string; round: string };
  answers: {
    round: string;
    /** SHA-256 of the canonical request: only the very same one gets the answer again. */
    request_hash: string;
    response: string;
    receipt: string;
  };
  /** Aggregator keys taken on first use, one a shop. */
  pinned_keys: { shop: string; public_key: string };
}
export type HelperStore = Store<HelperTables>;

const MIGRATIONS: readonly Migration[] = [
  {
    name: 'answers',
    sql: `
      CREATE TABLE answers (
        round TEXT PRIMARY KEY, request_hash TEXT NOT NULL, response TEXT NOT NULL, receipt TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE used_ids (report_id TEXT PRIMARY KEY, round TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE pinned_keys (shop TEXT PRIMARY KEY, public_key TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
];

/** @throws StoreError when the file is not usable */
export function openHelperStore(dataDir: string): HelperStore {
  return openStore<HelperTables>(join(dataDir, 'helper.sqlite'), MIGRATIONS);
}
