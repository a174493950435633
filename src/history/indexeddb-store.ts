import type { IDBPTransaction, StoreNames } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { HistoryDatabase, HistorySchema } from './database.ts';
import { newEpoch } from './epoch.ts';
import { HistoryError, type StoreBehindHistory, type StoredEvent } from './history-store.ts';
import { type Candidate, expiredRecords, MAX_EVENTS, spareRecords } from './retention.ts';
import { numberSessions, parseStoredEvent } from './stored-event.ts';

type Names = StoreNames<HistorySchema>;
type Reading = IDBPTransaction<HistorySchema, Names[], 'readonly' | 'readwrite'>;
type Writing = IDBPTransaction<HistorySchema, Names[], 'readwrite'>;
const ALL: Names[] = ['events', 'state', 'blobs', 'meta'];

export interface IndexedDbStoreOptions {
  readonly clock: Clock;
  /** Opens a connection; called again when one was lost. `onLost` tells when that happens. */
  readonly connect: (onLost: () => void) => Promise<HistoryDatabase>;
}

/**
 * A history in IndexedDB. Every method is one transaction, so two tabs cannot come between each other's steps, and a
 * page that closes in the middle leaves all or nothing. A connection that another tab asked us to close is reopened by
 * the next use.
 * @throws HistoryError `closed` after `close`; whatever `connect` rejects with; DOMException, as QuotaExceededError
 */
export async function indexedDbStore({ clock, connect }: IndexedDbStoreOptions): Promise<StoreBehindHistory> {
  let connection: Promise<HistoryDatabase> | undefined;
  let closed = false;
  const skipped = new Set<number>();

  const open = (): Promise<HistoryDatabase> => {
    if (closed) return Promise.reject(new HistoryError('closed'));
    if (connection) return connection;
    const opening = connect(() => {
      if (connection === opening) connection = undefined;
    });
    connection = opening;
    opening.catch(() => {
      if (connection === opening) connection = undefined;
    });
    return opening;
  };

  /** Safari and others may close a connection without a word; then the first use tells, and one more try is right. */
  const begin = async <Mode extends 'readonly' | 'readwrite'>(names: Names[], mode: Mode) => {
    try {
      return (await open()).transaction(names, mode);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      connection = undefined;
      return (await open()).transaction(names, mode);
    }
  };

  const read = async <Value>(names: Names[], work: (transaction: Reading) => Promise<Value>): Promise<Value> => {
    const transaction = await begin(names, 'readonly');
    transaction.done.catch(() => {});
    return work(transaction as unknown as Reading);
  };

  const write = async <Value>(names: Names[], work: (transaction: Writing) => Promise<Value>): Promise<Value> => {
    const transaction = await begin(names, 'readwrite');
    transaction.done.catch(() => {});
    try {
      const value = await work(transaction as unknown as Writing);
      await transaction.done;
      return value;
    } catch (error) {
      abort(transaction);
      // Requests of an aborted transaction say "AbortError"; the transaction knows why.
      throw transaction.error ?? error;
    }
  };

  const parseAll = (records: readonly unknown[]): StoredEvent[] =>
    records.flatMap((record) => {
      const stored = parseStoredEvent(record);
      if (!stored) skipped.add(sequenceOf(record));
      return stored ?? [];
    });

  const add = async (transaction: Writing, events: readonly StoredEvent['event'][]): Promise<void> => {
    const store = transaction.objectStore('events');
    const newest = await store.openCursor(null, 'prev');
    await Promise.all(numberSessions(events, parseStoredEvent(newest?.value)).map((record) => store.add(record)));
    if ((await store.count()) > MAX_EVENTS) await remove(transaction, (all) => expiredRecords(all, clock.nowMs()));
  };

  await open();
  return {
    get skippedRecords() {
      return skipped.size;
    },
    append: (events) => write(['events'], (transaction) => add(transaction, events)),
    recent: (limit) =>
      read(['events'], async (transaction) => {
        const store = transaction.objectStore('events');
        const first = (await store.getAllKeys()).slice(-Math.max(limit, 1))[0];
        if (first === undefined || limit <= 0) return [];
        return parseAll(await store.getAll(IDBKeyRange.lowerBound(first)));
      }),
    since: (cursor) =>
      read(['events', 'meta'], async (transaction) => {
        const epoch = (await transaction.objectStore('meta').get('epoch')) ?? '';
        const restarted = cursor?.epoch !== epoch;
        const from = restarted ? null : IDBKeyRange.lowerBound(cursor.sequence, true);
        const records: unknown[] = await transaction.objectStore('events').getAll(from);
        const last = records.length > 0 ? sequenceOf(records.at(-1)) : restarted ? 0 : cursor.sequence;
        return { events: parseAll(records), restarted, cursor: { epoch, sequence: last } };
      }),
    count: () => read(['events'], (transaction) => transaction.objectStore('events').count()),
    forget: (what, derivedKeys = []) =>
      write(['events', 'state', 'meta'], async (transaction) => {
        const events = transaction.objectStore('events');
        // By the index, which also knows records that nobody can read any more.
        const keys = await Promise.all(
          'fromMs' in what
            ? [what.fromMs < what.toMs ? events.index('by-time').getAllKeys(timeRange(what)) : []]
            : what.productIds.map((id) => events.index('by-product').getAllKeys(id)),
        );
        await Promise.all(keys.flat().map((key) => events.delete(key)));
        await Promise.all(derivedKeys.map((key) => transaction.objectStore('state').delete(key)));
        await transaction.objectStore('meta').put(newEpoch(), 'epoch');
      }),
    prune: () => write(['events'], (transaction) => remove(transaction, (all) => expiredRecords(all, clock.nowMs()))),
    makeRoom: async () => {
      await write(['events'], (transaction) => remove(transaction, spareRecords));
    },
    get: (key) => read(['state'], (transaction) => transaction.objectStore('state').get(key)),
    put: async (key, value) => {
      await write(['state'], (transaction) => transaction.objectStore('state').put(value, key));
    },
    update: (key, change) =>
      write(['state', 'meta'], async (transaction) => {
        const state = transaction.objectStore('state');
        await state.put(change(await state.get(key)), key);
        await transaction.objectStore('meta').put(newEpoch(), 'epoch');
      }),
    delete: (key) => write(['state'], (transaction) => transaction.objectStore('state').delete(key)),
    getBlob: (sha256) =>
      read(['blobs'], async (transaction) => {
        const bytes: unknown = await transaction.objectStore('blobs').get(sha256);
        return bytes instanceof Uint8Array ? (bytes as Uint8Array<ArrayBuffer>) : undefined;
      }),
    putBlob: async (sha256, bytes) => {
      // A view would be stored with the whole buffer behind it.
      await write(['blobs'], (transaction) => transaction.objectStore('blobs').put(bytes.slice(), sha256));
    },
    pruneBlobs: (keep) =>
      write(['blobs'], async (transaction) => {
        const store = transaction.objectStore('blobs');
        const gone = (await store.getAllKeys()).filter((sha256) => !keep.includes(sha256));
        await Promise.all(gone.map((sha256) => store.delete(sha256)));
      }),
    wipe: () =>
      write(ALL, async (transaction) => {
        await Promise.all(ALL.map((name) => transaction.objectStore(name).clear()));
        await transaction.objectStore('meta').put(newEpoch(), 'epoch');
      }),
    dump: () =>
      read(['events', 'state'], async (transaction) => {
        const state = transaction.objectStore('state');
        const [records, keys, values] = await Promise.all([
          transaction.objectStore('events').getAll(),
          state.getAllKeys(),
          state.getAll(),
        ]);
        return {
          events: parseAll(records).map(({ event }) => event),
          state: keys.map((key, i) => [key, values[i]] as const),
        };
      }),
    absorb: (dump) =>
      write(['events', 'state'], async (transaction) => {
        if (dump.events.length > 0) await add(transaction, dump.events);
        const state = transaction.objectStore('state');
        for (const [key, value] of dump.state) {
          if ((await state.count(key)) === 0) await state.put(value, key);
        }
      }),
    close() {
      closed = true;
      connection?.then(
        (db) => db.close(),
        () => {},
      );
    },
  };
}

async function remove(
  transaction: Writing,
  choose: (records: readonly Candidate[]) => readonly number[],
): Promise<number> {
  const store = transaction.objectStore('events');
  const records: unknown[] = await store.getAll();
  const gone = choose(
    records.map((record) => ({ sequence: sequenceOf(record), event: parseStoredEvent(record)?.event })),
  );
  await Promise.all(gone.map((sequence) => store.delete(sequence)));
  return gone.length;
}

function timeRange({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): IDBKeyRange {
  return IDBKeyRange.bound(fromMs, toMs, false, true);
}

/** `sequence` is the store's key path: IndexedDB itself promises that it is there. */
function sequenceOf(record: unknown): number {
  return (record as { readonly sequence: number }).sequence;
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It was over already: that is why we are here.
  }
}
