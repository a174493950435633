/** The contract of EventStore, run on every storage: in memory, in a fake IndexedDB, in a browser's, behind the switch. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Clock, manualClock } from '../base/clock.ts';
import type { ProductId } from '../domain/ids.ts';
import { type ProductEventKind, SESSION_GAP_MS, type ShopEvent } from '../domain/shop-event.ts';
import type { EventStore } from './history-store.ts';
import { LONG_RETENTION_MS, MAX_EVENTS, RETENTION_MS } from './retention.ts';

/** A day in 2023, not a round number. */
export const START_MS = 1_700_000_000_123;

export function productEvent(kind: ProductEventKind, productId: string, atMs = START_MS): ShopEvent {
  return { kind, productId: productId as ProductId, atMs };
}

/** @param open a store without a past; it may share storage with nobody */
export function describeEventStore(name: string, open: (clock: Clock) => Promise<EventStore>): void {
  describe(`${name}, as an event store`, () => {
    const clock = manualClock(START_MS);
    let store: EventStore;
    beforeEach(async () => {
      store = await open(clock);
    });
    const eventsOf = async () => (await store.since(undefined)).events.map(({ event }) => event);

    it('gives back what was appended, oldest first, with nothing added or lost', async () => {
      const events: ShopEvent[] = [
        { ...productEvent('purchase', 'a'), quantity: 3, transactionId: 'T', listId: 'inkling:home' } as ShopEvent,
        { kind: 'query', atMs: START_MS + 5, text: 'kettle' },
      ];
      await store.append(events);
      await store.append([productEvent('view', 'b', START_MS + 9)]);
      expect(await eventsOf()).toEqual([...events, productEvent('view', 'b', START_MS + 9)]);
      expect(await store.count()).toBe(3);
      const recent = await store.recent(2);
      expect(recent.map(({ event }) => event.kind)).toEqual(['query', 'view']);
      expect(await store.recent(0)).toEqual([]);
      expect(await store.recent(99)).toHaveLength(3);
    });

    it('numbers the visits, also across appends', async () => {
      const times = [0, SESSION_GAP_MS, 2 * SESSION_GAP_MS + 1, 2 * SESSION_GAP_MS + 2];
      for (const time of times) await store.append([productEvent('view', 'a', START_MS + time)]);
      const sessions = (await store.recent(9)).map(({ session }) => session);
      expect(sessions).toEqual([1, 1, 2, 2]);
    });

    it('tells a reader only what is new, and to begin again after something was forgotten', async () => {
      await store.append([productEvent('view', 'a'), productEvent('view', 'b')]);
      const first = await store.since(undefined);
      expect([first.restarted, first.events.length]).toEqual([true, 2]);
      await store.append([productEvent('cart-add', 'c')]);
      const second = await store.since(first.cursor);
      expect([second.restarted, second.events.map(({ event }) => event.kind)]).toEqual([false, ['cart-add']]);
      expect(await store.since(second.cursor)).toEqual({ events: [], restarted: false, cursor: second.cursor });
      await store.forget({ productIds: ['b' as ProductId] });
      const third = await store.since(second.cursor);
      expect([third.restarted, third.events.length]).toEqual([true, 2]);
    });

    it('changes a value in one step, and tells readers to begin again', async () => {
      await store.append([productEvent('view', 'a')]);
      const { cursor } = await store.since(undefined);
      const add = (one: number) => store.update('sum', (before) => (typeof before === 'number' ? before : 0) + one);
      await Promise.all([add(1), add(20), add(300)]);
      expect(await store.get('sum')).toBe(321);
      expect((await store.since(cursor)).restarted).toBe(true);
    });

    it('forgets a product with what was learned from it, and nothing else', async () => {
      await store.append([productEvent('view', 'a'), productEvent('view', 'b'), productEvent('purchase', 'a')]);
      await store.append([{ kind: 'query', atMs: START_MS, text: 'a' }]);
      await store.put('personal', { of: 'a' });
      await store.put('ledger', [1]);
      await store.forget({ productIds: ['a' as ProductId] }, ['personal']);
      expect(await eventsOf()).toEqual([productEvent('view', 'b'), { kind: 'query', atMs: START_MS, text: 'a' }]);
      expect(await store.get('personal')).toBeUndefined();
      expect(await store.get('ledger')).toEqual([1]);
    });

    it('forgets a time, with its searches, from its first moment to before its last', async () => {
      const at = (ms: number) => START_MS + ms;
      await store.append([1, 2, 3, 4].map((ms) => productEvent('view', `at-${ms}`, at(ms))));
      await store.append([{ kind: 'query', atMs: at(3), text: 'kettle' }]);
      const { cursor } = await store.since(undefined);
      await store.forget({ fromMs: at(2), toMs: at(4) });
      expect(await eventsOf()).toEqual([productEvent('view', 'at-1', at(1)), productEvent('view', 'at-4', at(4))]);
      expect((await store.since(cursor)).restarted).toBe(true);
    });

    it('keeps purchases longer than views, and neither for ever', async () => {
      const nowMs = clock.nowMs();
      const keptMs = nowMs - RETENTION_MS;
      const keptLongMs = nowMs - LONG_RETENTION_MS;
      await store.append([
        productEvent('purchase', 'too-old', keptLongMs - 1),
        productEvent('purchase', 'bought', keptLongMs),
        productEvent('hide', 'hidden', keptMs - 1),
        productEvent('view', 'too-old', keptMs - 1),
        productEvent('view', 'seen', keptMs),
      ]);
      expect(await store.prune()).toBe(2);
      const kept = (await eventsOf()).map((event) => event.kind !== 'query' && event.productId);
      expect(kept).toEqual(['bought', 'hidden', 'seen']);
    });

    it(`holds ${MAX_EVENTS} events at most: impressions go first, purchases last`, async () => {
      const kinds = ['purchase', 'view', 'impression'] as const;
      const many = Array.from({ length: MAX_EVENTS + 1 }, (_, i) =>
        productEvent(kinds[i % 3] ?? 'view', `p${i}`, START_MS + i),
      );
      await store.append(many);
      expect(await store.count()).toBe(4750);
      const events = await eventsOf();
      expect(events.filter(({ kind }) => kind === 'purchase')).toHaveLength(1667);
      expect(events.filter(({ kind }) => kind === 'view')).toHaveLength(1667);
      expect(events.find(({ kind }) => kind === 'impression')).toEqual(many[2 + 3 * 251]);
    });

    it('keeps values under keys, cloned both ways', async () => {
      const value = { weights: new Float32Array([0.5, -2]), map: new Map([['__proto__', 1]]) };
      await store.put('adapter', value);
      value.weights[0] = 9;
      expect(await store.get('adapter')).toEqual({
        weights: new Float32Array([0.5, -2]),
        map: new Map([['__proto__', 1]]),
      });
      await store.delete('adapter');
      expect(await store.get('adapter')).toBeUndefined();
    });

    it('keeps files, and drops those that are not named', async () => {
      const file = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
      await store.putBlob('aa', file);
      await store.putBlob('bb', new Uint8Array(0));
      expect(await store.getBlob('aa')).toEqual(new Uint8Array([2, 3]));
      expect(await store.getBlob('cc')).toBeUndefined();
      await store.pruneBlobs(['aa', 'cc']);
      expect(await store.getBlob('aa')).toEqual(new Uint8Array([2, 3]));
      expect(await store.getBlob('bb')).toBeUndefined();
    });

    it('forgets everything when wiped, and can be used again', async () => {
      await store.append([productEvent('view', 'a')]);
      await store.put('ledger', 1);
      await store.putBlob('aa', new Uint8Array(3));
      const { cursor } = await store.since(undefined);
      await store.wipe();
      expect(await store.count()).toBe(0);
      expect(await store.get('ledger')).toBeUndefined();
      expect(await store.getBlob('aa')).toBeUndefined();
      await store.append([productEvent('view', 'b')]);
      const after = await store.since(cursor);
      expect([after.restarted, after.events.length, after.events[0]?.session]).toEqual([true, 1, 1]);
    });
  });
}
