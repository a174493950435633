/** Losses and negatives that `bench ablation` puts beside the shipped ones. N positions, K negatives, D width, P products. */
import * as tf from '@tensorflow/tfjs-core';
import { unitRows } from '../../models/objectives.ts';
import type { EncoderRecipe } from '../../server/trainer/encoder-recipe.ts';

/**
 * Binary cross entropy of the product and one negative a position.
 * @see Kang and McAuley 2018, "Self-Attentive Sequential Recommendation", arXiv 1808.09781
 */
export const binaryCrossEntropy: EncoderRecipe['loss'] = (states, positives, negatives, collision, weights, heat) =>
  tf.tidy(() => {
    const unit = scaledUnits(states, heat);
    const [count, sampled] = collision.shape;
    const others = tf.add(tf.matMul(unit, negatives, false, true), collision);
    const own = new Float32Array(count * sampled);
    for (let n = 0; n < count; n++) own[n * sampled + (n % sampled)] = 1;
    const other = tf.sum(tf.mul(softplus(others), tf.tensor2d(own, [count, sampled])), -1);
    const positive = tf.sum(tf.mul(unit, positives), -1);
    return weighted(tf.add(softplus(tf.neg(positive)), other), weights);
  });

/**
 * Binary cross entropy with many negatives, the positive's probability raised to beta, which undoes the overconfidence
 * that sampling brings.
 * @param products P
 * @see Petrov and Macdonald 2023, "gSASRec", arXiv 2308.07192, equations 8 and 10, t = .75
 */
export const generalisedBinaryCrossEntropy =
  (products: number): EncoderRecipe['loss'] =>
  (states, positives, negatives, collision, weights, heat) =>
    tf.tidy(() => {
      const unit = scaledUnits(states, heat);
      const share = negatives.shape[0] / (products - 1);
      const beta = share * (0.75 * (1 - 1 / share) + 1 / share);
      const others = tf.sum(softplus(tf.add(tf.matMul(unit, negatives, false, true), collision)), -1);
      const positive = tf.sum(tf.mul(unit, positives), -1);
      return weighted(tf.add(tf.mul(softplus(tf.neg(positive)), tf.scalar(beta)), others), weights);
    });

/**
 * Negatives drawn as often as products are chosen, with the correction that takes that back out of the scores.
 * @param counts how often each product was chosen [P]
 * @see Bengio and Senecal 2008, "Adaptive Importance Sampling to Accelerate Training of a Neural Probabilistic Language Model"
 */
export function popularNegatives(counts: Float32Array): EncoderRecipe['negatives'] {
  const pool = [...counts.keys()].flatMap((row) => Array.from({ length: counts[row] as number }, () => row));
  return (count, _targets, _products, random) => {
    const rows = Int32Array.from({ length: count }, () => pool[random.integer(pool.length)] as number);
    const correction = Float32Array.from(rows, (row) => -Math.log((count * (counts[row] as number)) / pool.length));
    return { rows, correction };
  };
}

function scaledUnits(states: tf.Tensor2D, heat: number): tf.Tensor2D {
  return tf.mul(unitRows(states), tf.scalar(1 / heat)) as tf.Tensor2D;
}

/** log(1 + exp(x)); cosines over a temperature stay far from where exp overflows. */
function softplus(logits: tf.Tensor): tf.Tensor {
  return tf.log(tf.add(tf.exp(logits), tf.scalar(1)));
}

function weighted(losses: tf.Tensor, weights: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.mul(tf.reshape(losses, [-1]), weights)) as tf.Scalar;
}
