/**
 * `bench ablation`: the encoder alone, trained anew with one thing changed at a time, the same epochs each, judged on the
 * validation products. No catalogue, no ranker, no early stopping.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { countEvents } from '../server/trainer/cooccurrence.ts';
import type { Dataset } from '../server/trainer/dataset.ts';
import { type EncoderRecipe, SHIPPED } from '../server/trainer/encoder-recipe.ts';
import { casesOf } from '../server/trainer/hold-out.ts';
import { LogError, readSequences } from '../server/trainer/read-logs.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { present } from '../src/base/must.ts';
import { binaryCrossEntropy, generalisedBinaryCrossEntropy, popularNegatives } from './encoders/losses.ts';
import { attention, hstu } from './encoders/networks.ts';
import { leaveOneOut, type Outcome, outcomeOf, pairedDifference } from './leave-one-out.ts';
import { tableText, writeJson } from './table.ts';
import { trainNetwork, type Variant } from './train-network.ts';

interface AblationFlags {
  readonly data: string;
  readonly epochs: number;
  readonly seed: string;
  readonly only?: readonly string[];
  readonly out: string;
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
    const network = await trainNetwork(data, variant, flags);
    const seconds = (Date.now() - began) / 1000;
    const outcome = await outcomeOf(await network.find(cases), cases, data.ids.length);
    const { weights } = network;
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
    ['attention', { recipe: { network: attention } }],
    ['attention, 2 blocks (SASRec)', { shape: { blocks: 2 }, recipe: { network: attention } }],
    ['HSTU', { recipe: { network: hstu } }],
    ['HSTU, 2 blocks', { shape: { blocks: 2 }, recipe: { network: hstu } }],
    ['2 blocks', { shape: { blocks: 2 } }],
    ['3 blocks', { shape: { blocks: 3 } }],
    ['32 wide', { shape: { width: 32, feedForward: 128 } }],
    ['128 wide', { shape: { width: 128, feedForward: 512 } }],
    ['random start', { randomStart: true }],
    ['attention, masked products too', { recipe: { network: attention, maskedShare: 0.2, maskedWeight: 0.3 } }],
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
