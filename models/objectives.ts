/**
 * What training minimises. Legend: N positions, K negatives, D width.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Rows scaled to length 1; zero rows stay finite. [N, D] -> [N, D] */
export function unitRows(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squares = tf.sum(tf.mul(rows, rows), -1, true);
    return tf.mul(rows, tf.rsqrt(tf.add(squares, tf.scalar(1e-12)))) as tf.Tensor2D;
  });
}

/**
 * Mean softmax loss of cosine scores, the positive against negatives that all positions share.
 * @param states [N, D], any length
 * @param positives unit vectors of the products that came next [N, D]
 * @param negatives unit vectors [K, D]
 * @param collision added to the negative scores: 0, or a large negative number where a negative is the positive [N, K]
 * @param weights of the positions, summing to 1 [N]
 * @param temperature divides the scores
 * @see Klenitskiy and Vasilev 2023, "Turning Dross Into Gold Loss", arXiv 2309.07602
 */
export function sampledSoftmaxLoss(
  states: tf.Tensor2D,
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  collision: tf.Tensor2D,
  weights: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  return tf.tidy(() => {
    const unit = tf.mul(unitRows(states), tf.scalar(1 / temperature)) as tf.Tensor2D;
    const positive = tf.sum(tf.mul(unit, positives), -1, true);
    const negative = tf.add(tf.matMul(unit, negatives, false, true), collision);
    // Cosine scores are bounded by 1/temperature, so one constant keeps exp in range without a max.
    const shift = tf.scalar(1 / temperature);
    const partition = tf.add(tf.exp(tf.sub(positive, shift)), tf.sum(tf.exp(tf.sub(negative, shift)), -1, true));
    const loss = tf.sub(tf.add(tf.log(partition), shift), positive);
    return tf.sum(tf.mul(tf.reshape(loss, [-1]), weights)) as tf.Scalar;
  });
}

/** Added to the score of a negative that is the positive itself. Finite: WGSL may assume that there are no infinities. */
const COLLIDED = -1e9;

/** Host form of the `collision` of `sampledSoftmaxLoss`, from rows of products. [N, K] */
export function collisions(positives: ArrayLike<number>, negatives: ArrayLike<number>): Float32Array {
  const mask = new Float32Array(positives.length * negatives.length);
  const places = new Map<number, number[]>();
  for (let k = 0; k < negatives.length; k++) {
    const row = negatives[k] as number;
    places.set(row, [...(places.get(row) ?? []), k]);
  }
  for (let n = 0; n < positives.length; n++) {
    for (const k of places.get(positives[n] as number) ?? []) mask[n * negatives.length + k] = COLLIDED;
  }
  return mask;
}
