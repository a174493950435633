/** The shopper's control: what is forgotten leaves no trace in lists, counters or mixture; what is paused is not remembered. */
import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { device } from '../../test/kit/ring-device.ts';
import { RING_SHOP, ringShops } from '../../test/kit/ring-shop.ts';
import { databaseName } from '../history/database.ts';
import type { EngineOptions } from './messages.ts';
import type { Platform } from './platform.ts';

const { open: shop } = ringShops();
/** Tabs that a test has opened: what one of them still holds would keep the database. */
afterEach(() => Promise.all([RING_SHOP, 'one', 'never'].map((name) => deleteDB(databaseName(name)))));

type Device = Awaited<ReturnType<typeof device>>;
type Served = Awaited<ReturnType<typeof shop>>;

const ALONE: Partial<EngineOptions> = { consent: { history: true, sync: false } };
/** Two shoppers whose clocks go alike. */
async function twoAlike(served: Served): Promise<[Device, Device]> {
  const startMs = Date.now();
  const shopper = (name: string) => device(served, { ...ALONE, shop: name }, {}, startMs);
  return [await shopper('one'), await shopper('never')];
}

/** Two tabs of one shopper. */
async function twoTabs(served: Served, changes: Partial<EngineOptions> = {}): Promise<[Device, Device]> {
  return [await device(served, changes), await device(served, changes)];
}

/** Walks through products; a missing one passes the time that its look would have taken. */
async function walk({ look, clock }: Device, ids: readonly (string | undefined)[]): Promise<void> {
  for (const id of ids) {
    if (id === undefined) clock.advance(20_000);
    else await look(id);
  }
}

/** Everything that the engine would tell or show, and the mixture that it keeps. */
async function traces({ engine, idle }: Device, name: string) {
  await idle();
  const { rememberedEvents, learner } = await engine.status();
  const lists = [];
  for (const placement of ['home', 'related', 'category'] as const) {
    lists.push(await engine.recommend({ placement, limit: 12, productId: 'p7', category: 'Ring > West' }));
  }
  const database = await openDB(databaseName(name));
  const { mixture } = await database.get('state', 'expert-mixture');
  database.close();
  return { rememberedEvents, learner, lists, mixture, events: (await engine.exportHistory()).events };
}

/** Ways of taking back what was learned from. */
const forgetOne = ({ engine }: Device) => engine.forget({ productId: 'p5' });
const switchOff = ({ engine }: Device) => engine.correct({ trait: 'category', name: 'Ring > East', counts: false });

describe('what was forgotten', () => {
  const around = ['p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9', 'p10'];

  it.each([
    ['a product', 'p30', ['p30', 'p30-s', 'p30']],
    ['a product by the name of its variant', 'p30-s', ['p30', 'p30-s']],
  ])('%s: as for a shopper who never met it, to the bit', async (_, productId, ids) => {
    const [one, never] = await twoAlike(await shop());
    const gone = ids.map(() => undefined);
    await walk(one, [...around, ...ids, 'p11', 'p12']);
    await walk(never, [...around, ...gone, 'p11', 'p12']);
    const [before, without] = [await traces(one, 'one'), await traces(never, 'never')];
    // It has learned from it, and what it shows has changed.
    expect(before.lists).not.toEqual(without.lists);
    expect(before.mixture.line).not.toEqual(without.mixture.line);
    await one.engine.forget({ productId });
    await walk(one, ['p13']);
    await walk(never, ['p13']);
    expect(await traces(one, 'one')).toEqual(await traces(never, 'never'));
  });

  it('a time: as for a shopper who was away, and nothing before or after it goes', async () => {
    const [one, never] = await twoAlike(await shop());
    await walk(one, around);
    await walk(never, around);
    const fromMs = one.clock.nowMs() + 1;
    await walk(one, ['p33', 'p34', 'p35']);
    await walk(never, [undefined, undefined, undefined]);
    const toMs = one.clock.nowMs() + 1;
    await walk(one, ['p11']);
    await walk(never, ['p11']);
    expect((await traces(one, 'one')).mixture).not.toEqual((await traces(never, 'never')).mixture);
    await one.engine.forget({ fromMs, toMs });
    expect(await traces(one, 'one')).toEqual(await traces(never, 'never'));
    expect((await one.engine.exportHistory()).events).toHaveLength(around.length + 1);
  });

  it('no list of another tab goes by what was learned from it', async () => {
    const served = await shop();
    const startMs = Date.now();
    const shopper = (name: string) => device(served, { ...ALONE, shop: name }, {}, startMs);
    const [tab, other, never] = [await shopper('one'), await shopper('one'), await shopper('never')];
    await walk(tab, around);
    for (const each of [tab, other]) await each.idle();
    const home = { placement: 'home', limit: 12 } as const;
    const before = await other.engine.recommend(home);
    await tab.engine.wipe();
    await walk(
      never,
      around.map(() => undefined),
    );
    other.clock.advance(tab.clock.nowMs() - other.clock.nowMs());
    for (const each of [other, never]) await walk(each, around.slice(0, 3));
    // The other tab has learned, and has not worked since.
    const list = await other.engine.recommend(home);
    expect(list).not.toEqual(before);
    expect(list).toEqual(await never.engine.recommend(home));
  });

  it('what is not there changes nothing', async () => {
    const one = await device(await shop(), ALONE);
    await walk(one, around);
    const before = await one.engine.exportHistory();
    expect(await one.engine.forget({ productId: 'nobody' })).toBe(true);
    const nothing = [
      null,
      7,
      {},
      { productId: '' },
      { productId: 7 },
      { fromMs: 5, toMs: 5 },
      { fromMs: 'x', toMs: 7 },
    ];
    for (const what of [...nothing, { fromMs: Number.NaN, toMs: Number.NaN }]) {
      expect(await one.engine.forget(what)).toBe(false);
    }
    expect((await one.engine.exportHistory()).events).toEqual(before.events);
  });

  it.each([
    [1, 'leaves when there is a line again', undefined],
    [0, 'does not leave any more where it has learned from what is forgotten', forgetOne],
    [0, 'does not leave any more where it has learned from what is switched off', switchOff],
  ])('%i report: one that waits %s', async (sent, _, takeBack) => {
    let isOffline = false;
    const cable: Partial<Platform> = {
      fetch: (input, init) => {
        if (isOffline && init?.method === 'POST') return Promise.reject(new TypeError('offline'));
        return fetch(input, init);
      },
    };
    const one = await device(await shop(), {}, cable);
    // Without the forgotten one there are too few to learn another report from.
    await walk(one, around.slice(0, 5));
    isOffline = true;
    await one.idle();
    await takeBack?.(one);
    isOffline = false;
    one.clock.advance(10 * 60_000);
    await one.idle();
    expect((await one.engine.status()).sync.reportsSent).toBe(sent);
  });

  it.each([
    [1, 'is reported', undefined],
    [0, 'is dropped where another tab has forgotten what it learned from', forgetOne],
    [0, 'is dropped where another tab has switched off what it learned from', switchOff],
  ])('%i report: a delta under way %s', async (sent, _, takeBack) => {
    const [tab, other] = await twoTabs(await shop());
    await walk(tab, around.slice(0, 5));
    expect(await tab.engine.work(0)).toBe(true);
    await takeBack?.(other);
    await tab.idle();
    expect((await tab.engine.status()).sync.reportsSent).toBe(sent);
  });

  it.each([
    [1, 'is made', undefined],
    [0, 'is not made where another tab has forgotten what it is of', forgetOne],
    [0, 'is not made where another tab has switched off what it is of', switchOff],
  ])('%i report: one that waits for the keys of the helper %s', async (sent, _, takeBack) => {
    let [asked, answer] = [() => {}, () => {}];
    const isAsked = new Promise<void>((done) => {
      asked = done;
    });
    const mayAnswer = new Promise<void>((done) => {
      answer = done;
    });
    const slow: Partial<Platform> = {
      async fetch(input, init) {
        if (!String(input).endsWith('/keys')) return fetch(input, init);
        asked();
        await mayAnswer;
        return fetch(input, init);
      },
    };
    const served = await shop();
    const [tab, other] = [await device(served, {}, slow), await device(served)];
    await walk(tab, around.slice(0, 5));
    const working = tab.idle();
    await isAsked;
    await takeBack?.(other);
    answer();
    await working;
    expect((await tab.engine.status()).sync.reportsSent).toBe(sent);
  });

  it('what asks for nothing ends no work', async () => {
    const one = await device(await shop());
    await walk(one, around);
    const working = one.idle();
    expect(await one.engine.forget({})).toBe(false);
    expect(await one.engine.correct({})).toBe(false);
    await working;
    expect((await one.engine.status()).sync.reportsSent).toBe(1);
  });

  it('the reports that have left are still told of', async () => {
    const one = await device(await shop());
    await walk(one, around);
    await one.idle();
    await one.engine.forget({ productId: 'p5' });
    expect((await one.engine.status()).sync).toMatchObject({ state: 'reported', reportsSent: 1 });
  });
});

describe('while paused', () => {
  it('nothing new is remembered, lists go on, and it ends when the shopper says so', async () => {
    const one = await device(await shop(), ALONE);
    await walk(one, ['p3', 'p4']);
    const before = await one.engine.recommend({ placement: 'home', limit: 8 });
    await one.engine.pause(true);
    await walk(one, ['p20', 'p21']);
    expect(await one.engine.status()).toMatchObject({ paused: true, rememberedEvents: 2 });
    expect(await one.engine.recommend({ placement: 'home', limit: 8 })).toEqual(before);
    await one.engine.pause(false);
    await walk(one, ['p22']);
    expect(await one.engine.status()).toMatchObject({ paused: false, rememberedEvents: 3 });
  });

  it('no other tab and no later visit remembers anything either, until one of them ends it', async () => {
    const served = await shop();
    const [tab, other] = await twoTabs(served, ALONE);
    await tab.engine.pause(true);
    await walk(other, ['p3']);
    const later = await device(served, ALONE);
    await walk(later, ['p4']);
    expect(await later.engine.status()).toMatchObject({ paused: true, rememberedEvents: 0 });
    await other.engine.pause(false);
    await walk(tab, ['p5']);
    expect(await tab.engine.status()).toMatchObject({ paused: false, rememberedEvents: 1 });
  });

  it('a wipe ends it', async () => {
    const one = await device(await shop(), ALONE);
    await one.engine.pause(true);
    await one.engine.wipe();
    await walk(one, ['p3']);
    expect(await one.engine.status()).toMatchObject({ paused: false, rememberedEvents: 1 });
  });
});
