/**
 * The loss of a step of the encoder's training and its gradients, for all shoppers of the batch or for some of them: the
 * gradients of the parts add up to those of the whole.
 * Legend: B shoppers, T events, N = B T positions, K negatives, D width, P products.
 * Product rows are gathered here, on the host: only touched rows move, and no backend needs the gradient of a gather.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { collisions, unitRows } from '../../models/objectives.ts';
import { sizeOf, unflatten } from '../../models/parameters.ts';
import { gatherRows } from '../../models/product-vectors.ts';
import { must, present } from '../../src/base/must.ts';
import { type SeededRandom, seededRandom } from '../../src/base/seeded-random.ts';
import { type EncoderRecipe, type Negatives, type PassOptions, SHIPPED } from './encoder-recipe.ts';

export interface Batch {
  readonly shoppers: number;
  readonly events: number;
  /** [N] each; positions past the end of a sequence have weight 0. The weights of a whole batch sum to 1. */
  readonly inputs: Int32Array;
  readonly kinds: Int32Array;
  readonly gaps: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

export interface GradientSettings {
  readonly shape: EncoderShape;
  readonly temperature: number;
  readonly dropout: number;
  /** `SHIPPED` when absent. */
  readonly recipe?: EncoderRecipe;
}

/** What gradients are computed at. */
export interface GradientPoint {
  /** The base, flat in the order of the network's layout. */
  readonly parameters: Float32Array;
  /** Product vectors, of any length. [P, D] */
  readonly vectors: Float32Array;
}

/** A batch or a part of one; a structured clone can carry it. */
export interface GradientTask {
  readonly batch: Batch;
  /** Shoppers of the whole batch that come before: what is dropped out does not depend on how it was parted. */
  readonly before: number;
  readonly negatives: Negatives;
  /** 32 bits, the same for all parts. */
  readonly seed: number;
}

export interface Gradients {
  /** Nats a position, its share of the whole batch. */
  readonly loss: number;
  readonly base: Float32Array;
  /** [N, D] */
  readonly inputs: Float32Array;
  /** [N, D] */
  readonly targets: Float32Array;
  /** [K, D] */
  readonly negatives: Float32Array;
}

/** The gradients of each task, in their order. */
export type ComputeGradients = (tasks: readonly GradientTask[]) => Promise<readonly Gradients[]>;

/** One after the other, on the backend of this thread. */
export function inTurn(settings: GradientSettings, point: GradientPoint): ComputeGradients {
  return async (tasks) => {
    const all: Gradients[] = [];
    for (const task of tasks) all.push(await lossGradients(settings, point, task));
    return all;
  };
}

/** Shoppers side by side, as even as they come; at most `most` parts, none empty. */
export function partsOf(batch: Batch, most: number): { readonly batch: Batch; readonly before: number }[] {
  const parts = Math.max(1, Math.min(most, batch.shoppers));
  const begin = (part: number) => Math.floor((part * batch.shoppers) / parts);
  return Array.from({ length: parts }, (_, part) => {
    const [before, end] = [begin(part), begin(part + 1)];
    // Copies, because a clone of a view carries all that it is a view of.
    const of = <Values extends Int32Array | Float32Array>(values: Values) =>
      values.slice(before * batch.events, end * batch.events) as Values;
    return {
      before,
      batch: {
        ...{ shoppers: end - before, events: batch.events, inputs: of(batch.inputs), kinds: of(batch.kinds) },
        ...{ gaps: of(batch.gaps), targets: of(batch.targets), weights: of(batch.weights) },
      },
    };
  });
}

async function lossGradients(
  settings: GradientSettings,
  { parameters, vectors }: GradientPoint,
  { batch, before, negatives, seed }: GradientTask,
): Promise<Gradients> {
  const { shape, temperature, recipe = SHIPPED } = settings;
  const width = shape.width;
  const network = recipe.network(shape);
  const { layout } = network;
  const result = tf.tidy(() => {
    const gather = (rows: Int32Array) => tf.tensor2d(gatherRows(vectors, rows, width), [rows.length, width]);
    const values = unflatten(layout, parameters);
    const weights = layout.map(({ name, shape: dims }) => tf.tensor(present(values.get(name), name), dims.slice()));
    const collision = withCorrection(collisionMask(batch.targets, negatives.rows), negatives.correction);
    const flat = (state: tf.Tensor3D) => tf.reshape(state, [-1, width]) as tf.Tensor2D;
    const passing: PassOptions = { dropout: dropoutOf(settings.dropout, seed, before / batch.shoppers) };
    const guessed = recipe.maskedShare > 0 ? maskedPositions(batch, recipe.maskedShare, seededRandom(seed)) : undefined;
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const [inputs, targets, sampled, ...base] = tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, ...tf.Tensor[]];
      const byName = new Map(layout.map(({ name }, i) => [name, present(base[i], name)]));
      const use = (name: string) => present(byName.get(name), name);
      const input = encoderInput(shape, batch, inputs);
      const state = flat(network.encode(use, input, passing));
      const [next, others] = [unitRows(targets), unitRows(sampled)];
      const loss = recipe.loss(state, next, others, collision, tf.tensor1d(batch.weights), temperature);
      if (!guessed) return loss;
      const products = tf.mul(input.products, guessed.left) as tf.Tensor3D;
      const both = flat(network.encode(use, { ...input, products }, { ...passing, bothWays: true }));
      const own = withCorrection(collisionMask(batch.inputs, negatives.rows), negatives.correction);
      const missing = recipe.loss(both, unitRows(inputs), others, own, guessed.weights, temperature);
      return tf.add(loss, tf.mul(missing, tf.scalar(recipe.maskedWeight))) as tf.Scalar;
    })([gather(batch.inputs), gather(batch.targets), gather(negatives.rows), ...weights]);
    return { value, grads };
  });
  const read = (tensor: tf.Tensor) => tensor.data() as Promise<Float32Array>;
  const [inputs, targets, sampled, ...base] = await Promise.all(result.grads.map(read));
  const flatGradient = new Float32Array(parameters.length);
  let offset = 0;
  for (const [i, gradient] of base.entries()) {
    must(gradient.length === sizeOf(present(layout[i], 'parameter').shape), 'one gradient a parameter');
    flatGradient.set(gradient, offset);
    offset += gradient.length;
  }
  const loss = (await read(result.value))[0] ?? Number.NaN;
  tf.dispose([result.value, ...result.grads]);
  return {
    loss,
    base: flatGradient,
    inputs: present(inputs, 'input gradient'),
    targets: present(targets, 'target gradient'),
    negatives: present(sampled, 'negative gradient'),
  };
}

function encoderInput(shape: EncoderShape, batch: Batch, inputs: tf.Tensor2D) {
  const dims: [number, number] = [batch.shoppers, batch.events];
  const scaled = tf.mul(unitRows(inputs), tf.scalar(Math.sqrt(shape.width)));
  return {
    products: tf.reshape(scaled, [...dims, shape.width]) as tf.Tensor3D,
    kinds: tf.tensor2d(batch.kinds, dims, 'int32'),
    gaps: tf.tensor2d(batch.gaps, dims, 'int32'),
  };
}

/** [N, K] */
function collisionMask(targets: Int32Array, negatives: Int32Array): tf.Tensor2D {
  return tf.tensor2d(collisions(targets, negatives), [targets.length, negatives.length]);
}

function withCorrection(collision: tf.Tensor2D, correction: Float32Array | undefined): tf.Tensor2D {
  return correction ? tf.add(collision, tf.tensor1d(correction)) : collision;
}

/** Which inputs are to be guessed: factors of the inputs that blot them out [B, T, 1], and their weights, summing to 1 [N]. */
function maskedPositions(
  batch: Batch,
  share: number,
  random: SeededRandom,
): { readonly left: tf.Tensor3D; readonly weights: tf.Tensor1D } {
  const masked = batch.weights.map((weight) => (weight > 0 && random.uniform() < share ? 1 : 0));
  const count = Math.max(
    1,
    masked.reduce((sum, one) => sum + one, 0),
  );
  return {
    left: tf.tensor3d(
      masked.map((one) => 1 - one),
      [batch.shoppers, batch.events, 1],
    ),
    weights: tf.tensor1d(masked.map((one) => one / count)),
  };
}

/**
 * Inverted dropout. Whether a number is kept follows from the seed, the call and the number's place in the whole batch, so that
 * a batch may be computed in parts.
 * @param before how much of the batch comes before, in sizes of this part
 */
function dropoutOf(rate: number, seed: number, before: number): (activations: tf.Tensor) => tf.Tensor {
  let call = 0;
  return (activations) => {
    if (rate === 0) return activations;
    const [first, keep] = [Math.round(before * activations.size), 1 / (1 - rate)];
    const start = scramble(seed ^ scramble(++call));
    const dropped = rate * 2 ** 32;
    const mask = new Float32Array(activations.size);
    for (let i = 0; i < mask.length; i++) {
      if (scramble((start + Math.imul(first + i, 0x9e3779b9)) | 0) >= dropped) mask[i] = keep;
    }
    return tf.mul(activations, tf.tensor(mask, activations.shape));
  };
}

/** 32 bits from 32 bits, each of them dependent on all (the finaliser of MurmurHash3, Austin Appleby). */
function scramble(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
