import { describe, expect, it } from 'vitest';
import { decodeParameters, flatten } from '../../models/parameters.ts';
import { sharedLayout } from '../../models/release-model.ts';
import { sharedQuality } from '../../server/trainer/shared-quality.ts';
import { device } from '../../test/kit/ring-device.ts';
import { RING_SHOP, ringShops } from '../../test/kit/ring-shop.ts';
import { RING, ringCases, ringShoppers } from '../../test/kit/ring-training.ts';
import { client, eventually, openTask, roundIn } from '../../test/kit/sync-parties.ts';
import { present } from '../base/must.ts';
import type { Backend } from '../domain/engine-status.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { l2Norm } from '../privacy/clip-delta.ts';
import { participate } from '../sync/participate.ts';

const { ring, open: shop } = ringShops();

async function walk({ look }: { look(id: string): Promise<void> }, shopper = 0) {
  for (const id of present(ringShoppers(shopper + 1)[shopper], 'shopper').items) await look(id);
}

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
    const { learner } = await one.engine.status();
    expect(learner.choices).toBe(5);
    expect(learner.trust.release + learner.trust.line + learner.trust.taste).toBeCloseTo(1, 9);
    await one.idle();
    expect((await one.engine.status()).learner).toEqual(learner);
    await one.look('p30');
    await one.idle();
    expect((await one.engine.status()).learner.choices).toBe(6);
    await one.engine.wipe();
    await one.idle();
    expect(await one.engine.status()).toMatchObject({ rememberedEvents: 0, learner: { choices: 0 } });
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
    const blank = new Map([...ring().model.shared].map(([name, values]) => [name, nothing(name, values)]));
    const served = await shop({ targetReports: 6, clip: 2 }, { ...ring().model, shared: blank });
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
    const cases = ringCases(ring().data, 60);
    const before = await sharedQuality(ring().model, blank, cases);
    const after = await sharedQuality(ring().model, await currentShared(served.sync.aggregatorUrl), cases);
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
    const nothing = new Map([...ring().model.shared].map(([name, values]) => [name, new Float32Array(values.length)]));
    const imposter = await shop({}, { ...ring().model, shared: nothing });
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
    expect(status).toMatchObject({ backend: 'wasm', learner: { choices: 5 } });
    expect(status.notices).toContain('backend-failed-self-test');
    const after = await one.engine.recommend({ placement: 'home', limit: 8 });
    expect(after.items.map(({ product }) => product.id)).toEqual(before.items.map(({ product }) => product.id));
  });

  it('serves, learns and reports nothing where no backend has right gradients', async () => {
    const one = await device(await shop(), {}, { gradientsAreRight: async () => false });
    await walk(one);
    await one.idle();
    const status = await one.engine.status();
    expect(status).toMatchObject({ learner: { choices: 5 }, sync: { reportsSent: 0 } });
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
      learner: { choices: 0 },
      sync: { state: 'idle', reportsSent: 0 },
    });
  });

  it('does not take a release that ranks what this shopper chose worse, and takes one that does not', async () => {
    const served = await shop();
    const { model, write } = ring();
    const alone = { consent: { history: true, sync: false } };
    const [one, other, fresh] = [await device(served, alone), await device(served, alone), await device(served, alone)];
    const good = (await one.engine.status()).release;
    for (let step = 0; step < 30; step++) {
      for (const each of [one, other]) await each.look(`p${step % RING}`);
    }
    // The ranker turned upside down: whole, finite, and of no use.
    const upsideDown = new Map(
      [...model.shared].map(([name, values]) => {
        return [name, /ranker\.(line|contract)/.test(name) ? values.map((value) => -value) : values] as const;
      }),
    );
    const worse = await write(served.releaseDir, { ...model, shared: upsideDown }, 1_790_000_000_001);
    await one.idle();
    await fresh.idle();
    const [theirs, newcomer] = [await one.engine.status(), await fresh.engine.status()];
    expect(theirs.release).toBe(good);
    expect(theirs.notices).toContain('release-worse');
    // Who has chosen nothing yet has nothing to compare by.
    expect(newcomer.release).toBe(worse);
    expect(newcomer.notices).not.toContain('release-worse');
    const asGood = await write(served.releaseDir, model, 1_790_000_000_002);
    await other.idle();
    expect((await other.engine.status()).release).toBe(asGood);
    // Who has forgotten what the comparison was made on begins anew.
    await write(served.releaseDir, { ...model, shared: upsideDown }, 1_790_000_000_001);
    await one.engine.forget({ fromMs: 0, toMs: one.clock.nowMs() + 1 });
    await one.idle();
    expect((await one.engine.status()).release).toBe(worse);
  });

  it('whether it takes part does not tell how a release of the rounds ranks what its shopper chose', async () => {
    const { model } = ring();
    // Two others turn the ranker round: the release of the round is worse for everybody.
    const upsideDown = Float32Array.from(flatten(sharedLayout(model.shape), model.shared), (value) => -2 * value);
    const served = await shop({ targetReports: 3, clip: l2Norm(upsideDown) });
    const one = await device(served);
    for (let step = 0; step < 30; step++) await one.look(`p${step % RING}`);
    await one.idle();
    const before = (await one.engine.status()).release;
    const parties = { shop: RING_SHOP, ...served.sync };
    const task = await openTask(parties);
    for (let i = 0; i < 2; i++) await participate(client(), parties, task, upsideDown, task.release);
    await roundIn(served.sync.aggregatorUrl, task.round, 'PUBLISHED');
    await openTask(parties, task.round);
    one.clock.advance(6 * 60_000);
    await one.idle();
    const after = await one.engine.status();
    expect(after.release).not.toBe(before);
    expect(after.sync.reportsSent).toBe(2);
  });

  it('rolls back to the release before when the new one turns out to be broken', async () => {
    const served = await shop();
    const kinds = present(ring().model.base.get('kind'), 'kinds').slice();
    // Views work, which is what a release is tried out with; a purchase overflows.
    kinds.fill(3e38, 5 * 8, 6 * 8);
    const broken = { ...ring().model, base: new Map([...ring().model.base, ['kind', kinds] as const]) };
    const one = await device(served, { consent: { history: true, sync: false } });
    await walk(one);
    const before = await one.engine.recommend({ placement: 'home', limit: 8 });
    const good = (await one.engine.status()).release;
    const bad = await ring().write(served.releaseDir, broken, 1_790_000_000_001);
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
  return decodeParameters(sharedLayout(ring().model.shape), new Uint8Array(file));
}
