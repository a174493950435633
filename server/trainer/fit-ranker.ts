/**
 * Fits the ranker on held-out next products: a softmax over each shopper's candidates, and a normal prior about the
 * starting values, which counts where the choices are few. C candidates, F features.
 */
import * as tf from '@tensorflow/tfjs-core';
import { FEATURES } from '../../models/candidate-features.ts';
import { adamState, adamStep } from '../../models/optimiser.ts';
import { flatten, startingValues, unflatten } from '../../models/parameters.ts';
import { RANKER_LAYOUT, rank } from '../../models/ranker.ts';
import { present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { RankingExample } from './ranking-examples.ts';

const EPOCHS = 4;
/** Of a shop with few choices; four epochs of a hundred would leave the ranker where it started. */
const FEWEST_STEPS = 300;
/** Precision of the prior, in choices: as much as so many of them say. 10 and 40 did as well on two small shops. */
const PRIOR = 20;
/** At the start; it falls to 0, without which two fits differ by more than a feature is worth. */
const LEARNING_RATE = 0.02;

/** Ranker values by name, from the examples whose choice was retrieved. Without any the starting line is kept. @param onStep called before each; may throw */
export async function fitRanker(
  examples: readonly RankingExample[],
  random: SeededRandom,
  onStep: () => Promise<void> = async () => {},
): Promise<Map<string, Float32Array>> {
  const start = startingValues(RANKER_LAYOUT, random.fork('ranker'));
  const [flat, prior] = [flatten(RANKER_LAYOUT, start), flatten(RANKER_LAYOUT, start)];
  const adam = adamState(flat.length);
  const batch = 16;
  const usable = [...examples.keys()].filter((at) => present(examples[at], 'example').chosen >= 0);
  if (usable.length === 0) return unflatten(RANKER_LAYOUT, flat);
  const pull = PRIOR / usable.length;
  const epochs = Math.max(EPOCHS, Math.ceil((FEWEST_STEPS * batch) / usable.length));
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = random.shuffle(usable.slice());
    for (let i = 0; i < order.length; i += batch) {
      await onStep();
      const chosen = order.slice(i, i + batch).map((at) => present(examples[at], 'example'));
      const done = (epoch + i / order.length) / epochs;
      const gradient = await gradientOf(flat, chosen);
      const pulled = gradient.map((value, at) => value + pull * ((flat[at] as number) - (prior[at] as number)));
      adamStep(flat, pulled, adam, LEARNING_RATE * (1 - done));
    }
  }
  return unflatten(RANKER_LAYOUT, flat);
}

async function gradientOf(flat: Float32Array, examples: readonly RankingExample[]): Promise<Float32Array> {
  const gradients = tf.tidy(() => {
    const values = unflatten(RANKER_LAYOUT, flat);
    const tensors = RANKER_LAYOUT.map(({ name, shape }) => tf.tensor(present(values.get(name), name), shape.slice()));
    const sizes = examples.map(({ candidates }) => candidates.products.length);
    const widest = Math.max(...sizes);
    const features = new Float32Array(examples.length * widest * FEATURES.length);
    const padding = new Float32Array(examples.length * widest);
    const target = new Float32Array(examples.length * widest);
    examples.forEach(({ candidates, chosen }, row) => {
      features.set(candidates.features, row * widest * FEATURES.length);
      padding.fill(-1e9, row * widest + candidates.products.length, (row + 1) * widest);
      target[row * widest + chosen] = 1 / examples.length;
    });
    return tf.grads((...weights: tf.Tensor[]) => {
      const byName = new Map(RANKER_LAYOUT.map(({ name }, at) => [name, present(weights[at], name)]));
      const flatLogits = rank(
        (name) => present(byName.get(name), name),
        tf.tensor2d(features, [examples.length * widest, FEATURES.length]),
      );
      const logits = tf.add(
        tf.reshape(flatLogits, [examples.length, widest]),
        tf.tensor2d(padding, [examples.length, widest]),
      );
      return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(target, [examples.length, widest])))) as tf.Scalar;
    })(tensors);
  });
  const gradient = new Float32Array(flat.length);
  let offset = 0;
  for (const tensor of gradients) {
    gradient.set((await tensor.data()) as Float32Array, offset);
    offset += tensor.size;
  }
  tf.dispose(gradients);
  return gradient;
}
