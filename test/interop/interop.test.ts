/** A client in Python that shares nothing with ours, written from docs/protocol.md: the server takes its reports and sums them. */
import { execFile, spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { readSharedVector } from '../../server/aggregator/shared-file.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { clipDelta, l2Norm } from '../../src/privacy/clip-delta.ts';
import { participate } from '../../src/sync/participate.ts';
import { client, openTask, partiesOf, roundIn, SHOP, startParties } from '../kit/sync-parties.ts';

let running: Awaited<ReturnType<typeof startParties>> | undefined;
afterEach(() => running?.close());

const hasPython = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
if (!hasPython) process.stderr.write('interop: skipped, there is no python3 with the package cryptography here\n');

function report(
  aggregator: string,
  helper: string,
  delta: Iterable<number>,
): Promise<{ answer: string; error: string }> {
  return new Promise((done) => {
    const child = execFile('python3', ['test/interop/report.py', aggregator, helper, SHOP], (_, answer, error) => {
      done({ answer: answer.trim(), error });
    });
    child.stdin?.end(JSON.stringify([...delta]));
  });
}

async function sharedOf(url: string, release: string, length: number): Promise<Float32Array> {
  const { files } = await (await fetch(`${url}/v1/models/${release}`)).json();
  const file = await (await fetch(`${url}/v1/models/${files.shared.sha256}`)).arrayBuffer();
  return readSharedVector(new Uint8Array(file), length);
}

const CLIP = 0.5;
/** What a shop may ask: rings of all widths, numbers that JSON writes in all its ways. */
const TASKS = [
  { levels: 8, noiseMultiplier: 0, clip: CLIP },
  { levels: 500, noiseMultiplier: 1e-7, clip: CLIP },
  { levels: 40_000, noiseMultiplier: 0.01, clip: CLIP },
];

test.runIf(hasPython).each(TASKS)('a report from Python is taken and summed, $levels levels', async (plan) => {
  const reports = 4;
  running = await startParties({ plan: { ...plan, targetReports: reports, serverLearningRate: 1 } });
  const { aggregator, helper, tiny } = running;
  const task = await openTask(partiesOf(running));
  const random = seededRandom('interop');
  const deltas = [0.02, 0.2, 0.02, 0.2].map((size) => {
    return Float32Array.from({ length: task.sharedParameters }, () => size * random.normal());
  });
  // Half of them by the other client, some longer than the clip.
  for (const [i, delta] of deltas.entries()) {
    if (i < 2) {
      expect(await report(aggregator.url, helper.url, delta)).toEqual({ answer: '201 inkling-accepted/1', error: '' });
    } else await participate(client(), partiesOf(running), task, delta, task.release);
  }
  const { release } = await roundIn(aggregator.url, task.round, 'PUBLISHED');
  const after = await sharedOf(aggregator.url, String(release), task.sharedParameters);
  const clipped = deltas.map((delta) => clipDelta(delta, CLIP).values);
  const mean = tiny.shared.map((_, j) => clipped.reduce((sum, values) => sum + (values[j] ?? 0), 0) / reports);
  const moved = after.map((value, j) => value - (tiny.shared[j] ?? 0));
  // A step of rounding is clip / (levels sqrt(D)); its errors lie in D directions, and so does the noise.
  const noise = CLIP * (1 / plan.levels + 2 * plan.noiseMultiplier * Math.sqrt(task.paddedLength));
  expect(l2Norm(moved.map((value, j) => value - (mean[j] ?? 0)))).toBeLessThan(noise / 2 + 1e-6);
  expect(l2Norm(mean)).toBeGreaterThan(0.05);
});

test.runIf(hasPython)('what is no delta does not leave', async () => {
  running = await startParties();
  const { aggregator, helper } = running;
  await openTask(partiesOf(running));
  const { answer, error } = await report(aggregator.url, helper.url, [1, 2, 3]);
  expect(answer).toBe('');
  expect(error).toContain('the delta has to be 50 finite numbers');
});
