/** The small problem of the self-tests, the same on every device, and when two answers to it agree. */
import * as tf from '@tensorflow/tfjs-core';
import {
  type EncoderShape,
  encoderLayout,
  fixedAdapter,
  sharedEncoderLayout,
  type Weights,
} from '../../models/behaviour-encoder.ts';
import { type Candidates, FEATURES } from '../../models/candidate-features.ts';
import type { HistoryExample } from '../../models/local-gradients.ts';
import { type ParameterLayout, type ParameterValues, startingValues } from '../../models/parameters.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { present } from '../base/must.ts';
import { type SeededRandom, seededRandom } from '../base/seeded-random.ts';

/**
 * Wide inside and thin outside: on WebGPU a product of more than 128 numbers takes another shader than a smaller one,
 * and a real history takes that one.
 */
const SHAPE: EncoderShape = {
  width: 8,
  blocks: 1,
  feedForward: 48,
  maxEvents: 4,
  adapterRank: 3,
  adapterSeed: 'self-test',
};
const [NEGATIVES, CANDIDATES] = [5, 9];
const TOLERANCE = 1e-4;

export interface Probe {
  readonly shape: EncoderShape;
  /** Of the encoder, on the host. */
  readonly base: ParameterValues;
  /** Base and A matrices on the backend in use; they live until `dispose`. */
  readonly weights: Weights;
  readonly history: HistoryExample;
  readonly sharedEncoder: ParameterValues;
  readonly sharedRanker: ParameterValues;
  readonly candidates: Candidates;
  dispose(): void;
}

/** Puts the problem on the backend in use. */
export function probe(): Probe {
  const random = seededRandom('self-test');
  const base = startingValues(encoderLayout(SHAPE), random);
  const tensors = new Map<string, tf.Tensor>();
  for (const { name, shape } of encoderLayout(SHAPE)) {
    tensors.set(name, tf.tensor(present(base.get(name), name), shape.slice()));
  }
  for (const [name, values] of fixedAdapter(SHAPE)) {
    tensors.set(name, tf.tensor2d(values, [values.length / SHAPE.adapterRank, SHAPE.adapterRank]));
  }
  return {
    shape: SHAPE,
    base,
    weights: (name) => present(tensors.get(name), name),
    history: historyOf(random.fork('history')),
    sharedEncoder: away(sharedEncoderLayout(SHAPE), random),
    sharedRanker: away(RANKER_LAYOUT, random),
    candidates: {
      products: Uint32Array.from({ length: CANDIDATES }, (_, i) => i),
      features: normals(CANDIDATES * FEATURES.length, random.fork('candidates')),
    },
    dispose: () => tf.dispose([...tensors.values()]),
  };
}

/** True when every number lies within 1e-4 of the largest known one; false where one is missing or not a number. */
export function agrees(known: readonly number[], found: readonly number[]): boolean {
  const largest = Math.max(...known.map(Math.abs));
  return known.every((value, i) => Math.abs(value - (found[i] ?? Number.NaN)) <= TOLERANCE * largest);
}

function historyOf(random: SeededRandom): HistoryExample {
  const events = 3;
  const collision = new Float32Array(events * NEGATIVES);
  collision[NEGATIVES + 2] = -1e9;
  return {
    products: normals(events * SHAPE.width, random),
    kinds: Int32Array.from([0, 2, 5]),
    gaps: Int32Array.from([0, 1, 3]),
    positives: normals(events * SHAPE.width, random).map((value) => value / 3),
    negatives: normals(NEGATIVES * SHAPE.width, random).map((value) => value / 3),
    collision,
    weights: Float32Array.from([0.2, 0.5, 0.3]),
  };
}

/** Starting values moved off their zeros: at zero, gradients vanish that should not be seen to vanish. */
function away(layout: ParameterLayout, random: SeededRandom): ParameterValues {
  const start = startingValues(layout, random);
  return new Map(
    layout.map(({ name }) => {
      const stream = random.fork(`${name}/away`);
      return [name, present(start.get(name), name).map((value) => value + 0.3 * stream.normal())];
    }),
  );
}

function normals(count: number, random: SeededRandom): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}
