import type { Consent } from '../domain/consent.ts';
import type { StorageMode } from '../domain/engine-status.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import type { Forgotten } from './forgetting.ts';

/** An event with its place in the history. */
export interface StoredEvent {
  /** Grows with each event of one store; not contiguous. */
  readonly sequence: number;
  /** Number of the visit: a pause longer than SESSION_GAP_MS starts the next one. */
  readonly session: number;
  readonly event: ShopEvent;
}

/**
 * How far a reader has come. It belongs to one `epoch` of the history: whatever takes events away from the shopper's
 * past (wipe, forget, a change of storage) starts another one, and readers begin again.
 */
export interface HistoryCursor {
  readonly epoch: string;
  readonly sequence: number;
}

export interface HistorySlice {
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
  /** Hand it to the next `since`. */
  readonly cursor: HistoryCursor;
  /** The given cursor was of another epoch or missing: `events` is the whole history, what was derived is void. */
  readonly restarted: boolean;
}

/** Everything a store holds but its files; moves a history between memory and IndexedDB. */
export interface HistoryDump {
  readonly events: readonly ShopEvent[];
  readonly state: readonly (readonly [key: string, value: unknown])[];
}

/** What both kinds of storage can do; the contract is history-contract.ts. Values are structured clones. */
export interface EventStore {
  append(events: readonly ShopEvent[]): Promise<void>;
  /** The newest `limit` events, oldest first. */
  recent(limit: number): Promise<readonly StoredEvent[]>;
  /** What was appended after `cursor`, also by another tab. */
  since(cursor: HistoryCursor | undefined): Promise<HistorySlice>;
  count(): Promise<number>;
  /** Forgets some events, and in the same step the `derivedKeys` of the state that were learned from them. */
  forget(what: Forgotten, derivedKeys?: readonly string[]): Promise<void>;
  /** Applies the retention rules of retention.ts. Resolves to the number of events that went. */
  prune(): Promise<number>;
  /** The value under `key`, unknown until its owner has parsed it; undefined when there is none. */
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /**
   * Puts what `change` makes of the value, in one step that no other tab comes between, and starts another epoch: what was derived
   * with the old value is void. @param change synchronous; given undefined where there is none
   */
  update(key: string, change: (before: unknown) => unknown): Promise<void>;
  delete(key: string): Promise<void>;
  getBlob(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putBlob(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes all files but those named. */
  pruneBlobs(keep: readonly string[]): Promise<void>;
  /** Forgets everything: events, state and files. */
  wipe(): Promise<void>;
}

/** One of the two storages, with what the switch between them needs. */
export interface StoreBehindHistory extends EventStore {
  /** Records that the reads so far could not understand. */
  readonly skippedRecords: number;
  dump(): Promise<HistoryDump>;
  /** Appends the events; keeps its own value where both have a key. One transaction. */
  absorb(dump: HistoryDump): Promise<void>;
  /** Removes the oldest views and impressions beyond what ranking needs, for a full disk. */
  makeRoom(): Promise<void>;
  close(): void;
}

/** The shopper's history, wherever it lives now. Opened by open-history.ts. Methods run one after another. */
export interface HistoryStore extends EventStore {
  readonly mode: StorageMode;
  readonly skippedRecords: number;
  /** All events, oldest first, in words of the shop. */
  exportAll(): Promise<readonly ShopEvent[]>;
  /**
   * Given: what was remembered in memory moves into IndexedDB. Withdrawn: IndexedDB is wiped and deleted, and the
   * session goes on in an empty memory. Cursors restart after either.
   * @throws HistoryError `wipe-unfinished` when what is stored could not be removed
   */
  setConsent(consent: Consent): Promise<void>;
  /** Ends all use. Waits for what is under way. */
  close(): Promise<void>;
}

/** Why the history could not do what it was asked. Never holds an event. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  constructor(
    readonly code: 'refused' | 'timeout' | 'closed' | 'wipe-unfinished',
    cause?: unknown,
  ) {
    super(`history: ${code}`, { cause });
  }
}
