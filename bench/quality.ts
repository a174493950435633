/** `bench quality`: the model, its parts and its baselines on one split, with paired intervals. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { foldAdapter } from '../models/behaviour-encoder.ts';
import { dequantiseRows, scoreRows } from '../models/product-vectors.ts';
import type { ReleaseModel } from '../models/release-model.ts';
import { statesOf } from '../server/trainer/evaluate-states.ts';
import { fitRanker } from '../server/trainer/fit-ranker.ts';
import { holdOut } from '../server/trainer/hold-out.ts';
import { rankingExamples } from '../server/trainer/ranking-examples.ts';
import { readCatalogue } from '../server/trainer/read-catalogue.ts';
import { LogError, readSequences, type ShopperLog } from '../server/trainer/read-logs.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { tablesOf } from '../server/trainer/tables.ts';
import { train } from '../server/trainer/train.ts';
import { trainingOptions } from '../server/trainer/training-options.ts';
import { positive } from '../src/apps/cli/flag-values.ts';
import { progressLine } from '../src/apps/cli/progress-line.ts';
import { type SeededRandom, seededRandom } from '../src/base/seeded-random.ts';
import { rankCandidates } from '../src/ranker/rank-candidates.ts';
import { best, itemKnn, popularity, transitionsAndKnn } from './baselines.ts';
import {
  type LeaveOneOut,
  leaveOneOut,
  type Method,
  type Outcome,
  outcomeOf,
  pairedDifference,
} from './leave-one-out.ts';
import { tableText, writeJson } from './table.ts';

interface QualityFlags {
  readonly data: string;
  readonly catalogue: boolean;
  readonly minutes: number;
  readonly seed: string;
  readonly half?: string;
  readonly out: string;
}

export function addQualityCommand(program: Command): void {
  program
    .command('quality')
    .description(
      'popularity, item-kNN, transitions + kNN, the encoder alone, the whole model with and without its encoder',
    )
    .requiredOption('--data <dir>', 'folder with sequences.txt, and catalogue.tsv if there is one')
    .option('--no-catalogue', 'product ids alone')
    .option('--minutes <n>', 'limit of the training', positive('--minutes'), 12)
    .option('--seed <s>', 'of the training, and of the halves', '1')
    .option('--half <1|2>', 'one random half of the shoppers')
    .option('--out <file>', 'the figures as JSON', 'bench/results/quality.json')
    .action(runQuality);
}

async function runQuality(flags: QualityFlags): Promise<void> {
  const logs = halfOf(await readSequences('--data', join(flags.data, 'sequences.txt')), flags);
  const file = join(flags.data, 'catalogue.tsv');
  const texts = flags.catalogue && existsSync(file) ? (await readCatalogue('--data', file)).products : new Map();
  const split = leaveOneOut(logs, texts);
  const methods = await methodsOf(split, flags);
  const outcomes: [string, Outcome][] = [];
  for (const [name, method] of methods)
    outcomes.push([name, await outcomeOf(method, split.tests, split.data.ids.length)]);
  const whole = outcomes.find(([name]) => name === WHOLE)?.[1];
  if (!whole) throw new Error('the whole model is among the methods');
  const rows = outcomes.map(([name, outcome]) => rowOf(name, outcome, whole));
  process.stdout.write(
    `${split.tests.length} shoppers, ${split.data.ids.length} products\n${tableText(COLUMNS, rows)}\n`,
  );
  const figures = outcomes.map(([name, { gains: _, ...outcome }]) => ({ name, ...outcome }));
  writeJson(flags.out, { shoppers: split.tests.length, products: split.data.ids.length, methods: figures });
}

const WHOLE = 'whole model';
const COLUMNS = ['method', 'HR@10', 'NDCG@10', 'coverage@10', 'tail HR@10', 'whole model better by (NDCG@10)'];

function rowOf(name: string, outcome: Outcome, whole: Outcome): string[] {
  const { mean, halfWidth } = pairedDifference(whole.gains, outcome.gains);
  const gap = outcome === whole ? '' : `${mean.toFixed(4)} ±${halfWidth.toFixed(4)}`;
  const { hitRate, ndcg, coverage, tailHitRate } = outcome;
  return [name, ...[hitRate, ndcg, coverage, tailHitRate].map((figure) => figure.toFixed(4)), gap];
}

async function methodsOf({ data, valid, tests }: LeaveOneOut, flags: QualityFlags): Promise<[string, Method][]> {
  await startBackend('wasm');
  const options = trainingOptions({ width: 64, maxEvents: 50, seed: flags.seed, minutes: flags.minutes });
  const tell = progressLine(process.stderr, Date.now());
  const { model } = await train(data, options, valid, tell);
  const rows = dequantiseRows(model.vectors);
  const weights = foldAdapter(model.shape, model.base, model.shared);
  const histories = tests.map((test) => test.history);
  const states = await statesOf(model.shape, weights, rows, histories);
  const scoresAt = (at: number) =>
    scoreRows(rows, states.subarray(at * model.shape.width, (at + 1) * model.shape.width));
  const products = data.ids.length;
  // Baselines count what the model's tables count: no validation product.
  const sequences = data.sequences.map((events) => events.map((event) => event.product));
  const withoutEncoder = { ...model, shared: await refitted(data, model, seededRandom(flags.seed)) };
  return [
    ['popularity', popularity(sequences, products)],
    ['item-kNN', itemKnn(sequences, products)],
    ['transitions + kNN', transitionsAndKnn(sequences, products)],
    [
      'encoder alone (SASRec of ours)',
      ({ history }, at) =>
        best(
          scoresAt(at),
          history.map((event) => event.product),
        ),
    ],
    [
      'whole model without encoder',
      ({ history }) =>
        ranked(
          withoutEncoder,
          history.map((event) => event.product),
          new Float32Array(products),
        ),
    ],
    [
      WHOLE,
      ({ history }, at) =>
        ranked(
          model,
          history.map((event) => event.product),
          scoresAt(at),
        ),
    ],
  ];
}

async function ranked(
  { tables, shared }: ReleaseModel,
  history: readonly number[],
  scores: Float32Array,
): Promise<number[]> {
  const list = await rankCandidates(tables, shared, history, scores, new Set(history));
  return list.slice(0, 10).map(({ product }) => product);
}

/** The ranker, fitted on the same choices without a word from the encoder. */
async function refitted(data: LeaveOneOut['data'], { tables, shared }: ReleaseModel, random: SeededRandom) {
  const { kept, heldOut } = holdOut(data, random.fork('held-out'));
  const sequences = kept.map((events) => events.map((event) => event.product));
  const before = tablesOf(sequences, data.ids.length, tables.content, tables);
  return new Map([...shared, ...(await fitRanker(await rankingExamples(undefined, heldOut, before), random))]);
}

function halfOf(logs: readonly ShopperLog[], { half, seed }: QualityFlags): readonly ShopperLog[] {
  if (half === undefined) return logs;
  if (half !== '1' && half !== '2') throw new LogError('--half wants 1 or 2');
  const order = seededRandom(`${seed}/halves`).shuffle(logs.slice());
  const middle = Math.floor(order.length / 2);
  return half === '1' ? order.slice(0, middle) : order.slice(middle);
}
