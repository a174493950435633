/**
 * Trains the base encoder and the product vectors on next-product prediction over all positions.
 * Legend: B shoppers, T events, N = B T positions, K negatives, D width, P products.
 * Product rows are gathered and scattered here, on the host: only touched rows move, and no backend needs the gradient
 * of a gather.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { unitRows } from '../../models/objectives.ts';
import { type AdamState, adamState, adamStep } from '../../models/optimiser.ts';
import { flatten, sizeOf, startingValues, unflatten } from '../../models/parameters.ts';
import { gatherRows } from '../../models/product-vectors.ts';
import { must, present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import { type EncoderRecipe, type Negatives, type PassOptions, SHIPPED } from './encoder-recipe.ts';
import { type RowAdam, type RowAdamState, rowAdam, rowAdamState } from './row-adam.ts';

export interface TrainingEvent {
  /** Row of the product. */
  readonly product: number;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
  /** Time since the event before, see `gapsBetween`; 0, unknown, when absent. */
  readonly gap?: number;
  /** How much the event says of what is popular now, 0 to 1; 1 when absent. */
  readonly recency?: number;
}

export interface EncoderTraining {
  readonly shape: EncoderShape;
  readonly temperature: number;
  readonly sequences: readonly (readonly TrainingEvent[])[];
  readonly random: SeededRandom;
  readonly learningRate: number;
  readonly dropout: number;
  readonly negatives: number;
  /** Positions a step, about. */
  readonly tokens: number;
  /** `SHIPPED` when absent. */
  readonly recipe?: EncoderRecipe;
}

/** All that a step changes; with the place in the epochs it is all that training needs to go on. */
export interface EncoderState {
  /** The base, flat in the order of `encoderLayout`. */
  readonly parameters: Float32Array;
  readonly adam: AdamState;
  /** Product vectors, of any length. [P, D] */
  readonly vectors: Float32Array;
  readonly rows: RowAdamState;
}

/** @param vectors starting product vectors [P, D], kept */
export function startingState(
  shape: EncoderShape,
  vectors: Float32Array,
  random: SeededRandom,
  recipe: EncoderRecipe = SHIPPED,
): EncoderState {
  const { layout } = recipe.network(shape);
  const parameters = flatten(layout, startingValues(layout, random.fork('start')));
  const rows = rowAdamState(vectors.length / shape.width, shape.width);
  return { parameters, adam: adamState(parameters.length), vectors, rows };
}

/** How far an epoch is. */
export interface EpochProgress {
  /** Steps taken and steps there are. */
  readonly done: number;
  readonly steps: number;
  /** Of the last step, nats a position. */
  readonly loss: number;
  /** Positions of the last step that have a product to predict. */
  readonly positions: number;
}

export interface EncoderTrainer {
  /**
   * One pass over the sequences, from step `from` of it on. What is random in a step depends on the seed, the epoch and
   * the step alone, so a pass that is taken up again goes on as if it had never stopped.
   * @param epoch counts from 1, over all passes of a training
   * @param onStep called after each step; false ends the pass
   * @param rate of learning for a step, from how much of the pass is done (0 to 1); the options' own when absent
   */
  epoch(
    epoch: number,
    from: number,
    onStep: (progress: EpochProgress) => Promise<boolean>,
    rate?: (done: number) => number,
  ): Promise<void>;
}

interface Batch {
  readonly shoppers: number;
  readonly events: number;
  /** [N] each; positions past the end of a sequence have weight 0. */
  readonly inputs: Int32Array;
  readonly kinds: Int32Array;
  readonly gaps: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
}

/** @param state is changed in place by every step */
export function encoderTrainer(options: EncoderTraining, state: EncoderState): EncoderTrainer {
  const rows = rowAdam(state.vectors, options.shape.width, state.rows);
  return {
    async epoch(epoch, from, onStep, rate = () => options.learningRate) {
      const random = options.random.fork(`epoch-${epoch}`);
      const batches = random.shuffle(batchesOf(options, random));
      for (let at = from; at < batches.length; at++) {
        const learningRate = rate(at / batches.length);
        const draw = random.fork(`step-${at}`);
        const batch = present(batches[at], 'batch');
        const loss = await step({ ...options, learningRate }, state, rows, batch, draw);
        const positions = batch.weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
        if (!(await onStep({ done: at + 1, steps: batches.length, loss, positions }))) return;
      }
    },
  };
}

async function step(
  options: EncoderTraining,
  state: EncoderState,
  rows: RowAdam,
  batch: Batch,
  random: SeededRandom,
): Promise<number> {
  const products = state.vectors.length / options.shape.width;
  const recipe = options.recipe ?? SHIPPED;
  const negatives = recipe.negatives(options.negatives, batch.targets, products, random);
  const gradients = await lossGradients(options, state, batch, negatives, random);
  adamStep(state.parameters, gradients.base, state.adam, options.learningRate);
  rows.add(batch.inputs, gradients.inputs);
  rows.add(batch.targets, gradients.targets);
  rows.add(negatives.rows, gradients.negatives);
  rows.step(options.learningRate);
  return gradients.loss;
}

interface Gradients {
  readonly loss: number;
  readonly base: Float32Array;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly negatives: Float32Array;
}

async function lossGradients(
  options: EncoderTraining,
  { parameters, vectors }: EncoderState,
  batch: Batch,
  negatives: Negatives,
  random: SeededRandom,
): Promise<Gradients> {
  const { shape, recipe = SHIPPED } = options;
  const width = shape.width;
  const network = recipe.network(shape);
  const { layout } = network;
  const result = tf.tidy(() => {
    const gather = (rows: Int32Array) => tf.tensor2d(gatherRows(vectors, rows, width), [rows.length, width]);
    const values = unflatten(layout, parameters);
    const weights = layout.map(({ name, shape: dims }) => tf.tensor(present(values.get(name), name), dims.slice()));
    const collision = withCorrection(collisionMask(batch.targets, negatives.rows), negatives.correction);
    const flat = (state: tf.Tensor3D) => tf.reshape(state, [-1, width]) as tf.Tensor2D;
    const passing: PassOptions = { dropout: (activations) => dropOut(activations, options.dropout, random) };
    const guessed = recipe.maskedShare > 0 ? maskedPositions(batch, recipe.maskedShare, random) : undefined;
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const [inputs, targets, sampled, ...base] = tensors as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, ...tf.Tensor[]];
      const byName = new Map(layout.map(({ name }, i) => [name, present(base[i], name)]));
      const use = (name: string) => present(byName.get(name), name);
      const input = encoderInput(shape, batch, inputs);
      const state = flat(network.encode(use, input, passing));
      const [next, others, { temperature }] = [unitRows(targets), unitRows(sampled), options];
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

/** Sequences of like length side by side, so that little is padded; about `tokens` positions each. */
function batchesOf({ sequences, shape, tokens }: EncoderTraining, random: SeededRandom): Batch[] {
  const usable = sequences.filter((sequence) => sequence.length >= 2);
  const order = random.shuffle(usable.slice()).sort((a, b) => a.length - b.length);
  const batches: Batch[] = [];
  for (let i = 0; i < order.length; ) {
    // The longest of the batch sets T: take while the padded size fits.
    let end = i + 1;
    const events = (at: number) => Math.min(shape.maxEvents, present(order[at], 'sequence').length - 1);
    while (end < order.length && (end + 1 - i) * events(end) <= tokens) end++;
    batches.push(padded(order.slice(i, end), events(end - 1)));
    i = end;
  }
  return batches;
}

function padded(sequences: readonly (readonly TrainingEvent[])[], events: number): Batch {
  const size = sequences.length * events;
  const batch = {
    shoppers: sequences.length,
    events,
    inputs: new Int32Array(size),
    kinds: new Int32Array(size),
    gaps: new Int32Array(size),
    targets: new Int32Array(size),
    weights: new Float32Array(size),
  };
  let positions = 0;
  sequences.forEach((sequence, row) => {
    const recent = sequence.slice(-(events + 1));
    for (let t = 0; t + 1 < recent.length; t++) {
      const at = row * events + t;
      const event = present(recent[t], 'event');
      const next = present(recent[t + 1], 'event').product;
      batch.inputs[at] = event.product;
      batch.kinds[at] = event.kind;
      batch.gaps[at] = event.gap ?? 0;
      batch.targets[at] = next;
      // To put into the cart what one looks at is no choice of a next product.
      if (next === event.product) continue;
      batch.weights[at] = 1;
      positions++;
    }
  });
  for (let at = 0; at < size; at++) batch.weights[at] = (batch.weights[at] as number) / Math.max(1, positions);
  return batch;
}

/** -1e9 where a negative is the position's own target. [N, K] */
function collisionMask(targets: Int32Array, negatives: Int32Array): tf.Tensor2D {
  const mask = new Float32Array(targets.length * negatives.length);
  const at = new Map<number, number[]>();
  for (const [k, row] of negatives.entries()) at.set(row, [...(at.get(row) ?? []), k]);
  targets.forEach((row, n) => {
    for (const k of at.get(row) ?? []) mask[n * negatives.length + k] = -1e9;
  });
  return tf.tensor2d(mask, [targets.length, negatives.length]);
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

/** Inverted dropout with a mask of our own seed. */
function dropOut(activations: tf.Tensor, rate: number, random: SeededRandom): tf.Tensor {
  if (rate === 0) return activations;
  const keep = 1 / (1 - rate);
  const mask = new Float32Array(activations.size);
  for (let i = 0; i < mask.length; i++) if (random.uniform() >= rate) mask[i] = keep;
  return tf.mul(activations, tf.tensor(mask, activations.shape));
}
