import { deleteDB } from 'idb';
import type { Clock } from '../base/clock.ts';
import type { Consent } from '../domain/consent.ts';
import type { EngineNotice } from '../domain/engine-status.ts';
import { databaseName, openDatabase } from './database.ts';
import { within } from './deadline.ts';
import { HistoryError, type HistoryStore, type StoreBehindHistory } from './history-store.ts';
import { indexedDbStore } from './indexeddb-store.ts';
import { memoryStore } from './memory-store.ts';

export interface OpenHistoryOptions {
  readonly shop: string;
  readonly consent: Consent;
  readonly clock: Clock;
  /** Ends the opening only; an open history is ended by `close`. */
  readonly signal?: AbortSignal;
  /** How long IndexedDB may take to open or to delete. Default 3000. */
  readonly timeoutMs?: number;
  /** `storage-refused`, `storage-full` and `history-migrated`, as they happen. */
  readonly onNotice?: (notice: EngineNotice) => void;
}

/**
 * Opens the history of one shop: in IndexedDB with the shopper's consent, else in memory. Without consent IndexedDB is
 * not touched, not even read. Storage that fails later never fails the caller: the session goes on in memory, with
 * what can still be read, and `onNotice` tells.
 * @throws the signal's reason
 */
export async function openHistory(options: OpenHistoryOptions): Promise<HistoryStore> {
  const { shop, clock, signal, timeoutMs = 3000, onNotice = () => {} } = options;
  let consented = options.consent.history;
  let memory = memoryStore(clock);
  /** The storage in IndexedDB while there is one, even a full one: what is in it has to be forgotten when asked. */
  let durable: StoreBehindHistory | undefined;
  let full = false;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** One after another: a change of storage may not overtake an append. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = queue.then(() => {
      if (closed) throw new HistoryError('closed');
      return work();
    });
    queue = turn.catch(() => {});
    return turn;
  };

  const connect = async (openSignal?: AbortSignal): Promise<StoreBehindHistory | undefined> => {
    const onMigrated = () => onNotice('history-migrated');
    // The first connection ends with the caller's patience; those that replace it belong to nobody in particular.
    let firstSignal = openSignal;
    try {
      return await indexedDbStore({
        clock,
        connect: (onLost) => {
          const opening = openDatabase({ shop, timeoutMs, signal: firstSignal, onMigrated, onLost });
          firstSignal = undefined;
          return opening;
        },
      });
    } catch {
      openSignal?.throwIfAborted();
      onNotice('storage-refused');
      return undefined;
    }
  };

  /** Goes on in memory with all that can be read; what is stored stays stored. */
  const continueInMemory = async (store: StoreBehindHistory, notice: EngineNotice): Promise<void> => {
    const stored = await store.dump().catch(() => undefined);
    const session = await memory.dump();
    memory = memoryStore(clock);
    if (stored) await memory.absorb(stored);
    await memory.absorb(session);
    full = true;
    onNotice(notice);
  };

  const use = async <Value>(work: (store: StoreBehindHistory) => Promise<Value>): Promise<Value> => {
    if (!durable || full) return work(memory);
    try {
      return await withRoom(durable, work);
    } catch (error) {
      // A value that cannot be cloned is the caller's mistake, wherever it would be kept.
      if (error instanceof Error && error.name === 'DataCloneError') throw error;
      await continueInMemory(durable, isQuota(error) ? 'storage-full' : 'storage-refused');
      return work(memory);
    }
  };

  const adopt = async (store: StoreBehindHistory): Promise<void> => {
    const session = await memory.dump();
    try {
      await withRoom(store, (target) => target.absorb(session));
      await store.prune();
      memory = memoryStore(clock);
    } catch (error) {
      await continueInMemory(store, isQuota(error) ? 'storage-full' : 'storage-refused');
    }
    durable = store;
  };

  /** Every trace of the shop on this device, whether this session could read it or not. */
  const eraseStored = async (): Promise<void> => {
    const cleared = await durable?.wipe().then(
      () => true,
      () => false,
    );
    if (consented && cleared) return;
    durable?.close();
    durable = undefined;
    try {
      await within((async () => deleteDB(databaseName(shop)))(), timeoutMs);
    } catch (error) {
      if (!cleared && !isUnavailable(error)) throw new HistoryError('wipe-unfinished', error);
    }
  };

  signal?.throwIfAborted();
  if (consented) {
    const store = await connect(signal);
    if (store) await adopt(store);
  }

  const blobsOf = () => (durable && !full ? [durable, memory] : durable ? [memory, durable] : [memory]);
  return {
    get mode() {
      return durable && !full ? ('indexeddb' as const) : ('memory' as const);
    },
    get skippedRecords() {
      return durable?.skippedRecords ?? 0;
    },
    append: (events) => inTurn(() => (events.length > 0 ? use((store) => store.append(events)) : Promise.resolve())),
    recent: (limit) => inTurn(() => use((store) => store.recent(limit))),
    since: (cursor) => inTurn(() => use((store) => store.since(cursor))),
    count: () => inTurn(() => use((store) => store.count())),
    exportAll: () => inTurn(() => use(async (store) => (await store.dump()).events)),
    prune: () => inTurn(() => use((store) => store.prune())),
    get: (key) => inTurn(() => use((store) => store.get(key))),
    put: (key, value) => inTurn(() => use((store) => store.put(key, value))),
    update: (key, change) => inTurn(() => use((store) => store.update(key, change))),
    delete: (key) => inTurn(() => use((store) => store.delete(key))),
    forget: (what, derivedKeys) =>
      inTurn(async () => {
        if (durable && full) await durable.forget(what, derivedKeys);
        await use((store) => store.forget(what, derivedKeys));
      }),
    getBlob: (sha256) =>
      inTurn(async () => {
        for (const store of blobsOf()) {
          const bytes = await store.getBlob(sha256).catch(() => undefined);
          if (bytes) return bytes;
        }
        return undefined;
      }),
    // A file can be fetched again, so a full disk costs no event its place for it.
    putBlob: (sha256, bytes) =>
      inTurn(async () => {
        const store = durable && !full ? durable : memory;
        await store.putBlob(sha256, bytes).catch(() => memory.putBlob(sha256, bytes));
      }),
    pruneBlobs: (keep) =>
      inTurn(async () => {
        for (const store of blobsOf()) await store.pruneBlobs(keep).catch(() => {});
      }),
    wipe: () =>
      inTurn(async () => {
        memory = memoryStore(clock);
        full = false;
        await eraseStored();
        if (consented && !durable) durable = await connect();
      }),
    setConsent: (consent) =>
      inTurn(async () => {
        if (consent.history === consented) return;
        consented = consent.history;
        if (!consented) {
          memory = memoryStore(clock);
          full = false;
          await eraseStored();
          return;
        }
        const store = await connect();
        if (store) await adopt(store);
      }),
    close: () =>
      inTurn(async () => {
        closed = true;
        durable?.close();
      }),
  };
}

/** `work`, once more with room made for it when the disk was full. */
async function withRoom<Value>(
  store: StoreBehindHistory,
  work: (store: StoreBehindHistory) => Promise<Value>,
): Promise<Value> {
  try {
    return await work(store);
  } catch (error) {
    if (!isQuota(error)) throw error;
    await store.makeRoom();
    return work(store);
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

/** There is no IndexedDB here at all, so nothing of ours can be in it. */
function isUnavailable(error: unknown): boolean {
  return error instanceof ReferenceError || (error instanceof Error && error.name === 'SecurityError');
}
