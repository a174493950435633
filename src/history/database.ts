/**
 * The database's versions and how one becomes the next. A migration runs in the transaction of the upgrade: when it
 * fails, everything is as it was before.
 *
 * version 1: `history` holds one record, key `events`: the array of all events. `state`: key -> value.
 * version 2: `events` holds one record an event, with its visit, found by time and by product. `blobs`: sha256 -> bytes.
 *            `meta`: `epoch`. `state` as before.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { ShopEvent } from '../domain/shop-event.ts';
import { within } from './deadline.ts';
import { newEpoch } from './epoch.ts';
import { numberSessions, parseEvent } from './stored-event.ts';

export const DATABASE_VERSION = 2;

/** What is read is unknown: an extension, another script of the shop or a bug of an older version may have written it. */
export interface HistorySchema extends DBSchema {
  events: {
    key: number;
    value: { session: number; event: ShopEvent };
    indexes: { 'by-time': number; 'by-product': string };
  };
  state: { key: string; value: unknown };
  blobs: { key: string; value: unknown };
  meta: { key: string; value: string };
}
export type HistoryDatabase = IDBPDatabase<HistorySchema>;
type Upgrade = IDBPTransaction<HistorySchema, StoreNames<HistorySchema>[], 'versionchange'>;

/** One database for each shop, since two shops may share an origin. */
export function databaseName(shop: string): string {
  return `inkling-${shop}`;
}

export interface OpenDatabaseOptions {
  readonly shop: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** An older history was brought to this version. */
  readonly onMigrated?: (() => void) | undefined;
  /** The connection is over: another tab upgrades or deletes the database, or the browser closed it. */
  readonly onLost: () => void;
}

/**
 * Opens the database, upgrading it where needed. Some browsers neither open nor refuse ("block all cookies"), and
 * another tab that does not let go blocks an upgrade for ever: hence the deadline. A connection that comes too late is closed.
 * @throws DOMException from IndexedDB, HistoryError `timeout`, the signal's reason
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<HistoryDatabase> {
  let migrated = false;
  // In an async function, so that a missing or forbidden `indexedDB` rejects instead of throwing.
  const opening = (async () =>
    openDB<HistorySchema>(databaseName(options.shop), DATABASE_VERSION, {
      upgrade(db, oldVersion, _newVersion, transaction) {
        transaction.done.catch(() => {});
        migrated = oldVersion > 0;
        upgrade(db, oldVersion, transaction).catch(() => transaction.abort());
      },
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        options.onLost();
      },
      terminated: options.onLost,
    }))();
  try {
    const db = await within(opening, options.timeoutMs, options.signal);
    if (migrated) options.onMigrated?.();
    return db;
  } catch (error) {
    opening.then(
      (db) => db.close(),
      () => {},
    );
    throw error;
  }
}

async function upgrade(db: HistoryDatabase, oldVersion: number, transaction: Upgrade): Promise<void> {
  const events = db.createObjectStore('events', { keyPath: 'sequence', autoIncrement: true });
  events.createIndex('by-time', 'event.atMs');
  events.createIndex('by-product', 'event.productId');
  db.createObjectStore('blobs');
  db.createObjectStore('meta').put(newEpoch(), 'epoch');
  if (oldVersion < 1) db.createObjectStore('state');
  else await moveEventsOfVersion1(db, transaction);
}

async function moveEventsOfVersion1(db: HistoryDatabase, transaction: Upgrade): Promise<void> {
  const old = transaction as unknown as IDBPTransaction<unknown, string[], 'versionchange'>;
  const stored: unknown = await old.objectStore('history').get('events');
  const events = (Array.isArray(stored) ? stored : []).flatMap((value) => parseEvent(value) ?? []);
  const store = transaction.objectStore('events');
  await Promise.all(numberSessions(events).map((record) => store.add(record)));
  (db as unknown as IDBPDatabase<unknown>).deleteObjectStore('history');
}
