import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeParameters } from '../../models/parameters.ts';
import { sharedLayout } from '../../models/release-model.ts';
import type { RoundPlan } from '../../server/aggregator/aggregator.ts';
import { sharedQuality } from '../../server/trainer/shared-quality.ts';
import { openRingShop, RING_SHOP, type Ring, trainRing } from '../../test/kit/ring-shop.ts';
import { ringCases, ringShoppers } from '../../test/kit/ring-training.ts';
import { eventually, roundIn } from '../../test/kit/sync-parties.ts';
import { manualClock } from '../base/clock.ts';
import { present } from '../base/must.ts';
import type { Consent } from '../domain/consent.ts';
import type { Backend } from '../domain/engine-status.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import type { EngineOptions } from './messages.ts';
import { createPipeline } from './pipeline.ts';
import type { Platform } from './platform.ts';

let ring: Ring;
const open: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  ring = await trainRing();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function shop(plan: Partial<RoundPlan> = {}, model = ring.model) {
  const opened = await openRingShop(ring, plan, model);
  open.push(opened);
  return opened;
}

const ALL: Consent = { history: true, sync: true };

/** One browser profile in this process: its history is in memory and lives as long as it does. */
async function device(
  served: Pick<Awaited<ReturnType<typeof shop>>, 'releaseUrl' | 'sync'>,
  changes: Partial<EngineOptions> = {},
  platform: Partial<Platform> = {},
) {
  const clock = manualClock(Date.now());
  const requests: string[] = [];
  let seeds = 0;
  const engine = createPipeline({
    clock,
    random: platformRandom,
    newSeed: () => `pipeline test ${seeds++}`,
    askAgainMs: 5 * 60_000,
    startBackend: async () => ({ backend: 'wasm' }),
    gradientsAreRight: async () => true,
    keepsLedger: () => true,
    fetch: (input, init) => {
      requests.push(`${init?.method ?? 'GET'} ${String(input)}`);
      return fetch(input, init);
    },
    ...platform,
  });
  const { releaseUrl, sync } = served;
  await engine.start({ shop: RING_SHOP, releaseUrl, assetsUrl: releaseUrl, sync, consent: ALL, ...changes });
  const look = (id: string) => {
    clock.advance(20_000);
    return engine.observe({ name: 'view_item', parameters: { items: [{ item_id: id }] }, atMs: clock.nowMs() });
  };
  const idle = async () => {
    while (await engine.work(100)) clock.advance(0);
  };
  return { engine, clock, requests, look, idle };
}

async function walk({ look }: { look(id: string): Promise<void> }, shopper = 0) {
  for (const id of present(ringShoppers(shopper + 1)[shopper], 'shopper').items) await look(id);
}

describe('a list beside a product', () => {
  const related = (one: Awaited<ReturnType<typeof device>>) =>
    one.engine.recommend({ placement: 'related', limit: 8, productId: 'p20', exclude: ['p39'] });

  it('depends on the two products that came before, whatever was shown, hidden or reloaded in between', async () => {
    const served = await shop();
    const plain = await device(served);
    for (const id of ['p4', 'p5']) await plain.look(id);
    const alone = await related(await device(served));
    const expected = await related(plain);
    expect(alone).not.toEqual(expected);

    const busy = await device(served);
    for (const id of ['p30', 'p4', 'p4', 'p5']) await busy.look(id);
    const items = ['p1', 'p2', 'p3'].map((item_id) => ({ item_id }));
    await busy.engine.observe({ name: 'view_item_list', parameters: { items }, atMs: busy.clock.nowMs() });
    await busy.look('p20');
    await busy.look('p20');
    await busy.engine.observe({ name: 'view_item_list', parameters: { items }, atMs: busy.clock.nowMs() });
    await busy.engine.hide('p39');
    expect(await related(busy)).toEqual(expected);
  });
});

describe('a list of a category', () => {
  const ask = async (one: Awaited<ReturnType<typeof device>>, category: string, limit = 8) =>
    one.engine.recommend({ placement: 'category', limit, category });

  it('is what is popular in it, then what fits the shopper in it, and all of it at most', async () => {
    const one = await device(await shop());
    const popular = await ask(one, 'Ring > West');
    expect(popular).toMatchObject({ placement: 'category', basis: 'popular' });
    expect(popular.items).toHaveLength(8);
    for (const id of ['p20', 'p21', 'p22']) await one.look(id);
    const personal = await ask(one, 'Ring > West', 50);
    expect(personal.basis).toBe('personal');
    expect(personal.items[0]?.product.id).toBe('p23');
    for (const { items } of [popular, personal]) {
      expect(new Set(items.map(({ product }) => product.categoryPath.join(' > ')))).toEqual(new Set(['Ring > West']));
      expect(new Set(items.map(({ product }) => product.id)).size).toBe(items.length);
    }
    expect(personal.items.length).toBeLessThanOrEqual(20);
    const scores = personal.items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect((await ask(one, 'Ring', 50)).items.length).toBeGreaterThan(30);
  });

  it('is empty where the shop has no such category, whatever it is called', async () => {
    const one = await device(await shop());
    for (const category of ['Rin', 'West', 'Ring > Wes', '__proto__', ' > ']) {
      expect((await ask(one, category)).items).toEqual([]);
    }
    expect((await one.engine.recommend({ placement: 'category', limit: 8 })).items).toHaveLength(8);
  });
});

describe('a product by the id of its variant', () => {
  it('is looked at, in the cart and on the page as the product that it is', async () => {
    const served = await shop();
    const named = async (id: string) => {
      const one = await device(served);
      for (const other of ['p4', 'p5', id]) await one.look(other);
      return one;
    };
    const [plain, sized] = [await named('p6'), await named('p6-xl')];
    const home = { placement: 'home', limit: 8 } as const;
    expect(await sized.engine.recommend(home)).toEqual(await plain.engine.recommend(home));
    const related = (productId: string) => ({ placement: 'related', limit: 8, productId }) as const;
    expect(await sized.engine.recommend(related('p20-s'))).toEqual(await plain.engine.recommend(related('p20')));
    const first = (await sized.engine.recommend(home)).items[0]?.product.id ?? '';
    const items = [{ item_id: `${first}-s` }];
    await sized.engine.observe({ name: 'add_to_cart', parameters: { items }, atMs: sized.clock.nowMs() });
    const after = (await sized.engine.recommend({ ...home, limit: 50 })).items.map(({ product }) => product.id);
    expect(after).not.toContain(first);
  });
});

describe('prices and stock of today', () => {
  it('are on the cards, and what is sold out or gone is in no list', async () => {
    const served = await shop();
    const before = await (await device(served)).engine.recommend({ placement: 'related', limit: 8, productId: 'p20' });
    const [first, second, third] = before.items.map(({ product }) => product.id);
    const rows = ring.data.ids.map((id) => [id, id === third ? 77 : 100, id === first ? 0 : 1]);
    const offers = rows.filter(([id]) => id !== second);
    const file = JSON.stringify({ format: 'inkling-offers/1', asOfMs: Date.now(), currency: 'EUR', offers });
    const offersUrl = 'https://shop.example/offers.json';
    const one = await device(
      served,
      { offersUrl },
      { fetch: async (input, init) => (String(input) === offersUrl ? new Response(file) : fetch(input, init)) },
    );
    for (const placement of ['related', 'home'] as const) {
      const { items } = await one.engine.recommend({ placement, limit: 50, productId: 'p20' });
      const ids = items.map(({ product }) => product.id);
      expect(ids.length).toBeGreaterThan(3);
      expect(ids).not.toContain(first);
      expect(ids).not.toContain(second);
      for (const { product } of items) expect(product.priceMinor).toBe(product.id === third ? 77 : 100);
    }
    expect((await one.engine.status()).notices).not.toContain('offers-unreadable');
  });

  it('leave an empty list where all is sold out, and popular products where only what is like it is', async () => {
    const served = await shop();
    const offersUrl = 'https://shop.example/offers.json';
    const listWith = async (inStock: (id: string) => boolean) => {
      const offers = ring.data.ids.map((id) => [id, 100, inStock(id) ? 1 : 0]);
      const file = JSON.stringify({ format: 'inkling-offers/1', asOfMs: Date.now(), currency: 'EUR', offers });
      const answer: typeof fetch = async (input, init) =>
        String(input) === offersUrl ? new Response(file) : fetch(input, init);
      const one = await device(served, { offersUrl }, { fetch: answer });
      for (const id of ['p4', 'p5']) await one.look(id);
      return one.engine.recommend({ placement: 'home', limit: 50 });
    };
    expect(await listWith(() => false)).toMatchObject({ basis: 'popular', items: [] });
    expect((await listWith((id) => id === 'p33')).items.map(({ product }) => product.id)).toEqual(['p33']);
  });
});

describe('what is remembered', () => {
  it('counts what the shopper did, not what was shown', async () => {
    const { engine, look, clock } = await device(await shop());
    const observe = (name: string, parameters: unknown) => engine.observe({ name, parameters, atMs: clock.nowMs() });
    const counted = async () => (await engine.status()).rememberedEvents;
    await look('p1');
    await observe('view_item_list', { items: [{ item_id: 'p2' }, { item_id: 'p3' }] });
    expect(await counted()).toBe(1);
    await observe('search', { search_term: 'ring' });
    await engine.hide('p4');
    expect(await counted()).toBe(3);
    expect((await engine.exportHistory()).events).toHaveLength(5);
    await engine.wipe();
    await look('p5');
    expect(await counted()).toBe(1);
  });
});

describe('the engine in idle time', () => {
  it('learns from every choice once, goes on from where it was, and forgets when wiped', async () => {
    const one = await device(await shop());
    await walk(one);
    await one.idle();
    expect((await one.engine.status()).learner).toEqual({ steps: 10, adapterInUse: false });
    await one.idle();
    expect((await one.engine.status()).learner.steps).toBe(10);
    await one.look('p30');
    await one.idle();
    expect((await one.engine.status()).learner.steps).toBe(12);
    await one.engine.wipe();
    await one.idle();
    expect(await one.engine.status()).toMatchObject({ rememberedEvents: 0, learner: { steps: 0 } });
  });

  it('takes part in a round, once, and runs the release that comes out of it', async () => {
    const served = await shop();
    const devices = await Promise.all([0, 1, 2].map(() => device(served)));
    for (const [i, one] of devices.entries()) {
      await walk(one, i);
      await one.idle();
    }
    const { sync, release } = await present(devices[0], 'device').engine.status();
    expect(sync).toMatchObject({ state: 'reported', reportsSent: 1 });
    expect(release).toBe(served.release);
    const published = await roundIn(served.sync.aggregatorUrl, present(sync.lastRound, 'round'), 'PUBLISHED');
    expect(published.reports).toBe(3);
    for (const one of devices) {
      one.clock.advance(6 * 60_000);
      await one.idle();
      const status = await one.engine.status();
      expect(status.release).toBe(published.release);
      expect(status.notices).not.toContain('release-corrupt');
      expect((await one.engine.recommend({ placement: 'home', limit: 5 })).items).toHaveLength(5);
    }
    // The manifest and the one file that the round has changed.
    const asked = present(devices[0], 'device').requests.filter((request) => request.includes('/v1/models/'));
    expect(asked).toHaveLength(2);
  });

  it('teaches a ranker that knows nothing what the shoppers of two rounds have shown', async () => {
    const nothing = (name: string, values: Float32Array) =>
      /ranker\.(line|contract)/.test(name) ? new Float32Array(values.length) : values;
    const blank = new Map([...ring.model.shared].map(([name, values]) => [name, nothing(name, values)]));
    const served = await shop({ targetReports: 6, clip: 2 }, { ...ring.model, shared: blank });
    const devices = await Promise.all(Array.from({ length: 6 }, () => device(served)));
    for (const [i, one] of devices.entries()) await walk(one, i);
    for (let round = 1; round <= 2; round++) {
      for (const one of devices) {
        one.clock.advance(6 * 60_000);
        await one.idle();
      }
      const { lastRound } = (await present(devices[0], 'device').engine.status()).sync;
      await roundIn(served.sync.aggregatorUrl, present(lastRound, 'round'), 'PUBLISHED');
    }
    const cases = ringCases(ring.data, 60);
    const before = await sharedQuality(ring.model, blank, cases);
    const after = await sharedQuality(ring.model, await currentShared(served.sync.aggregatorUrl), cases);
    expect(before.ndcg).toBeLessThan(0.35);
    expect(after.ndcg).toBeGreaterThan(before.ndcg + 0.2);
  });

  it.each([
    ['without consent to sync', { consent: { history: true, sync: false } }, {}],
    ['without consent to a history', { consent: { history: false, sync: true } }, {}],
    ['where no ledger would stay', {}, { keepsLedger: ({ mode }: HistoryStore) => mode === 'indexeddb' }],
  ])('asks nobody for a round %s', async (_when, options, platform) => {
    const served = await shop();
    const one = await device(served, options, platform);
    await walk(one);
    await one.idle();
    expect(one.requests.filter((request) => !request.startsWith(`GET ${served.releaseUrl}`))).toEqual([]);
    expect((await one.engine.status()).sync.reportsSent).toBe(0);
  });

  it('reports nothing of a shopper who has done next to nothing', async () => {
    const served = await shop();
    const one = await device(served);
    await one.look('p1');
    await one.idle();
    expect(one.requests).toContainEqual(`GET ${served.sync.aggregatorUrl}/v1/tasks/${RING_SHOP}`);
    expect(one.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('reports to the round that it has heard of as soon as there is something to teach', async () => {
    const served = await shop();
    const one = await device(served);
    await one.idle();
    await walk(one);
    await one.idle();
    expect((await one.engine.status()).sync).toMatchObject({ state: 'reported', reportsSent: 1 });
    expect(one.requests.filter((request) => request.includes('/v1/tasks/'))).toHaveLength(1);
  });

  it('says that the aggregator cannot be reached, keeps serving, and asks again later', async () => {
    const served = await shop();
    const dead = { aggregatorUrl: 'http://127.0.0.1:9', helperUrl: served.sync.helperUrl };
    const one = await device({ ...served, sync: dead });
    await walk(one);
    await one.idle();
    const status = await one.engine.status();
    expect(status.sync.state).toBe('failed');
    expect(status.notices).toContain('sync-unreachable');
    expect((await one.engine.recommend({ placement: 'home', limit: 5 })).basis).toBe('personal');
    const before = one.requests.length;
    await one.idle();
    expect(one.requests.length).toBe(before);
    one.clock.advance(6 * 60_000);
    await one.idle();
    expect(one.requests.length).toBeGreaterThan(before);
  });

  it.each([
    ['by another key than at first', RING_SHOP],
    ['for another shop', 'another-shop'],
  ])('says so, reports nothing and takes no release when the board is signed %s', async (_how, asShop) => {
    const served = await shop();
    const nothing = new Map([...ring.model.shared].map(([name, values]) => [name, new Float32Array(values.length)]));
    const imposter = await shop({}, { ...ring.model, shared: nothing });
    const posts: string[] = [];
    let board = `${served.sync.aggregatorUrl}/v1/tasks/`;
    const redirected: typeof fetch = (input, init) => {
      if (init?.method === 'POST') posts.push(String(input));
      return fetch(String(input).includes('/v1/tasks/') ? board + RING_SHOP : input, init);
    };
    const one = await device(served, { shop: asShop }, { fetch: redirected });
    if (asShop === RING_SHOP) {
      await one.idle();
      const { sync, notices } = await one.engine.status();
      expect(sync.state).toBe('idle');
      expect(notices).not.toContain('sync-untrusted');
      board = `${imposter.sync.aggregatorUrl}/v1/tasks/`;
    }
    await walk(one);
    one.clock.advance(6 * 60_000);
    await one.idle();
    const { sync, notices, release } = await one.engine.status();
    expect(sync.state).toBe('failed');
    expect(notices.filter((notice) => notice.startsWith('sync-'))).toEqual(['sync-untrusted']);
    expect(release).toBe(served.release);
    expect(posts).toEqual([]);
    expect((await one.engine.recommend({ placement: 'home', limit: 5 })).basis).toBe('personal');
  });

  it('leaves a backend whose gradients are wrong before it learns, and goes on serving', async () => {
    const served = await shop();
    const tried: unknown[] = [];
    let inUse: Backend = 'webgpu';
    const one = await device(
      served,
      {},
      {
        startBackend: async ({ from }) => {
          inUse = from ?? 'webgpu';
          tried.push(inUse);
          return { backend: inUse };
        },
        gradientsAreRight: async () => inUse !== 'webgpu',
      },
    );
    await walk(one);
    const before = await one.engine.recommend({ placement: 'home', limit: 8 });
    expect((await one.engine.status()).notices).not.toContain('backend-failed-self-test');
    await one.idle();
    const status = await one.engine.status();
    expect(tried).toEqual(['webgpu', 'wasm']);
    expect(status).toMatchObject({ backend: 'wasm', learner: { steps: 10 } });
    expect(status.notices).toContain('backend-failed-self-test');
    const after = await one.engine.recommend({ placement: 'home', limit: 8 });
    expect(after.items.map(({ product }) => product.id)).toEqual(before.items.map(({ product }) => product.id));
  });

  it('serves and learns nothing where no backend has right gradients', async () => {
    const one = await device(await shop(), {}, { gradientsAreRight: async () => false });
    await walk(one);
    await one.idle();
    const status = await one.engine.status();
    expect(status).toMatchObject({ learner: { steps: 0 }, sync: { reportsSent: 0 } });
    expect((await one.engine.recommend({ placement: 'home', limit: 8 })).basis).toBe('personal');
  });

  it('writes nothing behind a wipe that comes while it learns and sends', async () => {
    const served = await shop();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let waiting = false;
    const one = await device(
      served,
      {},
      {
        fetch: async (input, init) => {
          if (!String(input).includes('/v1/tasks/')) return fetch(input, init);
          waiting = true;
          await held;
          init?.signal?.throwIfAborted();
          return fetch(input, init);
        },
      },
    );
    await walk(one);
    const work = one.engine.work(100).then(
      () => 'done',
      () => 'aborted',
    );
    await eventually('the question to the aggregator', async () => waiting || undefined);
    const wiped = one.engine.wipe();
    answer();
    expect(await work).toBe('aborted');
    await wiped;
    expect(await one.engine.status()).toMatchObject({
      rememberedEvents: 0,
      learner: { steps: 0 },
      sync: { state: 'idle', reportsSent: 0 },
    });
  });

  it('rolls back to the release before when the new one turns out to be broken', async () => {
    const served = await shop();
    const kinds = present(ring.model.base.get('kind'), 'kinds').slice();
    // Views work, which is what a release is tried out with; a purchase overflows.
    kinds.fill(3e38, 5 * 8, 6 * 8);
    const broken = { ...ring.model, base: new Map([...ring.model.base, ['kind', kinds] as const]) };
    const one = await device(served, { consent: { history: true, sync: false } });
    await walk(one);
    const before = await one.engine.recommend({ placement: 'home', limit: 8 });
    const good = (await one.engine.status()).release;
    const bad = await ring.write(served.releaseDir, broken, 1_790_000_000_001);
    await one.idle();
    expect((await one.engine.status()).release).toBe(bad);
    const items = [{ item_id: 'p7' }];
    await one.engine.observe({
      name: 'purchase',
      parameters: { transaction_id: 't1', items },
      atMs: one.clock.nowMs(),
    });
    const after = await one.engine.recommend({ placement: 'home', limit: 8 });
    expect(after.basis).toBe('personal');
    expect(after.items.length).toBe(before.items.length);
    const status = await one.engine.status();
    expect(status.release).toBe(good);
    expect(status.notices).toContain('release-rolled-back');
  });
});

/** The federated parameters of the release that the aggregator points to. */
async function currentShared(aggregatorUrl: string) {
  const json = async (path: string) => (await fetch(`${aggregatorUrl}${path}`)).json();
  const { current } = await json(`/v1/tasks/${RING_SHOP}`);
  const { files } = await json(`/v1/models/${current.body.release}`);
  const file = await (await fetch(`${aggregatorUrl}/v1/models/${files.shared.sha256}`)).arrayBuffer();
  return decodeParameters(sharedLayout(ring.model.shape), new Uint8Array(file));
}
