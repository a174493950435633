/** A small encoder with a known answer: proves that a backend has every kernel and computes them right. */
import * as tf from '@tensorflow/tfjs-core';
import { encode, encoderLayout } from '../../models/behaviour-encoder.ts';
import { startingValues } from '../../models/parameters.ts';
import { present } from '../base/must.ts';
import { seededRandom } from '../base/seeded-random.ts';

const SHAPE = {
  width: 8,
  blocks: 1,
  heads: 2,
  feedForward: 16,
  maxEvents: 4,
  adapterRank: 1,
  adapterSeed: 'self-test',
};
/** The last state of the test history, from the plain backend; self-test.test.ts computes it anew. */
export const KNOWN_STATE = [-1.993572, -0.0708701, -1.0991442, 0.8627515, 0.0466949, 1.0652165, 0.929484, 0.2594396];
const TOLERANCE = 1e-4;

/** True when the backend in use gives the known state within 1e-4 of its largest number. Never throws. */
export async function passesSelfTest(): Promise<boolean> {
  try {
    const state = await selfTestState();
    const largest = Math.max(...KNOWN_STATE.map(Math.abs));
    return KNOWN_STATE.every((known, d) => Math.abs(known - (state[d] ?? Number.NaN)) <= TOLERANCE * largest);
  } catch {
    return false;
  }
}

/** The state that the backend in use computes. [8] */
export async function selfTestState(): Promise<Float32Array> {
  const random = seededRandom('self-test');
  const values = startingValues(encoderLayout(SHAPE), random);
  const products = Float32Array.from({ length: 3 * SHAPE.width }, () => random.normal());
  const last = tf.tidy(() => {
    const tensors = new Map(
      encoderLayout(SHAPE).map(({ name, shape }) => [name, tf.tensor(present(values.get(name), name), shape.slice())]),
    );
    const states = encode(SHAPE, (name) => present(tensors.get(name), name), {
      products: tf.tensor3d(products, [1, 3, SHAPE.width]),
      kinds: tf.tensor2d([0, 2, 5], [1, 3], 'int32'),
      gaps: tf.tensor2d([0, 1, 3], [1, 3], 'int32'),
    });
    return tf.slice(states, [0, 2, 0], [1, 1, SHAPE.width]);
  });
  const state = Float32Array.from(await last.data());
  last.dispose();
  return state;
}
