/** What openHistory promises beyond the contract: run in Node on a fake IndexedDB and in Chromium on the real one. */
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { manualClock } from '../base/clock.ts';
import type { EngineNotice } from '../domain/engine-status.ts';
import type { ProductId } from '../domain/ids.ts';
import { DATABASE_VERSION, databaseName } from './database.ts';
import { describeEventStore, productEvent, START_MS } from './history-contract.ts';
import type { HistoryStore } from './history-store.ts';
import { memoryStore } from './memory-store.ts';
import { type OpenHistoryOptions, openHistory } from './open-history.ts';

const GIVEN = { history: true, sync: false };
const WITHHELD = { history: false, sync: false };
let shops = 0;
const newShop = () => `shop-${START_MS}-${++shops}`;

export function describeHistory(storage: string): void {
  const opened: HistoryStore[] = [];
  const notices: EngineNotice[] = [];
  const open = async (shop: string, options: Partial<OpenHistoryOptions> = {}) => {
    const onNotice = (notice: EngineNotice) => void notices.push(notice);
    const clock = manualClock(START_MS);
    const history = await openHistory({ shop, consent: GIVEN, clock, timeoutMs: 2000, onNotice, ...options });
    opened.push(history);
    return history;
  };
  const exists = async (shop: string) => (await indexedDB.databases()).some(({ name }) => name === databaseName(shop));
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.allSettled(opened.splice(0).map((history) => history.close()));
    for (let i = 1; i <= shops; i++) await deleteDB(databaseName(`shop-${START_MS}-${i}`));
    notices.length = 0;
  });

  describeEventStore(`memory (${storage})`, async (clock) => memoryStore(clock));
  describeEventStore(`a history with consent in ${storage}`, (clock) => open(newShop(), { clock }));
  describeEventStore(`a history without consent beside ${storage}`, (clock) =>
    open(newShop(), { clock, consent: WITHHELD }),
  );

  describe(`a history in ${storage}`, () => {
    it('is there again after a reload', async () => {
      const shop = newShop();
      const first = await open(shop);
      await first.append([productEvent('view', 'a')]);
      await first.put('personal', 7);
      const { cursor } = await first.since(undefined);
      await first.close();
      await expect(first.count()).rejects.toThrow('closed');
      const second = await open(shop);
      expect([second.mode, await second.exportAll(), await second.get('personal')]).toEqual([
        'indexeddb',
        [productEvent('view', 'a')],
        7,
      ]);
      expect(await second.since(cursor)).toMatchObject({ events: [], restarted: false });
      expect(notices).toEqual([]);
    });

    it('brings a history of version 1 along, without its broken records', async () => {
      const shop = newShop();
      const old = await openDB(databaseName(shop), 1, {
        upgrade(db) {
          db.createObjectStore('history');
          db.createObjectStore('state');
        },
      });
      const purchase = productEvent('purchase', 'b', START_MS + 3_600_000);
      await old.put('history', [productEvent('view', 'a'), { kind: 'view' }, null, 'x', purchase], 'events');
      await old.put('state', 'kept', 'ledger');
      old.close();
      const history = await open(shop);
      expect(notices).toEqual(['history-migrated']);
      expect((await history.recent(9)).map(({ session, event }) => [session, event])).toEqual([
        [1, productEvent('view', 'a')],
        [2, purchase],
      ]);
      expect(await history.get('ledger')).toBe('kept');
      await history.append([productEvent('view', 'c', START_MS + 3_600_001)]);
      expect(await history.count()).toBe(3);
      await history.close();
      const db = await openDB(databaseName(shop));
      expect([db.version, [...db.objectStoreNames]]).toEqual([DATABASE_VERSION, ['blobs', 'events', 'meta', 'state']]);
      db.close();
    });

    it('leaves a history of a newer version alone and goes on in memory', async () => {
      const shop = newShop();
      (await openDB(databaseName(shop), 99)).close();
      const history = await open(shop);
      await history.append([productEvent('view', 'a')]);
      expect([history.mode, await history.count(), notices]).toEqual(['memory', 1, ['storage-refused']]);
      expect((await indexedDB.databases()).find(({ name }) => name === databaseName(shop))?.version).toBe(99);
    });

    it('skips and counts records that cannot be read', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append([productEvent('view', 'a'), productEvent('view', 'b')]);
      const db = await openDB(databaseName(shop));
      await db.put('events', { sequence: 1, session: 'one', event: { kind: 'stare', atMs: 'noon' } });
      await db.put('events', { sequence: 77, nothing: true });
      db.close();
      expect(await history.exportAll()).toEqual([productEvent('view', 'b')]);
      expect(await history.recent(9)).toHaveLength(1);
      expect(history.skippedRecords).toBe(2);
      await history.append([productEvent('view', 'c')]);
      expect((await history.since(undefined)).events).toHaveLength(2);
    });

    it('closes for another tab that upgrades or deletes, and reopens for the next use', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append([productEvent('view', 'a')]);
      await deleteDB(databaseName(shop));
      await history.append([productEvent('view', 'b')]);
      expect([history.mode, await history.exportAll()]).toEqual(['indexeddb', [productEvent('view', 'b')]]);
      (await openDB(databaseName(shop), 99)).close();
      await history.append([productEvent('view', 'c')]);
      expect([history.mode, await history.exportAll()]).toEqual(['memory', [productEvent('view', 'c')]]);
      expect(notices).toEqual(['storage-refused']);
    });

    it('lets two tabs append at once without losing or doubling anything', async () => {
      const shop = newShop();
      const tabs = [await open(shop), await open(shop)] as const;
      const work = Array.from({ length: 40 }, (_, i) =>
        tabs[i % 2 === 0 ? 0 : 1].append([productEvent('view', `p${i}`)]),
      );
      await Promise.all(work);
      const events = await tabs[0].since(undefined);
      const ids = events.events.map(({ event }) => event.kind !== 'query' && event.productId);
      expect(new Set(ids).size).toBe(40);
      expect(events.events).toEqual((await tabs[1].since(undefined)).events);
      await tabs[1].wipe();
      expect(await tabs[0].since(events.cursor)).toMatchObject({ events: [], restarted: true });
    });

    it('takes memory instead when IndexedDB does not answer, and closes the late connection', async () => {
      const shop = newShop();
      // An old tab that does not let go blocks the upgrade.
      const stubborn = await openDB(databaseName(shop), 1, {
        upgrade: (db) => {
          db.createObjectStore('history').put([productEvent('view', 'old')], 'events');
          db.createObjectStore('state');
        },
      });
      const history = await open(shop, { timeoutMs: 60 });
      await history.append([productEvent('view', 'a')]);
      expect([history.mode, await history.count(), notices]).toEqual(['memory', 1, ['storage-refused']]);
      stubborn.close();
      const later = await open(shop);
      expect(await later.exportAll()).toEqual([productEvent('view', 'old')]);
    });

    it.each([
      [
        'throws',
        () => {
          throw new DOMException('no', 'SecurityError');
        },
      ],
      ['never answers', () => new EventTarget() as IDBOpenDBRequest],
    ])('takes memory when open %s', async (_how, refuse) => {
      vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(refuse);
      const history = await open(newShop(), { timeoutMs: 50 });
      await history.append([productEvent('view', 'a')]);
      expect([history.mode, await history.count(), notices]).toEqual(['memory', 1, ['storage-refused']]);
    });

    it('stops opening when the caller gives up', async () => {
      const stop = new AbortController();
      vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => new EventTarget() as IDBOpenDBRequest);
      const opening = open(newShop(), { signal: stop.signal });
      stop.abort(new Error('given up'));
      await expect(opening).rejects.toThrow('given up');
    });

    it('does not touch IndexedDB without consent', async () => {
      const shop = newShop();
      const touched = vi.spyOn(IDBFactory.prototype, 'open');
      const history = await open(shop, { consent: WITHHELD });
      await history.append([productEvent('view', 'a')]);
      expect([history.mode, touched.mock.calls.length]).toEqual(['memory', 0]);
      expect(notices).toEqual([]);
    });

    it('moves memory into IndexedDB when consent comes, behind what is there', async () => {
      const shop = newShop();
      const past = await open(shop);
      await past.append([productEvent('view', 'past')]);
      await past.put('personal', 'past');
      await past.close();
      const history = await open(shop, { consent: WITHHELD });
      await history.append([productEvent('view', 'now')]);
      await history.put('personal', 'now');
      await history.put('queue', 'now');
      await history.putBlob('aa', new Uint8Array([5]));
      const { cursor } = await history.since(undefined);
      const moving = history.setConsent(GIVEN);
      const append = history.append([productEvent('view', 'next')]);
      await Promise.all([moving, append]);
      expect(history.mode).toBe('indexeddb');
      expect(await history.exportAll()).toEqual(['past', 'now', 'next'].map((id) => productEvent('view', id)));
      expect([await history.get('personal'), await history.get('queue')]).toEqual(['past', 'now']);
      expect((await history.since(cursor)).restarted).toBe(true);
      await history.close();
      expect(await (await open(shop)).count()).toBe(3);
    });

    it('wipes and deletes the database when consent is withdrawn, and goes on in an empty memory', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append([productEvent('view', 'a')]);
      await history.put('personal', 1);
      await history.setConsent(WITHHELD);
      expect(await exists(shop)).toBe(false);
      await history.append([productEvent('view', 'b')]);
      expect([history.mode, await history.exportAll()]).toEqual(['memory', [productEvent('view', 'b')]]);
      expect(await history.get('personal')).toBeUndefined();
    });

    it('leaves no content in the database when wiped', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append([productEvent('view', 'a'), productEvent('purchase', 'a')]);
      await history.put('personal', 1);
      await history.putBlob('aa', new Uint8Array([5]));
      await history.wipe();
      const db = await openDB(databaseName(shop));
      for (const name of ['events', 'state', 'blobs']) expect(await db.count(name)).toBe(0);
      expect(await db.getAllKeys('meta')).toEqual(['epoch']);
      db.close();
      expect(history.mode).toBe('indexeddb');
    });

    it('wipes what earlier visits stored also when this one has no consent', async () => {
      const shop = newShop();
      const past = await open(shop);
      await past.append([productEvent('view', 'a')]);
      await past.close();
      await (await open(shop, { consent: WITHHELD })).wipe();
      expect(await exists(shop)).toBe(false);
    });

    it('says so when a wipe could not be finished', async () => {
      vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(() => new EventTarget() as IDBOpenDBRequest);
      const history = await open(newShop(), { consent: WITHHELD, timeoutMs: 40 });
      await expect(history.wipe()).rejects.toMatchObject({ code: 'wipe-unfinished' });
    });

    it('wipes without complaint where there is no IndexedDB at all', async () => {
      const refuse = () => {
        throw new DOMException('no', 'SecurityError');
      };
      vi.spyOn(IDBFactory.prototype, 'deleteDatabase').mockImplementation(refuse);
      const history = await open(newShop(), { consent: WITHHELD });
      await history.append([productEvent('view', 'a')]);
      await history.wipe();
      expect(await history.count()).toBe(0);
    });
  });

  describe(`a full disk under a history in ${storage}`, () => {
    /** Every `add` and `put` fails until `isFull` says otherwise. */
    const fillDisk = (isFull: () => boolean) => {
      for (const method of ['add', 'put'] as const) {
        const write = IDBObjectStore.prototype[method];
        vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...given) {
          if (isFull()) throw new DOMException('full', 'QuotaExceededError');
          return write.apply(this, given);
        });
      }
    };
    const past = Array.from({ length: 600 }, (_, i) =>
      productEvent(i % 2 ? 'view' : 'cart-add', `p${i}`, START_MS + i),
    );

    it('costs the oldest views beyond the needed ones, once, and the event is kept', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append(past);
      let failures = 1;
      fillDisk(() => failures-- > 0);
      await history.append([productEvent('purchase', 'new', START_MS + 999)]);
      vi.restoreAllMocks();
      expect([history.mode, notices]).toEqual(['indexeddb', []]);
      const events = await history.exportAll();
      expect(events).toHaveLength(551);
      expect(events.slice(0, 50).every(({ kind }) => kind === 'cart-add')).toBe(true);
      expect(events.at(-1)).toEqual(productEvent('purchase', 'new', START_MS + 999));
    });

    it('goes on in memory with the whole history when nothing helps, and what is stored stays', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append(past.slice(0, 20));
      await history.put('ledger', 'kept');
      fillDisk(() => true);
      await history.append([productEvent('view', 'new')]);
      await history.append([productEvent('view', 'newer')]);
      await history.putBlob('aa', new Uint8Array([5]));
      expect([history.mode, await history.count(), notices]).toEqual(['memory', 22, ['storage-full']]);
      expect([await history.get('ledger'), await history.getBlob('aa')]).toEqual(['kept', new Uint8Array([5])]);
      vi.restoreAllMocks();
      await history.close();
      expect(await (await open(shop)).exportAll()).toEqual(past.slice(0, 20));
    });

    it('still forgets and wipes what is stored', async () => {
      const shop = newShop();
      const history = await open(shop);
      await history.append([productEvent('view', 'a'), productEvent('view', 'b')]);
      let full = true;
      fillDisk(() => full);
      await history.append([productEvent('view', 'c')]);
      full = false;
      await history.forget({ productIds: ['a' as ProductId] });
      const other = await open(shop);
      expect(await other.exportAll()).toEqual([productEvent('view', 'b')]);
      expect(await history.exportAll()).toEqual([productEvent('view', 'b'), productEvent('view', 'c')]);
      await history.wipe();
      expect([history.mode, await history.count(), await other.count()]).toEqual(['indexeddb', 0, 0]);
    });

    it('keeps an event in memory when it comes with the consent', async () => {
      const shop = newShop();
      const history = await open(shop, { consent: WITHHELD });
      await history.append([productEvent('view', 'a')]);
      await (await open(shop)).close();
      fillDisk(() => true);
      await history.setConsent(GIVEN);
      expect([history.mode, await history.count(), notices]).toEqual(['memory', 1, ['storage-full']]);
    });
  });
}
