/** What the aggregator remembers. One masked sum a round, never a vector; sealed seeds only until the round is unmasked. */
import { join } from 'node:path';
import type { Generated, Transaction } from 'kysely';
import type { RoundPhase } from '../../src/protocol/round-status.ts';
import { type Migration, openStore, type Store } from '../store/open-store.ts';

export interface RoundRow {
  sequence: Generated<number>;
  id: string;
  phase: RoundPhase;
  /** JSON of the signed task, as it is served. */
  task: string;
  task_hash: string;
  /** Accepted so far; the cohort once sealed. */
  reports: number;
  /** JSON of the signed request to the helper, from HELPER on until it is answered. */
  share_request: string | null;
  /** JSON of the helper's signed receipt, from UNMASKED on. */
  receipt: string | null;
  /** JSON of the checks, from CHECKED on. */
  checks: string | null;
  /** Made by this round, from APPLIED on. */
  new_release: string | null;
  /** Why it was aborted. */
  reason: string | null;
}

export interface AggregatorTables {
  rounds: RoundRow;
  /** Ids are kept for good (a report is counted once in a lifetime), seeds until UNMASKED. */
  reports: { id: string; round: string; sealed_seed: Buffer | null };
  /** Little-endian 32-bit words. */
  masked_sums: { round: string; words: Buffer };
  /** Unmasked sums with the helper's noise in them, little-endian signed 32-bit; gone when the round is published. */
  sums: { round: string; integers: Buffer };
  /** Append-only: what the transparency log publishes. */
  leaves: { sequence: Generated<number>; kind: string; at_ms: number; content: string };
  /** The last one is the current release. */
  publications: { sequence: Generated<number>; release: string; pointer: string };
  /** The helper's keys as first seen. */
  pinned_helper: { url: string; keys: string };
}
export type AggregatorStore = Store<AggregatorTables>;
export type AggregatorTransaction = Transaction<AggregatorTables>;

const MIGRATIONS: readonly Migration[] = [
  {
    name: 'rounds, reports, sums, leaves',
    sql: `
      CREATE TABLE rounds (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, phase TEXT NOT NULL, task TEXT NOT NULL,
        task_hash TEXT NOT NULL UNIQUE, reports INTEGER NOT NULL DEFAULT 0, share_request TEXT, receipt TEXT,
        checks TEXT, new_release TEXT, reason TEXT
      ) STRICT;
      CREATE UNIQUE INDEX one_active_round ON rounds ((1)) WHERE phase NOT IN ('PUBLISHED', 'ABORTED');
      CREATE TABLE reports (
        id TEXT PRIMARY KEY, round TEXT NOT NULL REFERENCES rounds (id), sealed_seed BLOB
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX reports_of_round ON reports (round);
      CREATE TABLE masked_sums (round TEXT PRIMARY KEY REFERENCES rounds (id), words BLOB NOT NULL) STRICT;
      CREATE TABLE sums (round TEXT PRIMARY KEY REFERENCES rounds (id), integers BLOB NOT NULL) STRICT;
      CREATE TABLE leaves (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at_ms INTEGER NOT NULL, content TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER leaves_stay BEFORE UPDATE ON leaves BEGIN SELECT RAISE(ABORT, 'leaves are append-only'); END;
      CREATE TRIGGER leaves_remain BEFORE DELETE ON leaves BEGIN SELECT RAISE(ABORT, 'leaves are append-only'); END;
      CREATE TABLE publications (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, release TEXT NOT NULL, pointer TEXT NOT NULL
      ) STRICT;
      CREATE TABLE pinned_helper (url TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT;
    `,
  },
];

/** @throws StoreError when the file is not usable */
export function openAggregatorStore(dataDir: string): AggregatorStore {
  return openStore<AggregatorTables>(join(dataDir, 'aggregator.sqlite'), MIGRATIONS);
}
