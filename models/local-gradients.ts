/**
 * The gradients that a device computes: of the shared adapter on one history, and of the ranker on one choice. Browser,
 * self-test and parity test call the same two functions.
 * Legend: T events, D width, K negatives, C candidates, F features.
 */
import * as tf from '@tensorflow/tfjs-core';
import { must, present } from '../src/base/must.ts';
import { type EncoderShape, encode, sharedEncoderLayout, type Weights } from './behaviour-encoder.ts';
import { type Candidates, FEATURES } from './candidate-features.ts';
import { sampledSoftmaxLoss } from './objectives.ts';
import { layoutSize, type ParameterLayout, type ParameterValues, sizeOf } from './parameters.ts';
import { RANKER_LAYOUT, rank } from './ranker.ts';

/** One history with what came next after each event, as plain numbers. */
export interface HistoryExample {
  /** Unit product vectors times sqrt(D), oldest first. [T, D] */
  readonly products: Float32Array;
  /** Indices into PRODUCT_EVENT_KINDS. [T] */
  readonly kinds: Int32Array;
  /** See `gapsBetween`. [T] */
  readonly gaps: Int32Array;
  /** Unit vectors of the products that came next. [T, D] */
  readonly positives: Float32Array;
  /** Unit vectors of other products. [K, D] */
  readonly negatives: Float32Array;
  /** -1e9 where a negative is the position's own positive, else 0. [T, K] */
  readonly collision: Float32Array;
  /** Share of each position in the loss, summing to 1. [T] */
  readonly weights: Float32Array;
}

export interface LocalGradient {
  /** Nats a position, or a choice. */
  readonly loss: number;
  /** In the order of the layout that was asked about. */
  readonly gradient: Float32Array;
}

/**
 * Gradient of the next-product loss in the shared encoder parameters, base frozen.
 * @param base tensors by the names of `encoderLayout`, no adapter folded in; borrowed
 * @param fixed the A matrices, by `block0.query.a`; borrowed
 * @param shared values by the names of `sharedEncoderLayout`
 * @returns in the order of `sharedEncoderLayout`
 */
export async function adapterGradient(
  shape: EncoderShape,
  temperature: number,
  base: Weights,
  fixed: Weights,
  shared: ParameterValues,
  example: HistoryExample,
): Promise<LocalGradient> {
  const events = example.kinds.length;
  const negatives = example.negatives.length / shape.width;
  return gradientOf(sharedEncoderLayout(shape), shared, (trained) => {
    const adapter: Weights = (name) => (name.endsWith('.a') ? fixed(name) : trained(name));
    const batch = {
      products: tf.tensor3d(example.products, [1, events, shape.width]),
      kinds: tf.tensor2d(example.kinds, [1, events], 'int32'),
      gaps: tf.tensor2d(example.gaps, [1, events], 'int32'),
    };
    const states = encode(shape, base, batch, { adapter });
    return sampledSoftmaxLoss(
      tf.reshape(states, [events, shape.width]) as tf.Tensor2D,
      tf.tensor2d(example.positives, [events, shape.width]),
      tf.tensor2d(example.negatives, [negatives, shape.width]),
      tf.tensor2d(example.collision, [events, negatives]),
      tf.tensor1d(example.weights),
      temperature,
    );
  });
}

/**
 * Gradient of one choice among candidates: cross entropy of the softmax over their logits.
 * @param chosen place of the chosen product among the candidates
 * @param shared values by the names of `RANKER_LAYOUT`
 * @returns in the order of `RANKER_LAYOUT`
 */
export async function rankerGradient(
  shared: ParameterValues,
  { products, features }: Candidates,
  chosen: number,
): Promise<LocalGradient> {
  must(chosen >= 0 && chosen < products.length, 'the chosen product among the candidates');
  const picked = new Float32Array(products.length);
  picked[chosen] = 1;
  return gradientOf(RANKER_LAYOUT, shared, (trained) => {
    const logits = rank(trained, tf.tensor2d(features, [products.length, FEATURES.length]));
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor1d(picked)))) as tf.Scalar;
  });
}

/** Value and gradient of `loss` in the tensors of a layout. Leaves no tensor behind. */
async function gradientOf(
  layout: ParameterLayout,
  values: ParameterValues,
  loss: (trained: Weights) => tf.Scalar,
): Promise<LocalGradient> {
  const { value, grads } = tf.tidy(() => {
    const at = new Map(layout.map(({ name }, index) => [name, index]));
    const tensors = layout.map(({ name, shape }) => tf.tensor(present(values.get(name), name), shape.slice()));
    return tf.valueAndGrads((...inputs: tf.Tensor[]) =>
      loss((name) => present(inputs[present(at.get(name), name)], name)),
    )(tensors);
  });
  try {
    const [lossValue, ...parts] = await Promise.all([value, ...grads].map((tensor) => tensor.data()));
    const gradient = new Float32Array(layoutSize(layout));
    let offset = 0;
    for (const [index, { name, shape }] of layout.entries()) {
      const part = present(parts[index], name);
      must(part.length === sizeOf(shape), `a gradient of ${sizeOf(shape)} numbers for ${name}`);
      gradient.set(part, offset);
      offset += part.length;
    }
    return { loss: lossValue?.[0] ?? Number.NaN, gradient };
  } finally {
    tf.dispose([value, ...grads]);
  }
}
