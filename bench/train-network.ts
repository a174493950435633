/** An encoder of any recipe, trained by itself for so many epochs, and what it says of histories. D width, P products. */
import * as tf from '@tensorflow/tfjs-core';
import { layoutSize, unflatten } from '../models/parameters.ts';
import { gatherRows, scoreRows, unitRowsInPlace } from '../models/product-vectors.ts';
import type { Dataset } from '../server/trainer/dataset.ts';
import { type EncoderRecipe, SHIPPED } from '../server/trainer/encoder-recipe.ts';
import { groupByLength, type HeldOut } from '../server/trainer/evaluate-states.ts';
import { startingVectors } from '../server/trainer/starting-vectors.ts';
import { type EncoderState, encoderTrainer, startingState } from '../server/trainer/train-encoder.ts';
import { type TrainingOptions, trainingOptions } from '../server/trainer/training-options.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { best } from './baselines.ts';
import type { Method } from './leave-one-out.ts';

/** What differs from the shipped encoder. */
export interface Variant {
  readonly shape?: Partial<TrainingOptions['shape']>;
  readonly options?: Partial<TrainingOptions>;
  readonly recipe?: Partial<EncoderRecipe>;
  readonly randomStart?: boolean;
}

export interface TrainedNetwork {
  /** Numbers that are trained, product vectors apart. */
  readonly weights: number;
  /** The ten best by the encoder alone. */
  find(cases: readonly HeldOut[]): Promise<Method>;
}

/** Last epochs of a training, over which the learning rate falls to 0. */
const FALLING_EPOCHS = 5;

/** The learning rate stands, then falls to 0. Uses the tensor backend of this process. */
export async function trainNetwork(
  data: Dataset,
  variant: Variant,
  { epochs, seed }: { readonly epochs: number; readonly seed: string },
): Promise<TrainedNetwork> {
  const usual = trainingOptions({ width: 64, maxEvents: 50, seed, minutes: 1 });
  const options = { ...usual, ...variant.options, shape: { ...usual.shape, ...variant.shape } };
  const recipe = { ...SHIPPED, ...variant.recipe };
  const random = seededRandom(seed);
  const { width } = options.shape;
  const vectors = variant.randomStart
    ? unitRowsInPlace(
        Float32Array.from({ length: data.ids.length * width }, () => random.normal()),
        width,
      )
    : startingVectors(data.sequences, data.ids.length, width, random.fork('vectors'));
  const state = startingState(options.shape, vectors, random.fork('encoder'), recipe);
  const training = { ...options, recipe, sequences: data.sequences, random: random.fork('encoder') };
  const trainer = encoderTrainer(training, state);
  const finishFrom = Math.max(0, epochs - FALLING_EPOCHS);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = (done: number) =>
      epoch <= finishFrom
        ? options.learningRate
        : options.learningRate * (1 - (epoch - 1 - finishFrom + done) / (epochs - finishFrom));
    await trainer.epoch(epoch, 0, async () => true, rate);
  }
  return {
    weights: layoutSize(recipe.network(options.shape).layout),
    async find(cases) {
      const states = await statesOfNetwork(options, recipe, state, cases);
      const rows = unitRowsInPlace(Float32Array.from(state.vectors), width);
      return ({ history }, at) => {
        const seen = history.map(({ product }) => product);
        return best(scoreRows(rows, states.subarray(at * width, (at + 1) * width)), seen);
      };
    },
  };
}

/** Unit states after each history, by the whole network: not every one has serving's short way. [cases, D] */
async function statesOfNetwork(
  { shape }: TrainingOptions,
  recipe: EncoderRecipe,
  { parameters, vectors }: EncoderState,
  cases: readonly HeldOut[],
): Promise<Float32Array> {
  const { width, maxEvents } = shape;
  const network = recipe.network(shape);
  const values = unflatten(network.layout, parameters);
  const rows = unitRowsInPlace(Float32Array.from(vectors), width).map((value) => value * Math.sqrt(width));
  const states = new Float32Array(cases.length * width);
  for (const [events, all] of groupByLength(
    cases.map(({ history }) => history),
    maxEvents,
  )) {
    for (let i = 0; i < all.length; i += 64) {
      const some = all.slice(i, i + 64);
      const recent = some.flatMap((at) => present(cases[at], 'case').history.slice(-events));
      const dims: [number, number] = [some.length, events];
      const newest = tf.tidy(() => {
        const tensors = new Map(
          network.layout.map(({ name, shape: dims }) => [name, tf.tensor(present(values.get(name), name), [...dims])]),
        );
        const products = gatherRows(
          rows,
          Int32Array.from(recent, ({ product }) => product),
          width,
        );
        const batch = {
          products: tf.tensor3d(products, [...dims, width]),
          kinds: tf.tensor2d(
            recent.map(({ kind }) => kind),
            dims,
            'int32',
          ),
          gaps: tf.tensor2d(
            recent.map(({ gap = 0 }) => gap),
            dims,
            'int32',
          ),
        };
        const all = network.encode((name) => present(tensors.get(name), name), batch, {});
        return tf.slice(all, [0, events - 1, 0], [some.length, 1, width]);
      });
      const found = (await newest.data()) as Float32Array;
      newest.dispose();
      for (const [b, at] of some.entries()) states.set(found.subarray(b * width, (b + 1) * width), at * width);
    }
  }
  return unitRowsInPlace(states, width);
}
