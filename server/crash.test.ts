import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../src/base/seeded-random.ts';
import { clipDelta, l2Norm } from '../src/privacy/clip-delta.ts';
import type { Task } from '../src/protocol/task.ts';
import { participate } from '../src/sync/participate.ts';
import { sendQueued } from '../src/sync/send-queued.ts';
import type { SyncParties } from '../src/sync/sync-environment.ts';
import { readLedger } from '../src/sync/sync-state.ts';
import { client, eventually, openTask, PLAN, partiesOf, roundIn, SHOP } from '../test/kit/sync-parties.ts';
import { writeTinyRelease } from '../test/kit/tiny-release.ts';
import { readSharedVector } from './aggregator/shared-file.ts';
import { type RunningServer, startHelper } from './helper/start-helper.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
// Inside node_modules, so that the bundle finds better-sqlite3 and fastify.
const BUNDLE = join(ROOT, 'node_modules', '.cache', `inkling-crash-${process.pid}`);
const PORT = 20_000 + (process.pid % 20_000);

let folder: string;
let helper: RunningServer;
let child: ChildProcess | undefined;
let tiny: Awaited<ReturnType<typeof writeTinyRelease>>;

beforeAll(async () => {
  await build({
    ...{ root: ROOT, configFile: false, logLevel: 'error', publicDir: false },
    build: {
      ...{ ssr: join(ROOT, 'test/kit/aggregator-child.ts'), outDir: BUNDLE, emptyOutDir: true, minify: false },
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
}, 60_000);
afterAll(() => rm(BUNDLE, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-crash-'));
  tiny = await writeTinyRelease(join(folder, 'release'), SHOP);
  helper = await startTheHelper();
});
afterEach(async () => {
  await kill();
  await helper.close();
  await rm(folder, { recursive: true, force: true });
});

const startTheHelper = (port = 0) =>
  startHelper({
    ...{ dataDir: join(folder, 'helper'), host: '127.0.0.1', port },
    policy: { minimumCohort: 2, minimumNoiseMultiplier: 0 },
  });

/** Starts the child and resolves with its origin, or undefined when it died before it listened. */
async function start(dieAt?: string): Promise<string | undefined> {
  const options = {
    ...{ dataDir: join(folder, 'aggregator'), host: '127.0.0.1', port: PORT, shop: SHOP, helperUrl: helper.url, dieAt },
    ...{ releaseDir: join(folder, 'release'), round: { ...PLAN, levels: 500, maximumRounds: 1 } },
  };
  const started = spawn(process.execPath, [join(BUNDLE, 'child.mjs'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const exited = once(started, 'exit').then(() => undefined);
  const line = once(started.stdout, 'data').then(([chunk]) => String(chunk).trim());
  return Promise.race([line, exited]);
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function died(): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child?.signalCode).toBe('SIGKILL');
}

function deltaOf(i: number): Float32Array {
  const random = seededRandom(`crash ${i}`);
  return Float32Array.from({ length: 50 }, (_, j) => 0.05 * Math.cos(j) + 0.03 * random.normal());
}

/** Every client tries until its report is settled, as idle browsers do. */
async function reportAll(
  parties: SyncParties,
  task: Task,
  disturb: () => Promise<void>,
  fetching = fetch,
): Promise<void> {
  const browsers = Array.from({ length: 6 }, () => client({ fetch: fetching }));
  await Promise.all([
    ...browsers.map((browser, i) => participate(browser, parties, task, deltaOf(i), task.release)),
    disturb(),
  ]);
  for (const browser of browsers) {
    const state = await eventually('a settled report', async () => {
      const hurried = { ...browser, clock: { nowMs: () => Math.min(Date.now() + 30_000, task.closesAtMs - 1) } };
      await sendQueued(hurried, parties);
      const [entry] = await readLedger(browser, SHOP);
      return entry?.state === 'queued' ? undefined : entry?.state;
    });
    expect(state).toBe('delivered');
  }
}

/** The published parameters are those of six reports, each counted once. */
async function expectMeanOfSix(parties: SyncParties, task: Task): Promise<void> {
  const status = await roundIn(parties.aggregatorUrl, task.round, 'PUBLISHED');
  expect(status.reports).toBe(6);
  const get = async (hash: unknown) =>
    new Uint8Array(await (await fetch(`${parties.aggregatorUrl}/v1/models/${hash}`)).arrayBuffer());
  const manifest = JSON.parse(new TextDecoder().decode(await get(status.release)));
  const after = readSharedVector(await get(manifest.files.shared.sha256), 50);
  const deltas = Array.from({ length: 6 }, (_, i) => clipDelta(deltaOf(i), PLAN.clip).values);
  const want = tiny.shared.map((old, j) => old + 0.8 * (deltas.reduce((sum, values) => sum + (values[j] ?? 0), 0) / 6));
  const error = l2Norm(after.map((value, j) => value - (want[j] ?? 0)));
  // One report lost or counted twice moves the mean by about 0.8 * 0.4 / 6 = 0.05; the noise by 0.006.
  expect(error).toBeLessThan(0.012);
}

describe('kill -9', () => {
  it('while reports come in: each is counted once, and the round goes on to its release', async () => {
    const url = await start();
    const parties = { ...partiesOf({ aggregator: { url: String(url) }, helper }) };
    const task = await openTask(parties);
    await reportAll(parties, task, async () => {
      await new Promise((resolve) => setTimeout(resolve, 25));
      await kill();
      await start();
    });
    await expectMeanOfSix(parties, task);
  }, 60_000);

  it('after every single phase, and between the answer of the helper and its storing', async () => {
    const parties = partiesOf({ aggregator: { url: String(await start('OPEN done')) }, helper });
    const task = await openTask(parties);
    await reportAll(parties, task, async () => {}).catch(() => {});
    await died();
    for (const point of [
      'SEALED done',
      'helper-answered',
      'HELPER done',
      'UNMASKED done',
      'CHECKED done',
      'APPLIED done',
      'LOGGED done',
    ]) {
      await start(point);
      await died();
    }
    await start();
    await expectMeanOfSix(parties, task);
    const pointer = (await (await fetch(`${parties.aggregatorUrl}/v1/tasks/${SHOP}`)).json()) as { task: unknown };
    expect(pointer.task).toBeNull();
  }, 120_000);

  it('while the helper is down: the round waits for it', async () => {
    const { port } = new URL(helper.url);
    const parties = partiesOf({ aggregator: { url: String(await start()) }, helper });
    const task = await openTask(parties);
    const keys = await (await fetch(`${helper.url}/keys`)).text();
    await helper.close();
    // These browsers asked for the key while it was there.
    const remembering: typeof fetch = async (url, init) =>
      String(url) === `${parties.helperUrl}/keys` ? new Response(keys) : fetch(url, init);
    await reportAll(parties, task, async () => {}, remembering);
    await roundIn(parties.aggregatorUrl, task.round, 'HELPER');
    await kill();
    await start();
    await roundIn(parties.aggregatorUrl, task.round, 'HELPER');
    helper = await startTheHelper(Number(port));
    await expectMeanOfSix(parties, task);
  }, 60_000);
});
