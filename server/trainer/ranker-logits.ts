/** What a ranker says of candidates. C candidates, F features. */
import * as tf from '@tensorflow/tfjs-core';
import { FEATURES } from '../../models/candidate-features.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { RANKER_LAYOUT, rank } from '../../models/ranker.ts';
import { must, present } from '../../src/base/must.ts';

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
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  must(values.length === count, 'one logit a candidate');
  return values;
}
