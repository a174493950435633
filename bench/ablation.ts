/**
 * `bench ablation`: the encoder alone, trained anew with one thing changed at a time, the same epochs each, judged on the
 * validation products. No catalogue, no ranker, no early stopping. Legend: B shoppers, T events, D width, P products.
 */
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Command } from 'commander';
import { layoutSize, unflatten } from '../models/parameters.ts';
import { gatherRows, scoreRows, unitRowsInPlace } from '../models/product-vectors.ts';
import { countEvents } from '../server/trainer/cooccurrence.ts';
import type { Dataset } from '../server/trainer/dataset.ts';
import { type EncoderRecipe, SHIPPED } from '../server/trainer/encoder-recipe.ts';
import { groupByLength, type HeldOut } from '../server/trainer/evaluate-states.ts';
import { casesOf } from '../server/trainer/hold-out.ts';
import { LogError, readSequences } from '../server/trainer/read-logs.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { startingVectors } from '../server/trainer/starting-vectors.ts';
import { type EncoderState, encoderTrainer, startingState } from '../server/trainer/train-encoder.ts';
import { type TrainingOptions, trainingOptions } from '../server/trainer/training-options.ts';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { best } from './baselines.ts';
import { binaryCrossEntropy, generalisedBinaryCrossEntropy, popularNegatives } from './encoders/losses.ts';
import { hstu, minGru } from './encoders/networks.ts';
import { leaveOneOut, type Outcome, outcomeOf, pairedDifference } from './leave-one-out.ts';
import { tableText, writeJson } from './table.ts';

interface AblationFlags {
  readonly data: string;
  readonly epochs: number;
  readonly seed: string;
  readonly only?: readonly string[];
  readonly out: string;
}

/** What differs from the shipped encoder. */
interface Variant {
  readonly shape?: Partial<TrainingOptions['shape']>;
  readonly options?: Partial<TrainingOptions>;
  readonly recipe?: Partial<EncoderRecipe>;
  readonly randomStart?: boolean;
}

const BASE = 'as shipped';

export function addAblationCommand(program: Command): void {
  program
    .command('ablation')
    .description('the encoder alone with another network, loss, negatives, width or depth, against the shipped one')
    .requiredOption('--data <dir>', 'folder with sequences.txt')
    .option(
      '--epochs <n>',
      'of each training; over the last five the learning rate falls',
      positiveInteger('--epochs'),
      12,
    )
    .option('--seed <s>', 'of the trainings', '1')
    .option('--only <name...>', 'some of the variants, beside the shipped one')
    .option('--out <file>', 'the figures as JSON', 'bench/results/ablation.json')
    .action(runAblation);
}

async function runAblation(flags: AblationFlags): Promise<void> {
  const { data, valid } = leaveOneOut(await readSequences('--data', join(flags.data, 'sequences.txt')), new Map());
  const cases = casesOf(data, valid);
  const variants = chosenVariants(variantsFor(data), flags.only);
  await startBackend('wasm');
  const measured: { name: string; outcome: Outcome; weights: number; seconds: number }[] = [];
  for (const [name, variant] of variants) {
    const began = Date.now();
    const { options, recipe, state } = await trained(data, variant, flags);
    const seconds = (Date.now() - began) / 1000;
    const statesAt = await statesOfNetwork(options, recipe, state, cases);
    const { width } = options.shape;
    const rows = unitRowsInPlace(Float32Array.from(state.vectors), width);
    const find = ({ history }: HeldOut, at: number) => {
      const seen = history.map(({ product }) => product);
      return best(scoreRows(rows, statesAt.subarray(at * width, (at + 1) * width)), seen);
    };
    const outcome = await outcomeOf(find, cases, data.ids.length);
    const weights = layoutSize(recipe.network(options.shape).layout);
    measured.push({ name, outcome, weights, seconds });
    process.stderr.write(
      `${name}: ${outcome.hitRate.toFixed(4)} ${outcome.ndcg.toFixed(4)}, ${seconds.toFixed(0)} s\n`,
    );
  }
  const shipped = present(measured[0], 'the shipped encoder').outcome;
  const rows = measured.map(({ name, outcome, weights, seconds }) => {
    const { mean, halfWidth } = pairedDifference(outcome.gains, shipped.gains);
    const gap = outcome === shipped ? '' : `${mean.toFixed(4)} ±${halfWidth.toFixed(4)}`;
    const figures = [outcome.hitRate, outcome.ndcg, outcome.coverage, outcome.tailHitRate].map((one) => one.toFixed(4));
    return [name, ...figures, gap, weights, seconds.toFixed(0)];
  });
  const columns = [
    'encoder',
    'HR@10',
    'NDCG@10',
    'coverage@10',
    'tail HR@10',
    'to the shipped one (NDCG@10)',
    'weights',
    's',
  ];
  process.stdout.write(`${cases.length} shoppers, ${data.ids.length} products\n${tableText(columns, rows)}\n`);
  const figures = measured.map(({ outcome: { gains: _, ...outcome }, ...rest }) => ({ ...rest, ...outcome }));
  writeJson(flags.out, { shoppers: cases.length, products: data.ids.length, epochs: flags.epochs, encoders: figures });
}

function variantsFor({ sequences, ids }: Dataset): ReadonlyMap<string, Variant> {
  const chosen = sequences.map((events) => events.slice(1).map(({ product }) => product));
  const counts = Float32Array.from(countEvents(chosen, ids.length));
  const corrected: EncoderRecipe['negatives'] = (count, targets, products, random) => {
    const { rows } = SHIPPED.negatives(count, targets, products, random);
    return { rows, correction: new Float32Array(count).fill(Math.log(products / count)) };
  };
  return new Map<string, Variant>([
    [BASE, {}],
    ['minGRU', { recipe: { network: minGru } }],
    ['HSTU', { recipe: { network: hstu } }],
    ['1 block', { shape: { blocks: 1 } }],
    ['3 blocks', { shape: { blocks: 3 } }],
    ['32 wide', { shape: { width: 32, feedForward: 128 } }],
    ['128 wide', { shape: { width: 128, feedForward: 512 } }],
    ['4 heads', { shape: { heads: 4 } }],
    ['random start', { randomStart: true }],
    ['masked products too', { recipe: { maskedShare: 0.2, maskedWeight: 0.3 } }],
    ['binary cross entropy', { recipe: { loss: binaryCrossEntropy } }],
    ['gBCE', { recipe: { loss: generalisedBinaryCrossEntropy(ids.length) } }],
    ['128 negatives', { options: { negatives: 128 } }],
    ['2048 negatives', { options: { negatives: 2048 } }],
    ['negatives weighed up to all products', { recipe: { negatives: corrected } }],
    ['popular negatives, corrected', { recipe: { negatives: popularNegatives(counts) } }],
    ['dropout .1', { options: { dropout: 0.1 } }],
    ['dropout .5', { options: { dropout: 0.5 } }],
    ['temperature .05', { options: { temperature: 0.05 } }],
    ['temperature .1', { options: { temperature: 0.1 } }],
  ]);
}

function chosenVariants(all: ReadonlyMap<string, Variant>, only: readonly string[] | undefined): [string, Variant][] {
  const unknown = only?.find((name) => !all.has(name));
  if (unknown !== undefined) throw new LogError(`--only ${unknown} is none of: ${[...all.keys()].join(', ')}`);
  return [...all].filter(([name]) => name === BASE || !only || only.includes(name));
}

async function trained(data: Dataset, variant: Variant, { epochs, seed }: AblationFlags) {
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
  const finishFrom = Math.max(0, epochs - options.finishEpochs);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = (done: number) =>
      epoch <= finishFrom
        ? options.learningRate
        : options.learningRate * (1 - (epoch - 1 - finishFrom + done) / (epochs - finishFrom));
    await trainer.epoch(epoch, 0, async () => true, rate);
  }
  return { options, recipe, state };
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
