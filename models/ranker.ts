/**
 * The ranker: one number a candidate from its features. A straight line plus a small correction, so that an untrained
 * correction changes nothing. All of it is federated (part of the shared layout).
 * Legend: C candidates, F features, M hidden units.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Weights } from './behaviour-encoder.ts';
import { type Candidates, FEATURES, type Feature } from './candidate-features.ts';
import { isOwnFeature } from './own-memory.ts';
import type { ParameterLayout } from './parameters.ts';

const HIDDEN = 16;
/** What a feature weighs before anything is learned: sources agree, and what memory says is for the logs to tell. */
const AGREEMENT = 0.3;
const startOf = (feature: Feature) => (isOwnFeature(feature) ? 0 : AGREEMENT);

export const RANKER_LAYOUT: ParameterLayout = [
  { name: 'ranker.line', shape: [FEATURES.length, 1], start: { values: FEATURES.map(startOf) } },
  { name: 'ranker.expand', shape: [FEATURES.length, HIDDEN], start: { stdDev: 0.3 } },
  { name: 'ranker.expand.bias', shape: [HIDDEN], start: { constant: 0 } },
  { name: 'ranker.contract', shape: [HIDDEN, 1], start: { constant: 0 } },
];

/** Candidates with what the released ranker says of them. */
export interface ScoredCandidates extends Candidates {
  /** [C] */
  readonly logits: Float32Array;
}

/** Logits of the next choice. [C, F] -> [C]; softmax over the candidates gives probabilities. */
export function rank(weights: Weights, features: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const line = tf.matMul(features, weights('ranker.line') as tf.Tensor2D);
    const expanded = tf.matMul(features, weights('ranker.expand') as tf.Tensor2D);
    const hidden = tf.relu(tf.add(expanded, weights('ranker.expand.bias'))) as tf.Tensor2D;
    const correction = tf.matMul(hidden, weights('ranker.contract') as tf.Tensor2D);
    return tf.reshape(tf.add(line, correction), [-1]) as tf.Tensor1D;
  });
}
