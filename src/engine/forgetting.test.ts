/** The shopper's control: what is forgotten leaves no trace in lists, counters or adapter; what is paused is not remembered. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { device } from '../../test/kit/ring-device.ts';
import { openRingShop, type Ring, trainRing } from '../../test/kit/ring-shop.ts';

let ring: Ring;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  ring = await trainRing();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function shop(plan: Parameters<typeof openRingShop>[1] = {}) {
  const opened = await openRingShop(ring, plan);
  open.push(opened);
  return opened;
}

type Device = Awaited<ReturnType<typeof device>>;

/** Two browsers whose clocks go alike. */
async function twoAlike(served: Awaited<ReturnType<typeof shop>>): Promise<[Device, Device]> {
  const startMs = Date.now();
  return [await device(served, {}, {}, startMs), await device(served, {}, {}, startMs)];
}

/** Walks through products; a missing one passes the time that its look would have taken. */
async function walk({ look, clock }: Device, ids: readonly (string | undefined)[]): Promise<void> {
  for (const id of ids) {
    if (id === undefined) clock.advance(20_000);
    else await look(id);
  }
}

/** Everything that the engine would tell or show. */
async function traces({ engine, idle }: Device) {
  await idle();
  const { rememberedEvents, learner } = await engine.status();
  const lists = [];
  for (const placement of ['home', 'related', 'category'] as const) {
    lists.push(await engine.recommend({ placement, limit: 12, productId: 'p7', category: 'Ring > West' }));
  }
  return { rememberedEvents, learner, lists, events: (await engine.exportHistory()).events };
}

describe('what was forgotten', () => {
  const around = ['p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9', 'p10'];

  it.each([
    ['a product', (one: Device) => one.engine.forget({ productId: 'p30' }), ['p30', 'p30-s', 'p30']],
    [
      'a product by the name of its variant',
      (one: Device) => one.engine.forget({ productId: 'p30-s' }),
      ['p30', 'p30-s'],
    ],
  ])('%s: as for a shopper who never met it', async (_, forget, ids) => {
    const served = await shop({ minimumCohort: 1000, targetReports: 1000 });
    const [one, never] = await twoAlike(served);
    const gone = ids.map(() => undefined);
    await walk(one, [...around, ...ids, 'p11', 'p12']);
    await walk(never, [...around, ...gone, 'p11', 'p12']);
    // It has learned from it before, and everything it shows has changed.
    expect((await traces(one)).lists).not.toEqual((await traces(never)).lists);
    await forget(one);
    await walk(one, ['p13']);
    await walk(never, ['p13']);
    expect(await traces(one)).toEqual(await traces(never));
  });

  it('a time: as for a shopper who was away, and nothing before or after it goes', async () => {
    const served = await shop({ minimumCohort: 1000, targetReports: 1000 });
    const [one, never] = await twoAlike(served);
    await walk(one, around);
    await walk(never, around);
    const fromMs = one.clock.nowMs() + 1;
    await walk(one, ['p33', 'p34', 'p35']);
    await walk(never, [undefined, undefined, undefined]);
    const toMs = one.clock.nowMs() + 1;
    await walk(one, ['p11']);
    await walk(never, ['p11']);
    await traces(one);
    await traces(never);
    await one.engine.forget({ fromMs, toMs });
    expect(await traces(one)).toEqual(await traces(never));
    expect((await one.engine.exportHistory()).events).toHaveLength(around.length + 1);
  });

  it('what is not there changes nothing', async () => {
    const one = await device(await shop());
    await walk(one, around);
    const before = await one.engine.exportHistory();
    await one.engine.forget({ productId: 'nobody' });
    await one.engine.forget({ productId: '' });
    await one.engine.forget({ fromMs: 5, toMs: 5 });
    expect((await one.engine.exportHistory()).events).toEqual(before.events);
  });

  it('a report that waits does not leave any more, and the ledger keeps that it was made', async () => {
    const served = await shop();
    let isOffline = false;
    const one = await device(
      served,
      {},
      {
        fetch: (input, init) => {
          if (isOffline && init?.method === 'POST') return Promise.reject(new TypeError('offline'));
          return fetch(input, init);
        },
      },
    );
    await walk(one, around);
    isOffline = true;
    await one.idle();
    expect((await one.engine.status()).sync.reportsSent).toBe(0);
    await one.engine.forget({ productId: 'p5' });
    isOffline = false;
    one.clock.advance(24 * 3_600_000);
    await one.idle();
    expect((await one.engine.status()).sync.reportsSent).toBe(0);
  });
});

describe('while paused', () => {
  it('nothing new is remembered, lists go on, and it ends when the shopper says so', async () => {
    const one = await device(await shop());
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

  it('a wipe ends it', async () => {
    const one = await device(await shop());
    await one.engine.pause(true);
    await one.engine.wipe();
    await walk(one, ['p3']);
    expect(await one.engine.status()).toMatchObject({ paused: false, rememberedEvents: 1 });
  });
});
