import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';
import { inTurn, partsOf } from '../../../server/trainer/encoder-gradients.ts';
import { gradientThreads, inSharedMemory, ThreadError } from '../../../server/trainer/gradient-threads.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { startingState } from '../../../server/trainer/train-encoder.ts';
import { RING_OPTIONS } from '../../../test/kit/ring-training.ts';
import { present } from '../../base/must.ts';
import { seededRandom } from '../../base/seeded-random.ts';

const CLI = 'dist/cli-training-test';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-training-'));
  await buildCli(CLI);
}, 120_000);
afterAll(() => Promise.all([folder, CLI].map((path) => rm(path, { recursive: true, force: true }))));

interface Run {
  readonly parent: ChildProcess;
  /** All that was written to stderr so far. */
  said(): string;
  /** Resolves when stderr has said so. */
  says(text: string): Promise<void>;
  /** Pid of the process that trains. */
  trainer(): number;
  readonly code: Promise<number | null>;
}

function demoRelease(name: string, ...more: string[]): Run {
  const args = ['demo-release', '--out', join(folder, name), '--shoppers', '120', '--width', '8', ...more];
  const parent = spawn(process.execPath, [join(CLI, 'inkling.mjs'), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  parent.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const says = async (text: string) => {
    while (!said.includes(text)) await once(parent.stderr, 'data');
  };
  const trainer = () => Number(present(/process (\d+)/.exec(said), 'pid')[1]);
  return { parent, said: () => said, says, trainer, code: once(parent, 'close').then(([code]) => code) };
}

async function filesOf(name: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(join(folder, name))).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (file) => [file, await readFile(join(folder, name, file))])),
  );
}

const checkpointOf = (name: string) => join(folder, `${name}.checkpoint`);
const shortly = () => new Promise((resolve) => setTimeout(resolve, 60));

test('a trainer that is killed in the middle of an epoch costs nothing but the time since its checkpoint', async () => {
  const killed = demoRelease('killed');
  await killed.says('epoch 2:');
  await shortly();
  process.kill(killed.trainer(), 'SIGKILL');
  expect(await killed.code).toBe(2);
  const last = present(killed.said().trim().split('\n').at(-1), 'last line');
  expect(last).toMatch(/^inkling: training: the process was killed \(SIGKILL\), .*; the checkpoint .* remains, go on/);
  expect(last).toContain(
    `go on from it with: npm run -s inkling -- demo-release --out ${join(folder, 'killed')} --shoppers 120`,
  );
  expect(existsSync(join(folder, 'killed'))).toBe(false);

  const resumed = demoRelease('killed');
  expect(await resumed.code).toBe(0);
  expect(resumed.said()).toMatch(/resuming after epoch [123]/);
  expect(resumed.said()).not.toContain('epoch 1:');
  const whole = demoRelease('whole');
  expect(await whole.code).toBe(0);
  expect(whole.said()).not.toContain('resuming');
  expect(await filesOf('killed')).toEqual(await filesOf('whole'));
  expect((await readdir(folder)).sort()).toEqual(['killed', 'whole']);
}, 120_000);

test('Ctrl-C keeps a checkpoint; other options and --fresh do not go on from it', async () => {
  const stopped = demoRelease('stopped');
  await stopped.says('epoch 1:');
  stopped.parent.kill('SIGINT');
  expect(await stopped.code).toBe(130);
  expect(stopped.said()).toContain('inkling: training: stopped (SIGINT); the checkpoint');
  expect(existsSync(checkpointOf('stopped'))).toBe(true);
  const other = demoRelease('stopped', '--seed', 'another');
  await other.says(`stopped.checkpoint is of other logs or options: training starts anew`);
  other.parent.kill('SIGTERM');
  expect(await other.code).toBe(143);
  // The checkpoint of the first is still there unless the other got as far as writing its own.
  const fresh = demoRelease('stopped', '--fresh', '--minutes', '0.005');
  expect(await fresh.code).toBe(0);
  expect(fresh.said()).not.toMatch(/resuming|starts anew/);
  expect(existsSync(checkpointOf('stopped'))).toBe(false);
}, 120_000);

test('no trainer outlives the command that started it', async () => {
  // Long enough to train for much longer than it is given below.
  const orphan = demoRelease('orphan', '--shoppers', '1200');
  await orphan.says('product vectors');
  const pid = orphan.trainer();
  orphan.parent.kill('SIGKILL');
  const untilMs = Date.now() + 10_000;
  while (alive(pid) && Date.now() < untilMs) await shortly();
  expect(alive(pid)).toBe(false);
}, 30_000);

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('one thread and three give the same release', async () => {
  const [one, three] = [demoRelease('one', '--threads', '1'), demoRelease('three', '--threads', '3')];
  expect([await one.code, await three.code]).toEqual([0, 0]);
  expect([one.said(), three.said()]).toEqual([
    expect.stringContaining('wasm, process'),
    expect.stringContaining('wasm, 3 threads, process'),
  ]);
  expect(await filesOf('one')).toEqual(await filesOf('three'));
}, 120_000);

test('the parts that other threads compute are the ones that this thread would', async () => {
  await startBackend('wasm');
  const random = seededRandom('threads');
  const { shape } = RING_OPTIONS;
  const normals = Float32Array.from({ length: 40 * shape.width }, () => random.normal());
  const state = inSharedMemory(startingState(shape, normals, random));
  const settings = { shape, temperature: 0.1, dropout: 0.3 };
  const rows = () => Int32Array.from({ length: 16 }, () => random.integer(40));
  const weights = new Float32Array(16).fill(1 / 16);
  const none = new Int32Array(16);
  const batch = { shoppers: 8, events: 2, inputs: rows(), kinds: none, gaps: none, targets: rows(), weights };
  const tasks = partsOf(batch, 4).map((part) => ({ ...part, negatives: { rows: rows() }, seed: 7 }));
  // The first of two lanes is the other thread's: it has parts 0 and 2.
  const entry = { file: resolve(CLI, 'inkling.mjs'), argv: ['gradients'] };
  const threads = gradientThreads({ entry, count: 2 }, settings, state);
  const alone = inTurn(settings, state);
  expect(await threads.compute(tasks)).toEqual(await alone(tasks));
  // What is learned in between is seen by all.
  state.parameters.fill(0.01);
  const after = await threads.compute(tasks);
  expect(after).toEqual(await alone(tasks));
  await threads.close();
  await expect(threads.compute(tasks)).rejects.toThrow(ThreadError);
}, 30_000);
