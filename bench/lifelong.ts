/** `bench lifelong`: what the memory of one device is worth, test by test, on shoppers whom the release has never met. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { FEATURES, type Feature } from '../models/candidate-features.ts';
import { isOwnFeature } from '../models/own-memory.ts';
import { type Dataset, datasetOf, rowsOf } from '../server/trainer/dataset.ts';
import { fitReleaseRanker, hideFeatures, type RankerExamples } from '../server/trainer/fit-release-ranker.ts';
import { LogError } from '../server/trainer/read-logs.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { train } from '../server/trainer/train.ts';
import { trainingOptions } from '../server/trainer/training-options.ts';
import { positive, positiveInteger } from '../src/apps/cli/flag-values.ts';
import { progressLine } from '../src/apps/cli/progress-line.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { transitionsAndKnn } from './baselines.ts';
import { benchThread } from './bench-thread.ts';
import { ALWAYS, BASE, COPY, KNN, NO_LINE, NO_TASTE, PERSONAL, TUNED, WHOLE } from './lifelong/methods.ts';
import {
  LINE_ALWAYS,
  mixtureMethod,
  naiveMethod,
  type Probe,
  probesOf,
  WITHOUT_LINE,
  WITHOUT_TASTE,
} from './lifelong/mixture.ts';
import { lovableCategories, PLANTED, type PlantedGains, plantedShopper } from './lifelong/planted-taste.ts';
import { type FoldResult, lifelongReport, type Tested } from './lifelong/report.ts';
import { foldsOf, readPopulation, withoutTwins } from './lifelong/shoppers.ts';
import { type Method, releaseLists, releaseMethod, WARM_UP, walk } from './lifelong/walk.ts';
import { readMeanings } from './read-meanings.ts';
import { writeJson } from './table.ts';

interface LifelongFlags {
  readonly data: string;
  readonly folds: number;
  readonly onlyFolds: number;
  readonly minutes: number;
  readonly control: boolean;
  readonly liking: number;
  readonly seed: string;
  readonly out: string;
}

/** Shoppers with fewer events tell nothing of a lifetime. */
const FEWEST_EVENTS = 20;
/** What a server has of a visit, with nothing kept on the device. */
const SHORT = 10;
const EVERYTHING = Number.POSITIVE_INFINITY;

/** Simulated shoppers whose taste changes, of each fold. */
const PLANTED_SHOPPERS = 60;

export function addLifelongCommand(program: Command): void {
  program
    .command('lifelong')
    .description(
      'test, then train, on shoppers of 20 events and more: a release without and with what a device remembers',
    )
    .requiredOption('--data <dir>', 'folder with sequences.txt (and catalogue.tsv), visitors.tsv, or events.csv of JD')
    .option(
      '--folds <n>',
      'parts of the shoppers; each is tested on a release of the others',
      positiveInteger('--folds'),
      3,
    )
    .option('--only-folds <n>', 'test only so many of them', positiveInteger('--only-folds'), EVERYTHING)
    .option('--minutes <n>', 'limit of a training', positive('--minutes'), 10)
    .option('--no-control', 'leave out naive fine-tuning, which takes most of the time')
    .option('--liking <n>', 'of a planted taste, added to the logits of its products', positive('--liking'), 4)
    .option('--seed <s>', 'of the folds and the trainings', '1')
    .option('--out <file>', 'the figures as JSON', 'bench/results/lifelong.json')
    .action(runLifelong);
}

async function runLifelong(flags: LifelongFlags): Promise<void> {
  const { logs: everybody, texts } = await readPopulation(flags.data);
  const logs = withoutTwins(everybody);
  const folds = foldsOf(logs, flags.folds, seededRandom(flags.seed).fork('folds'));
  await startBackend('wasm');
  const all = datasetOf(logs, texts);
  const meanings = texts.size > 0 ? await readMeanings(all.texts) : undefined;
  const results: FoldResult[] = [];
  for (const [at, fold] of folds.slice(0, flags.onlyFolds).entries()) {
    const inFold = new Set(fold.map(({ shopper }) => shopper));
    results.push(await testFold({ ...all, ...(meanings && { meanings }) }, inFold, flags, at));
  }
  const tested = results.flatMap((fold) => fold.tested);
  if (tested.length === 0) throw new LogError(`--data ${flags.data}: no shopper has ${FEWEST_EVENTS} events`);
  process.stdout.write(
    `${tested.length} shoppers with ${FEWEST_EVENTS} events or more; ${everybody.length - logs.length} twins left out\n`,
  );
  const report = lifelongReport({
    tested,
    probes: results.flatMap((fold) => fold.probes),
    planted: results.flatMap((fold) => fold.planted),
  });
  process.stdout.write(report.text);
  writeJson(flags.out, { data: flags.data, shoppers: tested.length, ...report.figures });
  const page = flags.out.replace(/(\.json)?$/, '.html');
  writeFileSync(page, report.html);
  process.stdout.write(`written: ${page}\n`);
}

/** A release of all products, trained on the other shoppers; then each of the fold is walked through. */
async function testFold(
  all: Dataset,
  fold: ReadonlySet<string>,
  { minutes, seed, control, liking }: LifelongFlags,
  number: number,
): Promise<FoldResult> {
  const progress = progressLine(process.stderr, Date.now());
  const [shoppers, strangers] = [false, true].map((inFold) => {
    return [...all.shoppers].filter(([shopper]) => fold.has(shopper) === inFold);
  });
  const sequencesOf = (some: typeof shoppers) => (some ?? []).map(([, at]) => present(all.sequences[at], 'sequence'));
  const names = (shoppers ?? []).map(([shopper], at) => [shopper, at] as const);
  const data = { ...all, sequences: sequencesOf(shoppers), shoppers: new Map(names) };
  const options = trainingOptions({ width: 64, maxEvents: 50, seed, minutes });
  const threads = { entry: benchThread() };
  const { model, examples } = await train(data, options, undefined, progress, { keepExamples: true, threads });
  const blind = await withoutMemory(present(examples, 'examples'), options.newProductParity, seed);
  const whole = releaseLists(model, model.shared, { recent: EVERYTHING, remembers: true });
  const short = releaseLists(model, model.shared, { recent: SHORT, remembers: true });
  const methods = [
    knnMethod(data),
    releaseMethod(BASE, releaseLists(model, blind, { recent: SHORT, remembers: false })),
    releaseMethod(COPY, short),
    releaseMethod(WHOLE, whole),
    mixtureMethod(PERSONAL, whole),
    mixtureMethod(NO_LINE, whole, WITHOUT_LINE),
    mixtureMethod(NO_TASTE, whole, WITHOUT_TASTE),
    mixtureMethod(ALWAYS, whole, LINE_ALWAYS),
    ...(control ? [naiveMethod(TUNED, whole)] : []),
  ];
  const tested: Tested[] = [];
  const probes: (readonly Probe[])[] = [];
  const walked = sequencesOf(strangers).filter(({ length }) => length >= FEWEST_EVENTS);
  for (const [at, events] of walked.entries()) {
    progress({ kind: 'stage', stage: 'strangers, event by event', done: at / walked.length });
    const gains = await walk(events, methods);
    tested.push(new Map(methods.map(({ name }, at) => [name, gains[at] ?? []])));
    probes.push(await probesOf(whole, events));
  }
  const planted: PlantedGains[] = [];
  const lovable = lovableCategories(model.tables.attributes.category);
  const plantable = lovable.length >= 2 * PLANTED.categories ? walked.slice(0, PLANTED_SHOPPERS) : [];
  const random = seededRandom(`${seed}/planted/${number}`);
  for (const [at, events] of plantable.entries()) {
    progress({ kind: 'stage', stage: 'planted taste', done: at / PLANTED_SHOPPERS });
    planted.push(await plantedShopper(short, events.slice(0, WARM_UP), random.fork(String(at)), liking));
  }
  return { tested, probes, planted };
}

/** The ranker of somebody who remembers nothing: fitted anew on the same choices without what memory says. */
async function withoutMemory({ usual, withNew }: RankerExamples, newProductParity: number, seed: string) {
  const hidden = FEATURES.filter((feature: Feature) => feature === 'own' || isOwnFeature(feature));
  const hide = (some: RankerExamples['usual']) => some.map((one) => hideFeatures(one, hidden));
  const options = { newProductParity, random: seededRandom(seed), onStep: async () => {} };
  return fitReleaseRanker({ usual: hide(usual), withNew: hide(withNew) }, options);
}

function knnMethod(data: Dataset): Method {
  const find = transitionsAndKnn(rowsOf(data.sequences), data.ids.length);
  return { name: KNN, rank: async (events, at) => find({ history: events.slice(0, at), target: -1 }, 0) };
}
