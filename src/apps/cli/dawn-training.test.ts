/** Training through Dawn, on the adapter in software that comes with Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';
import { softwareAdapterEnvironment } from '../../../scripts/chromium.mjs';
import { present } from '../../base/must.ts';
import { seededRandom } from '../../base/seeded-random.ts';

const CLI = 'dist/cli-dawn-test';
const STEPS = 20;
const swiftShader = softwareAdapterEnvironment();
if (!swiftShader) console.log('no vk_swiftshader_icd.json beside Chromium: training through Dawn is not tested');
/** Logs of which an epoch is one short step. */
const noise = Array.from({ length: 30 }, (_, shopper) => {
  const random = seededRandom(`noise-${shopper}`);
  return { shopper: `u${shopper}`, items: Array.from({ length: 6 }, () => `p${random.integer(500)}`) };
});
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-dawn-'));
  await writeFile(join(folder, 'logs'), noise.map(({ shopper, items }) => `${shopper} ${items.join(' ')}\n`).join(''));
  // What one has already is never found again: so nothing ends the training early.
  await writeFile(join(folder, 'valid'), noise.map(({ shopper, items }) => `${shopper}\t${items[0]}\n`).join(''));
  await buildCli(CLI);
}, 120_000);
afterAll(() => Promise.all([folder, CLI].map((path) => rm(path, { recursive: true, force: true }))));

interface Run {
  readonly parent: ChildProcess;
  readonly notes: string[];
  /** Loss by phase, epoch and share of it. */
  readonly losses: Map<string, number>;
  /** After so many steps, or at the end. */
  takes(steps: number): Promise<void>;
}

function training(backend: string, ...more: string[]): Run {
  const files = ['--sequences', join(folder, 'logs'), '--valid', join(folder, 'valid'), '--out', join(folder, backend)];
  const args = ['train', ...files, '--width', '8', '--backend', backend, '--json', ...more];
  const parent = spawn(process.execPath, [join(CLI, 'inkling.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...swiftShader },
  });
  const run: Run = { parent, notes: [], losses: new Map(), takes: async () => {} };
  const lines = createInterface(parent.stdout);
  lines.on('line', (line) => {
    const said = JSON.parse(line);
    if (said.kind === 'note') run.notes.push(said.text);
    if (said.kind === 'step') run.losses.set(`${said.phase} ${said.epoch} ${said.done}`, said.loss);
  });
  const closed = once(lines, 'close');
  const takes = async (steps: number) => {
    while (run.losses.size < steps && !parent.stdout.readableEnded) await Promise.race([once(lines, 'line'), closed]);
  };
  return Object.assign(run, { takes });
}

test.skipIf(!swiftShader)(
  'twenty steps follow the losses of wasm within 1e-3, across a SIGKILL',
  async () => {
    const wasm = training('wasm');
    await wasm.takes(Number.POSITIVE_INFINITY);
    const killed = training('webgpu', '--allow-software-adapter');
    await killed.takes(9);
    process.kill(Number(present(/process (\d+)/.exec(killed.notes.join()), 'pid')[1]), 'SIGKILL');
    await once(killed.parent, 'close');
    const resumed = training('webgpu', '--allow-software-adapter');
    await resumed.takes(STEPS - 7);
    resumed.parent.kill('SIGTERM');
    await once(resumed.parent, 'close');

    expect(killed.notes.join()).toMatch(/webgpu on .*SwiftShader/);
    expect(resumed.notes.join()).toMatch(/resuming after epoch [89]/);
    const steps = new Map([...killed.losses, ...resumed.losses]);
    expect(steps.size).toBeGreaterThanOrEqual(STEPS);
    const apart = [...steps].map(([step, loss]) => Math.abs(loss - (wasm.losses.get(step) ?? Number.NaN)));
    const most = Math.max(...apart);
    console.log(`${steps.size} steps, largest difference of a loss between WebGPU and wasm: ${most.toExponential(1)}`);
    expect(most).toBeLessThan(1e-3);
  },
  240_000,
);

test.skipIf(!swiftShader)('an adapter in software is not taken without being asked for', async () => {
  const { parent } = training('webgpu');
  expect(await once(parent, 'close')).toEqual([2, null]);
});
