import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FakeWorker, fakeWorker } from '../../test/kit/fake-worker.ts';
import type { EngineStatus } from '../domain/engine-status.ts';
import { type ConnectOptions, connectEngine } from './page-engine.ts';

let closing = new AbortController();
afterEach(() => {
  closing.abort();
  closing = new AbortController();
});

function connect(fake: FakeWorker, more: Partial<ConnectOptions> = {}) {
  const statuses: EngineStatus[] = [];
  const engine = connectEngine({
    shop: 'test',
    releaseUrl: 'https://cdn.example/releases/demo/',
    assetsUrl: 'https://cdn.example/',
    workerUrl: fake.url,
    consent: { history: true, sync: false },
    signal: closing.signal,
    onStatus: (status) => statuses.push(status),
    ...more,
  });
  return { engine, statuses };
}
const view = { name: 'view_item', parameters: { items: [{ item_id: 'p1' }] }, atMs: 5 };

describe('the engine as the page sees it', () => {
  test('starts the worker with the plain options and answers calls made before it is up', async () => {
    const fake = fakeWorker();
    const { engine, statuses } = connect(fake);
    engine.observe(view);
    const list = await engine.recommend({ placement: 'home', limit: 3 });
    expect(list.items.map(({ product }) => product.id)).toEqual(['p0', 'p1', 'p2']);
    // The fake's diary is a channel of its own and may come after the answer.
    await vi.waitFor(() =>
      expect(fake.calls.slice(0, 3).map(([name]) => name)).toEqual(['start', 'observe', 'recommend']),
    );
    expect(fake.callsOf('start')[0]).toEqual([
      {
        shop: 'test',
        releaseUrl: 'https://cdn.example/releases/demo/',
        assetsUrl: 'https://cdn.example/',
        consent: { history: true, sync: false },
      },
    ]);
    expect(statuses[0]?.backend).toBe('plain');
  });

  test('tells a status only when it has changed', async () => {
    const { engine, statuses } = connect(fakeWorker());
    await engine.status();
    await engine.status();
    expect(statuses).toHaveLength(1);
    await engine.observe(view);
    await vi.waitFor(() => expect(statuses.map(({ rememberedEvents }) => rememberedEvents)).toEqual([0, 1]));
  });

  test('an error of one call reaches its caller and leaves the worker alone', async () => {
    const fake = fakeWorker("{ hide() { throw new RangeError('no such product') } }");
    const { engine } = connect(fake);
    await expect(engine.hide('p1')).rejects.toThrow('no such product');
    await engine.recommend({ placement: 'home', limit: 1 });
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(1));
  });

  test('a worker that dies is started one tier lower with the latest consent, and the pending call is answered', async () => {
    const fake = fakeWorker(`{ recommend({ placement }) {
      if (status.backend === 'webgpu') { setTimeout(() => { throw new Error('driver') }); return new Promise(() => {}); }
      return list(placement, 'personal', ['a', 'b']);
    } }`);
    const { engine, statuses } = connect(fake, { backend: 'webgpu' });
    await engine.setConsent({ history: true, sync: true });
    const list = await engine.recommend({ placement: 'home', limit: 2 });
    expect(list.items).toHaveLength(2);
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(2));
    const restart = fake.callsOf('start')[1]?.[0] as ConnectOptions;
    expect(restart.backend).toBe('wasm');
    expect(restart.consent).toEqual({ history: true, sync: true });
    expect(statuses.at(-1)?.notices).toContain('worker-restarted');
  });

  test('device loss in the status moves one tier down', async () => {
    const fake = fakeWorker(`{ recommend({ placement }) {
      if (status.backend !== 'webgpu') return list(placement, 'personal', ['a']);
      status.notices = ['device-lost'];
      throw new Error('mapAsync failed');
    } }`);
    const { engine } = connect(fake, { backend: 'webgpu' });
    expect((await engine.recommend({ placement: 'home', limit: 1 })).items).toHaveLength(1);
    const status = await engine.status();
    expect(status.backend).toBe('wasm');
    expect(status.notices).toContain('device-lost');
  });

  test('events in memory outlive the worker that held them', async () => {
    const fake = fakeWorker(`{
      start(options) { status.storage = 'memory'; status.backend = options.backend; return status },
      exportHistory() { setTimeout(() => { throw new Error('gone') }) },
    }`);
    const { engine } = connect(fake, { backend: 'wasm' });
    await engine.observe(view);
    await engine.hide('p9');
    await engine.exportHistory();
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(2));
    expect((await engine.status()).rememberedEvents).toBe(1);
    await vi.waitFor(() => expect(fake.callsOf('observe')[1]).toEqual([view]));
    expect(fake.callsOf('hide')).toEqual([['p9'], ['p9']]);
  });

  test('a pause and corrections outlive the worker that held them, and what was done meanwhile is not told to the next one', async () => {
    const fake = fakeWorker(`{
      start(options) { status.storage = 'memory'; status.backend = options.backend; return status },
      exportHistory() { setTimeout(() => { throw new Error('gone') }) },
    }`);
    const { engine } = connect(fake, { backend: 'wasm' });
    await engine.observe(view);
    const correction = { trait: 'brand', name: 'Alba', counts: false } as const;
    await engine.correct(correction);
    await engine.pause(true);
    await engine.observe({ ...view, atMs: view.atMs + 1 });
    await engine.exportHistory();
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(2));
    expect((await engine.status()).paused).toBe(true);
    const toTheSecond = fake.calls.slice(fake.calls.findLastIndex(([method]) => method === 'start'));
    const told = ['observe', 'pause', 'correct'];
    expect(toTheSecond.filter(([method]) => told.includes(String(method)))).toEqual([
      ['observe', view],
      ['correct', correction],
      ['pause', true],
    ]);
  });

  test('after consent was withdrawn the next worker is told nothing of before, and never what was no correction', async () => {
    const fake = fakeWorker(`{
      start(options) { status.storage = 'memory'; status.backend = options.backend; return status },
      correct({ trait }) { return trait === 'brand' },
      exportHistory() { setTimeout(() => { throw new Error('gone') }) },
    }`);
    const { engine } = connect(fake, { backend: 'wasm' });
    await engine.observe(view);
    await engine.correct({ trait: 'brand', name: 'Alba', counts: false });
    await engine.setConsent({ history: false, sync: false });
    expect(await engine.correct({ trait: 'price', counts: false })).toBe(false);
    await engine.exportHistory();
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(2));
    await engine.status();
    expect(fake.callsOf('observe')).toHaveLength(1);
    expect(fake.callsOf('correct')).toHaveLength(2);
  });

  test('what was forgotten is not told to the next worker, also where it was on its way', async () => {
    const fake = fakeWorker(`{
      start(options) { status.storage = 'memory'; status.backend = options.backend; return status },
      exportHistory() { setTimeout(() => { throw new Error('gone') }) },
    }`);
    const { engine } = connect(fake, { backend: 'wasm' });
    await Promise.all([engine.observe(view), engine.forget({ productId: 'p1' })]);
    await engine.exportHistory();
    await vi.waitFor(() => expect(fake.callsOf('start')).toHaveLength(2));
    await engine.status();
    expect(fake.callsOf('observe')).toHaveLength(1);
  });

  test('a worker that always dies ends in an error, not in a loop', async () => {
    const fake = fakeWorker(
      "{ recommend() { setTimeout(() => { throw new Error('x') }); return new Promise(() => {}) } }",
    );
    const { engine, statuses } = connect(fake, { backend: 'webgpu' });
    await expect(engine.recommend({ placement: 'home', limit: 1 })).rejects.toMatchObject({ code: 'worker-blocked' });
    await vi.waitFor(() =>
      expect(fake.callsOf('start').map(([options]) => (options as ConnectOptions).backend)).toEqual([
        'webgpu',
        'wasm',
        'plain',
      ]),
    );
    expect(statuses.at(-1)?.notices).toContain('worker-blocked');
    expect((await engine.status()).notices).toContain('worker-blocked');
  });

  test('a worker that cannot be fetched falls to the same-origin shim', async () => {
    const fake = fakeWorker();
    const { engine } = connect(fake, { workerUrl: `${location.origin}/no-such-worker.js`, shimUrl: fake.url });
    expect((await engine.recommend({ placement: 'home', limit: 1 })).items).toHaveLength(1);
  });

  test('without any worker each call says so and no error reaches the page', async () => {
    const escaped: unknown[] = [];
    const listen = (event: Event) => escaped.push(event);
    addEventListener('error', listen);
    addEventListener('unhandledrejection', listen);
    const broken = URL.createObjectURL(new Blob(["throw new Error('syntax of another age')"]));
    const { engine, statuses } = connect({ ...fakeWorker(), url: broken });
    await expect(engine.observe(view)).rejects.toMatchObject({ code: 'worker-blocked' });
    expect((await engine.status()).notices).toEqual(['worker-blocked']);
    expect(statuses).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(escaped).toEqual([]);
    removeEventListener('error', listen);
    removeEventListener('unhandledrejection', listen);
  });

  test('closing ends the calls that wait', async () => {
    const { engine } = connect(fakeWorker('{ recommend() { return new Promise(() => {}) } }'));
    await engine.status();
    const waiting = engine.recommend({ placement: 'home', limit: 1 });
    setTimeout(() => closing.abort(), 20);
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
  });

  test('works in idle slices after a pause, with a budget', async () => {
    const fake = fakeWorker();
    connect(fake);
    await vi.waitFor(() => expect(fake.callsOf('work')).toEqual([[100]]), { timeout: 8000 });
  });

  test('does not work while another tab does', async () => {
    const fake = fakeWorker();
    let release = () => {};
    await new Promise<void>((held) => {
      navigator.locks.request('inkling:work:busy', () => {
        held();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    });
    connect(fake, { shop: 'busy' });
    await new Promise((resolve) => setTimeout(resolve, 4500));
    expect(fake.callsOf('work')).toEqual([]);
    release();
  });
});
