import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { seededRandom } from '../base/seeded-random.ts';
import {
  type Choice,
  newPersonalAdapter,
  type PersonalAdapter,
  personalState,
  trainedOnce,
} from './personal-adapter.ts';
import { parsePersonalAdapter } from './personal-adapter-snapshot.ts';

const [WIDTH, PRODUCTS, TEMPERATURE] = [8, 60, 0.1];

beforeAll(() => tf.setBackend('cpu'));

/** A shopper whose states say nothing, and who always takes products of one direction. */
function stubborn(seed: string) {
  const random = seededRandom(seed);
  const normal = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const rows = unitRowsInPlace(normal(PRODUCTS * WIDTH), WIDTH);
  const liking = unitRowsInPlace(normal(WIDTH), WIDTH);
  const liked = [...scoreRows(rows, liking).entries()].sort((a, b) => b[1] - a[1]).slice(0, 8);
  const choices = Array.from({ length: 80 }, (): Choice => {
    return { state: unitRowsInPlace(normal(WIDTH), WIDTH), product: liked[random.integer(8)]?.[0] as number };
  });
  return { rows, choices, random };
}

const meanPlace = (rows: Float32Array, choices: readonly Choice[], adapter?: PersonalAdapter) => {
  const places = choices.map(({ state, product }) => {
    const scores = scoreRows(rows, adapter ? personalState(adapter, state) : state);
    return scores.filter((score) => score > (scores[product] as number)).length;
  });
  return places.reduce((sum, place) => sum + place, 0) / places.length;
};

it('learns a taste that the states do not show, well beyond the release alone', async () => {
  const { rows, choices, random } = stubborn('taste');
  const [known, later] = [choices.slice(0, 60), choices.slice(60)];
  let adapter = newPersonalAdapter(WIDTH);
  await trainedOnce(adapter, known, rows, TEMPERATURE, random);
  const before = tf.memory().numTensors;
  for (let step = 0; step < 150; step++) adapter = await trainedOnce(adapter, known, rows, TEMPERATURE, random);
  expect(adapter.steps).toBe(150);
  expect(meanPlace(rows, later, adapter)).toBeLessThan(0.6 * meanPlace(rows, later));
  expect(tf.memory().numTensors).toBe(before);
});

it('changes nothing before its first step, and nothing when the gradient is broken', async () => {
  const { rows, choices, random } = stubborn('start');
  const adapter = newPersonalAdapter(WIDTH);
  const { state } = choices[0] as Choice;
  expect([...personalState(adapter, state)]).toEqual([...state].map((value) => expect.closeTo(value, 6)));
  const broken = rows.slice().fill(Number.NaN);
  expect(await trainedOnce(adapter, choices, broken, TEMPERATURE, random)).toBe(adapter);
});

it('comes back from storage, but not broken or of another width', async () => {
  const { rows, choices, random } = stubborn('storage');
  const adapter = await trainedOnce(newPersonalAdapter(WIDTH), choices, rows, TEMPERATURE, random);
  expect(parsePersonalAdapter(structuredClone(adapter), WIDTH)).toEqual(adapter);
  expect(parsePersonalAdapter(adapter, WIDTH + 1)).toBeUndefined();
  expect(parsePersonalAdapter({ ...adapter, vector: adapter.vector.map(() => Number.NaN) }, WIDTH)).toBeUndefined();
  expect(parsePersonalAdapter({ ...adapter, format: 'inkling-adapter/0' }, WIDTH)).toBeUndefined();
  expect(parsePersonalAdapter(undefined, WIDTH)).toBeUndefined();
});
