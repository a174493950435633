/** What a ranker says of candidates, and where that puts one of them. C candidates, F features. */
import * as tf from '@tensorflow/tfjs-core';
import { must, present } from '../src/base/must.ts';
import { FEATURES } from './candidate-features.ts';
import type { ParameterValues } from './parameters.ts';
import { RANKER_LAYOUT, rank } from './ranker.ts';

/** Uses the tensor backend of this process. @param features [C, F] @returns [C] */
export async function logitsOf(ranker: ParameterValues, features: Float32Array): Promise<Float32Array> {
  const count = features.length / FEATURES.length;
  if (count === 0) return new Float32Array(0);
  const logits = tf.tidy(() => {
    const weights = new Map(
      RANKER_LAYOUT.map(({ name, shape }) => [name, tf.tensor(present(ranker.get(name), name), shape.slice())]),
    );
    return rank((name) => present(weights.get(name), name), tf.tensor2d(features, [count, FEATURES.length]));
  });
  const values = Float32Array.from(await logits.data());
  logits.dispose();
  must(values.length === count, 'one logit a candidate');
  return values;
}

/** How many candidates stand before one, ties by row as in a list that is served. @param scores by ascending row [C] */
export function placeOf(scores: Float32Array, one: number): number {
  const own = scores[one] as number;
  let place = 0;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] as number;
    if (score > own || (score === own && at < one)) place++;
  }
  return place;
}
