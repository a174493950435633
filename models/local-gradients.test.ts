import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { encoderLayout, fixedAdapter, sharedEncoderLayout } from './behaviour-encoder.ts';
import { FEATURES } from './candidate-features.ts';
import { adapterGradient, type HistoryExample, rankerGradient } from './local-gradients.ts';
import { flatten, type ParameterLayout, startingValues, unflatten } from './parameters.ts';
import { RANKER_LAYOUT } from './ranker.ts';

const SHAPE = { width: 8, blocks: 2, feedForward: 16, maxEvents: 6, adapterRank: 2, adapterSeed: 'test' };
const [EVENTS, NEGATIVES, TEMPERATURE] = [5, 7, 0.3];

beforeAll(() => tf.setBackend('cpu'));

describe('local gradients', () => {
  it.each([
    ['of the adapter', () => adapterProblem()],
    ['of the ranker', () => rankerProblem()],
  ])('%s point where the loss grows, as small steps measure it', async (_what, problem) => {
    const { layout, start, at } = problem();
    const { gradient } = await at(start);
    const random = seededRandom('directions');
    for (let trial = 0; trial < 4; trial++) {
      const direction = Float32Array.from(gradient, () => random.normal());
      // Larger ones step over the kinks of relu.
      const step = 2e-4;
      const moved = (sign: number) => start.map((value, i) => value + sign * step * (direction[i] as number));
      const [up, down] = [await at(moved(1)), await at(moved(-1))];
      const measured = (up.loss - down.loss) / (2 * step);
      const expected = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
      expect(Math.abs(measured - expected)).toBeLessThan(0.01 * Math.abs(expected) + 2e-3);
    }
    expect(gradient).toHaveLength(flatten(layout, unflatten(layout, start)).length);
    expect(gradient.filter((value) => value !== 0).length).toBeGreaterThan(0.5 * gradient.length);
  });

  it('leaves no tensor behind, and descends', async () => {
    const { start, at } = adapterProblem();
    await at(start);
    const before = tf.memory().numTensors;
    let point = start;
    const losses: number[] = [];
    for (let step = 0; step < 10; step++) {
      const { loss, gradient } = await at(point);
      losses.push(loss);
      point = point.map((value, i) => value - 0.05 * (gradient[i] as number));
    }
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] as number));
    // Tensors of the problem itself are kept; a step adds none.
    expect(tf.memory().numTensors).toBe(before);
  });
});

function adapterProblem() {
  const random = seededRandom('adapter problem');
  const tensorsOf = (layout: ParameterLayout) => {
    const values = startingValues(layout, random);
    return new Map(layout.map(({ name, shape }) => [name, tf.tensor(present(values.get(name), name), shape.slice())]));
  };
  const base = tensorsOf(encoderLayout(SHAPE));
  const fixed = new Map(
    [...fixedAdapter(SHAPE)].map(([name, values]) => [name, tf.tensor2d(values, [values.length / 2, 2])]),
  );
  const layout = sharedEncoderLayout(SHAPE);
  const rows = (count: number, length: number) =>
    Float32Array.from(
      Array.from({ length: count }, () => {
        const row = Array.from({ length: SHAPE.width }, () => random.normal());
        return row.map((value) => (length * value) / Math.hypot(...row));
      }).flat(),
    );
  const collision = new Float32Array(EVENTS * NEGATIVES);
  collision[NEGATIVES + 2] = -1e9;
  const example: HistoryExample = {
    products: rows(EVENTS, Math.sqrt(SHAPE.width)),
    kinds: Int32Array.from([0, 2, 0, 5, 1]),
    gaps: Int32Array.from([0, 1, 2, 3, 6]),
    positives: rows(EVENTS, 1),
    negatives: rows(NEGATIVES, 1),
    collision,
    weights: Float32Array.from([0.1, 0.3, 0.2, 0.15, 0.25]),
  };
  const start = flatten(layout, startingValues(layout, random)).map(() => 0.3 * random.normal());
  const at = (flat: Float32Array) =>
    adapterGradient(
      SHAPE,
      TEMPERATURE,
      (name) => present(base.get(name), name),
      (name) => present(fixed.get(name), name),
      unflatten(layout, flat),
      example,
    );
  return { layout, start, at };
}

function rankerProblem() {
  // A point away from the kinks of relu, where small steps measure something else than the gradient.
  const random = seededRandom('ranker problem');
  const count = 9;
  const candidates = {
    products: Uint32Array.from({ length: count }, (_, i) => 3 * i),
    features: Float32Array.from({ length: count * FEATURES.length }, () => random.normal()),
  };
  const start = flatten(RANKER_LAYOUT, startingValues(RANKER_LAYOUT, random)).map(
    (value) => value + 0.2 * random.normal(),
  );
  const at = (flat: Float32Array) => rankerGradient(unflatten(RANKER_LAYOUT, flat), candidates, 4);
  return { layout: RANKER_LAYOUT, start, at };
}
