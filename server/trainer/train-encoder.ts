/**
 * Trains the base encoder and the product vectors on next-product prediction over all positions.
 * Legend: B shoppers, T events, D width, P products.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { type AdamState, adamState, adamStep } from '../../models/optimiser.ts';
import { flatten, startingValues } from '../../models/parameters.ts';
import { present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import {
  type Batch,
  type ComputeGradients,
  type GradientPoint,
  type GradientSettings,
  inTurn,
  partsOf,
} from './encoder-gradients.ts';
import { type EncoderRecipe, SHIPPED } from './encoder-recipe.ts';
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

export interface EncoderTraining extends GradientSettings {
  readonly sequences: readonly (readonly TrainingEvent[])[];
  readonly random: SeededRandom;
  readonly learningRate: number;
  readonly negatives: number;
  /** Positions a step, about. */
  readonly tokens: number;
  /** Where gradients are computed; on this thread when absent. */
  readonly compute?: ComputeGradients | undefined;
}

/** Parts of a batch, for so many threads. It is parted on one thread too, so that a release does not depend on the cores. */
export const MOST_PARTS = 4;
/** Smaller parts cost more than they bring. */
const FEWEST_POSITIONS = 200;

/** All that a step changes; with the place in the epochs it is all that training needs to go on. */
export interface EncoderState extends GradientPoint {
  readonly adam: AdamState;
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
  const seed = random.integer(2 ** 32);
  const tasks = partsOf(batch, partCount(batch, recipe)).map((part) => ({ ...part, negatives, seed }));
  const compute = options.compute ?? inTurn(options, state);
  const all = await compute(tasks);
  const base = new Float32Array(state.parameters.length);
  // In the order of the parts, wherever each was computed: sums of floating point numbers depend on it.
  for (const [at, { batch: part }] of tasks.entries()) {
    const gradients = present(all[at], 'gradients of a part');
    for (let i = 0; i < base.length; i++) base[i] = (base[i] as number) + (gradients.base[i] as number);
    rows.add(part.inputs, gradients.inputs);
    rows.add(part.targets, gradients.targets);
    rows.add(negatives.rows, gradients.negatives);
  }
  adamStep(state.parameters, base, state.adam, options.learningRate);
  rows.step(options.learningRate);
  return all.reduce((sum, { loss }) => sum + loss, 0);
}

/** A GPU wants a batch whole, and so does the pass over masked products, which counts them. */
function partCount({ inputs }: Batch, recipe: EncoderRecipe): number {
  if (tf.getBackend() === 'webgpu' || recipe.maskedShare > 0) return 1;
  return Math.max(1, Math.min(MOST_PARTS, Math.floor(inputs.length / FEWEST_POSITIONS)));
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
