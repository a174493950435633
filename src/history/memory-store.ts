import type { Clock } from '../base/clock.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { newEpoch } from './epoch.ts';
import { isForgotten } from './forgetting.ts';
import type { HistoryDump, StoreBehindHistory, StoredEvent } from './history-store.ts';
import { expiredRecords, MAX_EVENTS, spareRecords } from './retention.ts';
import { numberSessions } from './stored-event.ts';

/** A history that lives as long as the page: without consent, and where IndexedDB is refused. */
export function memoryStore(clock: Clock): StoreBehindHistory {
  let epoch = newEpoch();
  let records: StoredEvent[] = [];
  let sequence = 0;
  const state = new Map<string, unknown>();
  const blobs = new Map<string, Uint8Array<ArrayBuffer>>();
  const remove = (gone: readonly number[]): number => {
    const sequences = new Set(gone);
    records = records.filter((record) => !sequences.has(record.sequence));
    return sequences.size;
  };
  const append = (events: readonly ShopEvent[]) => {
    for (const record of numberSessions(events, records.at(-1))) {
      records.push({ sequence: ++sequence, ...structuredClone(record) });
    }
    if (records.length > MAX_EVENTS) remove(expiredRecords(records, clock.nowMs()));
  };
  return {
    skippedRecords: 0,
    append: async (events) => append(events),
    recent: async (limit) => (limit > 0 ? records.slice(-limit) : []),
    async since(cursor) {
      const restarted = cursor?.epoch !== epoch;
      const events = restarted ? [...records] : records.filter((record) => record.sequence > cursor.sequence);
      return { events, restarted, cursor: { epoch, sequence } };
    },
    count: async () => records.length,
    async forget(what, derivedKeys = []) {
      records = records.filter(({ event }) => !isForgotten(event, what));
      for (const key of derivedKeys) state.delete(key);
      epoch = newEpoch();
    },
    prune: async () => remove(expiredRecords(records, clock.nowMs())),
    makeRoom: async () => void remove(spareRecords(records)),
    get: async (key) => structuredClone(state.get(key)),
    put: async (key, value) => void state.set(key, structuredClone(value)),
    async update(key, change) {
      state.set(key, structuredClone(change(structuredClone(state.get(key)))));
      epoch = newEpoch();
    },
    delete: async (key) => void state.delete(key),
    getBlob: async (sha256) => blobs.get(sha256),
    putBlob: async (sha256, bytes) => void blobs.set(sha256, bytes.slice()),
    async pruneBlobs(keep) {
      for (const sha256 of [...blobs.keys()]) if (!keep.includes(sha256)) blobs.delete(sha256);
    },
    async wipe() {
      records = [];
      state.clear();
      blobs.clear();
      epoch = newEpoch();
    },
    dump: async () => ({ events: records.map(({ event }) => event), state: [...state] }),
    async absorb(dump: HistoryDump) {
      append(dump.events);
      for (const [key, value] of dump.state) if (!state.has(key)) state.set(key, structuredClone(value));
    },
    close: () => {},
  };
}
