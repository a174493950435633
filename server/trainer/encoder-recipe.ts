/**
 * How an encoder is trained: which network, which loss, which negatives. A release has `SHIPPED`; `bench ablation` puts
 * others beside it. Legend: N positions, K negatives, D width, P products.
 */
import type * as tf from '@tensorflow/tfjs-core';
import {
  type EncodeOptions,
  type EncoderBatch,
  type EncoderShape,
  encode,
  encoderLayout,
  type Weights,
} from '../../models/behaviour-encoder.ts';
import { sampledSoftmaxLoss } from '../../models/objectives.ts';
import type { ParameterLayout } from '../../models/parameters.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';

export interface PassOptions extends EncodeOptions {
  /** Every event sees those after it too, for guessing one that is blotted out. The shipped network looks back only. */
  readonly bothWays?: boolean;
}

export interface EncoderNetwork {
  readonly layout: ParameterLayout;
  /** States after every event, from that event and those before it. [B, T, D] */
  encode(weights: Weights, batch: EncoderBatch, options: PassOptions): tf.Tensor3D;
}

export interface Negatives {
  /** Shared by all positions of a step. [K] */
  readonly rows: Int32Array;
  /** Added to their scores: minus log of how often each is drawn, or nothing where all are drawn alike. [K] */
  readonly correction?: Float32Array;
}

export interface EncoderRecipe {
  network(shape: EncoderShape): EncoderNetwork;
  /** As `sampledSoftmaxLoss`. */
  readonly loss: typeof sampledSoftmaxLoss;
  /** @param targets what the positions of the step have to predict [N] @param products P */
  negatives(count: number, targets: Int32Array, products: number, random: SeededRandom): Negatives;
  /** Share of the inputs that a second pass, which looks both ways, has to guess; 0 is no such pass. */
  readonly maskedShare: number;
  /** Of the second pass' loss, beside the first's. */
  readonly maskedWeight: number;
}

export const SHIPPED: EncoderRecipe = {
  network: (shape) => ({
    layout: encoderLayout(shape),
    encode: (weights, batch, options) => encode(shape, weights, batch, options),
  }),
  loss: sampledSoftmaxLoss,
  negatives: (count, _targets, products, random) => ({
    rows: Int32Array.from({ length: count }, () => random.integer(products)),
  }),
  maskedShare: 0,
  maskedWeight: 0,
};
