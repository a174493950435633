import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flatten } from '../../../models/parameters.ts';
import { sharedLayout } from '../../../models/release-model.ts';
import { buildCli } from '../../../scripts/build-cli.mjs';
import { type RunningServer, startHelper } from '../../../server/helper/start-helper.ts';
import { canaryCases, judgeCandidate } from '../../../server/trainer/judge-candidate.ts';
import { RING_SHOP, type Ring, trainRing } from '../../../test/kit/ring-shop.ts';
import { ringCases, ringShoppers } from '../../../test/kit/ring-training.ts';
import { client, eventually, roundIn } from '../../../test/kit/sync-parties.ts';
import { present } from '../../base/must.ts';
import { seededRandom } from '../../base/seeded-random.ts';
import type { Task } from '../../protocol/task.ts';
import { fetchTasks } from '../../sync/fetch-tasks.ts';
import { participate } from '../../sync/participate.ts';

const CLI = 'dist/cli-canary-test';
let folder: string;
let ring: Ring;
let helper: RunningServer;
/** Also those that a failed test has left behind. */
const started: ChildProcess[] = [];
let serving: { child: ChildProcess; url: string; said(): string } | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-canary-'));
  await buildCli(CLI);
  ring = await trainRing();
  await ring.write(join(folder, 'release'));
  const policy = { minimumCohort: 2, minimumNoiseMultiplier: 0 };
  helper = await startHelper({ dataDir: join(folder, 'helper'), host: '127.0.0.1', port: 0, policy });
  const lines = ringShoppers(60, 'canary').map(({ shopper, items, next }) => [shopper, ...items, next].join(' '));
  await writeFile(join(folder, 'canary.txt'), `${lines.join('\n')}\n`);
}, 120_000);
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await helper?.close();
  await Promise.all([folder, CLI].map((path) => rm(path, { recursive: true, force: true })));
});

const canary = () => join(folder, 'canary.txt');
const shape = () => ring.model.shape;
const flat = (values: ReadonlyMap<string, Float32Array>) => flatten(sharedLayout(shape()), values);

/** What turns the ranker round, so that the worst comes first. */
const poison = () => flat(reversed((weight) => -2 * weight, 0));
/** The values that the ranker's scores are linear in, changed; the others are `rest`, or kept. */
const reversed = (change: (weight: number) => number, rest?: number) =>
  new Map(
    [...ring.model.shared].map(([name, data]) => {
      const ends = name === 'ranker.line' || name === 'ranker.contract';
      return [name, data.map((weight) => (ends ? change(weight) : (rest ?? weight)))];
    }),
  );
/** Moves every parameter a little. */
const neutral = () => {
  const random = seededRandom('neutral');
  return flat(ring.model.shared).map(() => 0.002 * random.normal());
};

async function serve(): Promise<string> {
  const where = ['--release', join(folder, 'release'), '--helper', helper.url, '--data', join(folder, 'aggregator')];
  const plan = ['--cohort', '2', '--reports', '2', '--clip', String(1.1 * Math.hypot(...poison()))];
  const args = ['serve', ...where, ...plan, '--shop', RING_SHOP, '--port', '0', '--canary', canary()];
  const child = spawn(process.execPath, [join(CLI, 'inkling.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const url = await eventually('an address', async () => /aggregator on (\S+)/.exec(said)?.[1], 20_000);
  serving = { child, url, said: () => said };
  return url;
}

async function stop(): Promise<void> {
  const { child } = present(serving, 'server');
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const partiesAt = (url: string) => ({ shop: RING_SHOP, aggregatorUrl: url, helperUrl: helper.url });

/** Two clients send the same delta into a round other than `before`. */
async function round(url: string, delta: Float32Array, before?: Task): Promise<Task> {
  const parties = partiesAt(url);
  const task = await eventually('an open round', async () => {
    const offer = await fetchTasks(client(), parties);
    const open = offer.ok ? offer.value.task : undefined;
    return open && open.round !== before?.round ? open : undefined;
  });
  const sent = [0, 1].map(() => participate(client(), parties, task, delta, task.release));
  for (const outcome of await Promise.all(sent)) expect(outcome).toMatchObject({ kind: 'delivered' });
  return task;
}

/** Pid of the child that judges. */
function judgeOf(parent: ChildProcess): Promise<number> {
  return eventually('a judging child', async () => {
    const children = await readFile(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8');
    return Number(children.trim().split(' ')[0]) || undefined;
  });
}

test('a round that keeps the quality is published with its figures, one that ruins it is aborted and says both', async () => {
  const url = await serve();
  const good = await round(url, neutral());
  const published = await roundIn(url, good.round, 'PUBLISHED');
  const metrics = { ndcgAt10: expect.any(Number), ndcgAt10Before: expect.any(Number), hitRateAt10: 1, cases: 60 };
  expect(published).toMatchObject({ checks: { evaluation: 'evaluated', metrics } });
  const bad = await round(url, poison(), good);
  expect(bad.release).toBe(published.release);
  const { reason, release } = await roundIn(url, bad.round, 'ABORTED');
  expect(reason).toMatch(
    /^evaluation: NDCG@10 from (0\.9|1\.0)\d+ to 0\.[0-5]\d+ on 60 canary lines, more than the tolerance of 0\.01$/,
  );
  expect(release).toBeNull();
  const next = await round(url, neutral(), bad);
  expect(next.release).toBe(published.release);
  await roundIn(url, next.round, 'PUBLISHED');
  await stop();
}, 60_000);

test('a judge that dies accepts nothing, and the server answers while it is waited for', async () => {
  const url = await serve();
  await rename(canary(), `${canary()}.kept`);
  // A pipe that nobody writes to: the judge waits in it for ever.
  execFileSync('sh', ['-c', `mkfifo '${canary()}'`]);
  const held = await round(url, neutral());
  process.kill(await judgeOf(present(serving, 'server').child), 0);
  for (let i = 0; i < 5; i++) expect((await fetch(`${url}/v1/tasks/${RING_SHOP}`)).status).toBe(200);
  process.kill(await judgeOf(present(serving, 'server').child), 'SIGKILL');
  const { reason } = await roundIn(url, held.round, 'ABORTED');
  expect(reason).toContain('evaluation: failed, the process was killed (SIGKILL)');

  const waiting = await round(url, neutral(), held);
  const judge = await judgeOf(present(serving, 'server').child);
  await stop();
  expect(() => process.kill(judge, 0)).toThrow();
  await rename(`${canary()}.kept`, canary());
  const again = await serve();
  await roundIn(again, waiting.round, 'PUBLISHED');

  await writeFile(canary(), '\n');
  const blind = await round(again, neutral(), waiting);
  const status = await roundIn(again, blind.round, 'ABORTED');
  expect(status.reason).toBe('evaluation: failed, its input could not be used');
  expect(present(serving, 'server').said()).toContain(`canary: --canary ${canary()}: the file has no rows`);
  await stop();
}, 90_000);

describe('the canary', () => {
  const log = (...ids: string[]) => ({ shopper: 's', events: ids.map((productId) => ({ productId, kind: 0 })) });

  test('takes lines whose last product can be found, spread over the file', () => {
    const ids = ['a', 'b', 'c'];
    const found = canaryCases(
      [log('a', 'x', 'b'), log('a'), log('a', 'x'), log('x', 'b'), log('b', 'a', 'b')],
      ids,
      '',
    );
    expect(found).toEqual([{ history: [{ product: 0, kind: 0, gap: 0 }], target: 1 }]);
    expect(() => canaryCases([log('a')], ids, '--canary f')).toThrow('--canary f: no line ends with a product');
    const many = Array.from({ length: 1500 }, (_, i) => log(i % 3 === 0 ? 'a' : 'b', 'c'));
    const spread = canaryCases(many, ids, '');
    expect(spread.length).toBe(500);
    expect(spread.every(({ history }) => history[0]?.product === 0)).toBe(true);
  });

  test('lets through a loss up to the tolerance and none beyond it', async () => {
    const { model, data } = ring;
    const cases = ringCases(data, 40);
    const worse = reversed((weight) => -weight);
    const { metrics } = await judgeCandidate(model, model.shared, worse, cases, 1);
    const loss = present(metrics.ndcgAt10Before, 'before') - present(metrics.ndcgAt10, 'after');
    expect(loss).toBeGreaterThan(0.05);
    const verdict = async (tolerance: number) => judgeCandidate(model, model.shared, worse, cases, tolerance);
    expect(await verdict(loss + 1e-6)).toMatchObject({ accepted: true });
    expect(await verdict(loss - 1e-6)).toMatchObject({ accepted: false });
    expect((await judgeCandidate(model, worse, model.shared, cases, 0)).accepted).toBe(true);
  });
});
