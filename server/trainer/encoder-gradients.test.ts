import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { RING_OPTIONS } from '../../test/kit/ring-training.ts';
import { type Batch, type Gradients, inTurn, partsOf } from './encoder-gradients.ts';
import { type EncoderRecipe, type PassOptions, SHIPPED } from './encoder-recipe.ts';
import { gradientThreads, inSharedMemory, ThreadError } from './gradient-threads.ts';
import { startBackend } from './start-backend.ts';
import { startingState } from './train-encoder.ts';

const { shape } = RING_OPTIONS;
const [SHOPPERS, EVENTS, PRODUCTS] = [7, 5, 30];
const random = seededRandom('gradients');
const normals = Float32Array.from({ length: PRODUCTS * shape.width }, () => random.normal());
const state = startingState(shape, normals, random);
const settings = { shape, temperature: 0.1, dropout: 0.3 };
const rows = (bound: number) => Int32Array.from({ length: SHOPPERS * EVENTS }, () => random.integer(bound));
const batch: Batch = {
  ...{ shoppers: SHOPPERS, events: EVENTS, inputs: rows(PRODUCTS), kinds: rows(3), gaps: rows(4) },
  ...{ targets: rows(PRODUCTS), weights: new Float32Array(SHOPPERS * EVENTS).fill(1 / (SHOPPERS * EVENTS)) },
};
const negatives = { rows: Int32Array.from({ length: 12 }, () => random.integer(PRODUCTS)) };
const tasksOf = (parts: number, seed = 5) => partsOf(batch, parts).map((part) => ({ ...part, negatives, seed }));
let folder: string;

beforeAll(async () => {
  await startBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'inkling-threads-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One after the other, as one gradient of the whole. */
function together(all: readonly Gradients[]): Readonly<Record<keyof Gradients, number[]>> {
  const sum = (name: 'base' | 'negatives') =>
    Array.from(present(all[0], 'part')[name], (_, at) => all.reduce((total, one) => total + (one[name][at] ?? 0), 0));
  const joined = (name: 'inputs' | 'targets') => all.flatMap((one) => [...one[name]]);
  return {
    ...{ base: sum('base'), negatives: sum('negatives'), inputs: joined('inputs'), targets: joined('targets') },
    loss: [all.reduce((total, { loss }) => total + loss, 0)],
  };
}

it('has the gradients of the whole in its parts, whatever was dropped out', async () => {
  const compute = inTurn(settings, state);
  const whole = together(await compute(tasksOf(1)));
  expect(tasksOf(4).map(({ batch: part, before }) => [before, part.shoppers])).toEqual([
    [0, 1],
    [1, 2],
    [3, 2],
    [5, 2],
  ]);
  for (const parts of [2, 4, 9]) {
    const found = together(await compute(tasksOf(parts)));
    for (const [name, values] of Object.entries(found)) {
      expect(values, `${name} of ${parts} parts`).toEqual(
        whole[name as keyof Gradients].map((value) => expect.closeTo(value, 5)),
      );
    }
  }
  const other = together(await compute(tasksOf(1, 6)));
  expect(other.loss).not.toEqual(whole.loss);
});

it('drops out the share that it is told, the rest stands for it', async () => {
  const masks: number[] = [];
  const calls: number[][] = [];
  const recipe: EncoderRecipe = {
    ...SHIPPED,
    network: () => {
      const network = SHIPPED.network(shape);
      const dropping = (dropout: PassOptions['dropout']) => (activations: tf.Tensor) => {
        const mask = [...present(dropout, 'dropout')(tf.onesLike(activations)).dataSync()];
        calls.push(mask);
        masks.push(...mask);
        return activations;
      };
      return {
        ...network,
        encode: (weights, input, { dropout }) => network.encode(weights, input, { dropout: dropping(dropout) }),
      };
    },
  };
  for (let seed = 0; seed < 20; seed++) await inTurn({ ...settings, recipe }, state)(tasksOf(1, seed));
  const kept = masks.filter((value) => value > 0);
  expect(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true);
  // Four standard deviations of a share of so many.
  const noise = 4 * Math.sqrt((0.7 * 0.3) / masks.length);
  expect(Math.abs(kept.length / masks.length - 0.7)).toBeLessThan(noise);
  const [first, second, ...others] = calls;
  expect(first).not.toEqual(second);
  expect(others).not.toContainEqual(first);
});

it('says when a thread ends that it waits for', async () => {
  const file = join(folder, 'ends.mjs');
  await writeFile(file, 'process.exit(3);');
  const shared = inSharedMemory(state);
  const threads = gradientThreads({ entry: { file, argv: [] }, count: 2 }, settings, shared);
  const asked = threads.compute(tasksOf(4));
  await expect(asked).rejects.toThrow(ThreadError);
  await expect(asked).rejects.toThrow('a thread of the training ended: exit code 3');
  await threads.close();
});
