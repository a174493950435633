/** `bench quality`: the model, its parts and its baselines on one split, with paired intervals. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { dequantiseRows } from '../models/product-vectors.ts';
import type { ReleaseModel } from '../models/release-model.ts';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { contentNeighbours, textsOf } from '../server/trainer/content.ts';
import { fitReleaseRanker } from '../server/trainer/fit-release-ranker.ts';
import { holdOut } from '../server/trainer/hold-out.ts';
import { LogError, readSequences, type ShopperLog } from '../server/trainer/read-logs.ts';
import { releaseExamples } from '../server/trainer/release-examples.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { train } from '../server/trainer/train.ts';
import { type TrainingOptions, trainingOptions } from '../server/trainer/training-options.ts';
import { positive } from '../src/apps/cli/flag-values.ts';
import { progressLine } from '../src/apps/cli/progress-line.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { best, itemKnn, popularity, transitionsAndKnn } from './baselines.ts';
import { benchThread } from './bench-thread.ts';
import { attention } from './encoders/networks.ts';
import {
  type LeaveOneOut,
  leaveOneOut,
  type Method,
  type Outcome,
  outcomeOf,
  pairedDifference,
} from './leave-one-out.ts';
import { encoderOpinions, ranked } from './model-methods.ts';
import { readMeanings } from './read-meanings.ts';
import { tableText, writeJson } from './table.ts';
import { trainNetwork } from './train-network.ts';

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
      'popularity, item-kNN, transitions + kNN, a plain SASRec, the encoder alone, the whole model with and without its encoder',
    )
    .requiredOption('--data <dir>', 'folder with sequences.txt, and catalogue.tsv if there is one')
    .option('--no-catalogue', 'product ids alone')
    .option('--minutes <n>', 'limit of the training', positive('--minutes'), 20)
    .option('--seed <s>', 'of the training, and of the halves', '1')
    .option('--half <1|2>', 'one random half of the shoppers')
    .option('--out <file>', 'the figures as JSON', 'bench/results/quality.json')
    .action(runQuality);
}

async function runQuality(flags: QualityFlags): Promise<void> {
  const logs = halfOf(await readSequences('--data', join(flags.data, 'sequences.txt')), flags);
  const file = join(flags.data, 'catalogue.tsv');
  const texts =
    flags.catalogue && existsSync(file) ? textsOf((await loadCatalogue('--data', file)).products) : new Map();
  const { data, ...cases } = leaveOneOut(logs, texts);
  const meanings = await readMeanings(data.texts);
  const split = { ...cases, data: { ...data, ...(meanings && { meanings }) } };
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
/** Two blocks of attention in place of the recurrence; all else, start and loss too, as in ours. */
const SASREC = { shape: { blocks: 2 }, recipe: { network: attention } };
const SASREC_EPOCHS = 20;
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
  const { model, unrounded } = await train(data, options, valid, tell, { threads: { entry: benchThread() } });
  const opinionOf = await encoderOpinions(model, model.base, dequantiseRows(model.vectors), tests);
  const exactOpinionOf = await encoderOpinions(model, unrounded.base, unrounded.rows, tests);
  const sasrec = await trainNetwork(data, SASREC, { epochs: SASREC_EPOCHS, seed: flags.seed });
  const products = data.ids.length;
  // Baselines count what the model's tables count: no validation product.
  const sequences = data.sequences.map((events) => events.map((event) => event.product));
  const withoutEncoder = { ...model, shared: await refitted(data, model, options) };
  return [
    ['popularity', popularity(sequences, products)],
    ['item-kNN', itemKnn(sequences, products)],
    ['transitions + kNN', transitionsAndKnn(sequences, products)],
    ['plain SASRec of ours', await sasrec.find(tests)],
    [
      'encoder alone',
      ({ history }, at) =>
        best(
          opinionOf(at).scores,
          history.map((event) => event.product),
        ),
    ],
    ['whole model without encoder', ({ history }) => ranked(withoutEncoder, history, undefined)],
    ['whole model in float32', ({ history }, at) => ranked(model, history, exactOpinionOf(at))],
    [WHOLE, ({ history }, at) => ranked(model, history, opinionOf(at))],
  ];
}

/** The ranker, fitted on the same choices without a word from the encoder. */
async function refitted(data: LeaveOneOut['data'], { tables, shared }: ReleaseModel, options: TrainingOptions) {
  const random = seededRandom(options.seed);
  const listen = async () => {};
  const { shelf, ...examples } = await releaseExamples({
    ...{
      split: holdOut(data, random.fork('held-out')),
      near: contentNeighbours(data.texts, data.meanings),
      content: tables.content,
    },
    ...{ fixed: tables, encoder: undefined, random: random.fork('new products'), onCase: listen },
  });
  const { newProductParity } = options;
  const values = await fitReleaseRanker(examples, { newProductParity, random, onStep: listen });
  return new Map([...shared, ...values]);
}

function halfOf(logs: readonly ShopperLog[], { half, seed }: QualityFlags): readonly ShopperLog[] {
  if (half === undefined) return logs;
  if (half !== '1' && half !== '2') throw new LogError('--half wants 1 or 2');
  const order = seededRandom(`${seed}/halves`).shuffle(logs.slice());
  const middle = Math.floor(order.length / 2);
  return half === '1' ? order.slice(0, middle) : order.slice(middle);
}
