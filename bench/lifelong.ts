/** `bench lifelong`: what the memory of one device is worth, test by test, on shoppers whom the release has never met. */
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
import { AS_SHIPPED, adapterMethod, NAIVE } from './lifelong/adapter.ts';
import { foldsOf, readPopulation, withoutTwins } from './lifelong/shoppers.ts';
import { mean, type PairedTests, relativeGain, shareHarmed } from './lifelong/statistics.ts';
import {
  type Gains,
  type Method,
  PROTOCOLS,
  type Protocol,
  releaseLists,
  releaseMethod,
  walk,
} from './lifelong/walk.ts';
import { readMeanings } from './read-meanings.ts';
import { tableText, writeJson } from './table.ts';

interface LifelongFlags {
  readonly data: string;
  readonly folds: number;
  readonly onlyFolds: number;
  readonly minutes: number;
  readonly seed: string;
  readonly out: string;
}

/** Shoppers with fewer events tell nothing of a lifetime. */
const FEWEST_EVENTS = 20;
/** What a server has of a visit, with nothing kept on the device. */
const SHORT = 10;
const EVERYTHING = Number.POSITIVE_INFINITY;
/** Where in a history tests are told apart: from so many events on. */
const STAGES = [5, 10, 20, 50, 100] as const;

const [KNN, BASE, COPY, PERSONAL, ADAPTER, ALWAYS, TUNED] = [
  'transitions + kNN',
  'base: last 10 events, no memory',
  'base with memory of own products',
  'all personal parts',
  'and the adapter, behind its gate',
  'and the adapter, always',
  'and naive fine-tuning, the control',
] as const;
/** Compared in the table: what, with what. */
const COMPARISONS = [
  [BASE, KNN],
  [COPY, BASE],
  [PERSONAL, COPY],
  [PERSONAL, BASE],
  [ADAPTER, PERSONAL],
  [ALWAYS, PERSONAL],
  [TUNED, PERSONAL],
] as const;

/** Tests of one shopper by method. */
type Tested = ReadonlyMap<string, readonly Gains[]>;

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
    .option('--seed <s>', 'of the folds and the trainings', '1')
    .option('--out <file>', 'the figures as JSON', 'bench/results/lifelong.json')
    .action(runLifelong);
}

async function runLifelong(flags: LifelongFlags): Promise<void> {
  const { logs: everybody, texts } = await readPopulation(flags.data);
  const logs = withoutTwins(everybody);
  const folds = foldsOf(logs, flags.folds, seededRandom(flags.seed).fork('folds'));
  const tested: Tested[] = [];
  await startBackend('wasm');
  const all = datasetOf(logs, texts);
  const meanings = texts.size > 0 ? await readMeanings(all.texts) : undefined;
  for (const fold of folds.slice(0, flags.onlyFolds)) {
    tested.push(
      ...(await testFold(
        { ...all, ...(meanings && { meanings }) },
        new Set(fold.map(({ shopper }) => shopper)),
        flags,
      )),
    );
  }
  if (tested.length === 0) throw new LogError(`--data ${flags.data}: no shopper has ${FEWEST_EVENTS} events`);
  process.stdout.write(
    `${tested.length} shoppers with ${FEWEST_EVENTS} events or more; ${everybody.length - logs.length} twins left out\n`,
  );
  const figures = PROTOCOLS.map((protocol) => reportOn(protocol, tested));
  writeJson(flags.out, { data: flags.data, shoppers: tested.length, figures });
}

/** A release of all products, trained on the other shoppers; then each of the fold is walked through. */
async function testFold(all: Dataset, fold: ReadonlySet<string>, flags: LifelongFlags): Promise<Tested[]> {
  const { minutes, seed } = flags;
  const progress = progressLine(process.stderr, Date.now());
  const [shoppers, strangers] = [false, true].map((inFold) => {
    return [...all.shoppers].filter(([shopper]) => fold.has(shopper) === inFold);
  });
  const sequencesOf = (some: typeof shoppers) => (some ?? []).map(([, at]) => present(all.sequences[at], 'sequence'));
  const names = (shoppers ?? []).map(([shopper], at) => [shopper, at] as const);
  const data = { ...all, sequences: sequencesOf(shoppers), shoppers: new Map(names) };
  const options = trainingOptions({ width: 64, maxEvents: 50, seed, minutes });
  const control = { keepExamples: true, threads: { entry: benchThread() } };
  const { model, examples } = await train(data, options, undefined, progress, control);
  const blind = await withoutMemory(present(examples, 'examples'), options.newProductParity, seed);
  const whole = releaseLists(model, model.shared, { recent: EVERYTHING, remembers: true });
  const methods = [
    knnMethod(data),
    releaseMethod(BASE, releaseLists(model, blind, { recent: SHORT, remembers: false })),
    releaseMethod(COPY, releaseLists(model, model.shared, { recent: SHORT, remembers: true })),
    releaseMethod(PERSONAL, whole),
    adapterMethod(ADAPTER, whole, AS_SHIPPED),
    adapterMethod(ALWAYS, whole, { ...AS_SHIPPED, gated: false }),
    adapterMethod(TUNED, whole, NAIVE),
  ];
  const tested: Tested[] = [];
  const walked = sequencesOf(strangers).filter(({ length }) => length >= FEWEST_EVENTS);
  for (const [at, events] of walked.entries()) {
    progress({ kind: 'stage', stage: 'strangers, event by event', done: at / walked.length });
    const gains = await walk(events, methods);
    tested.push(new Map(methods.map(({ name }, at) => [name, gains[at] ?? []])));
  }
  return tested;
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

/** Prints a protocol's table. @returns its figures */
function reportOn(protocol: Protocol, tested: readonly Tested[]): object {
  const gainsOf = (shopper: Tested, name: string) =>
    (shopper.get(name) ?? []).flatMap((gains) => gains[protocol] ?? []);
  const names = [...(tested[0]?.keys() ?? [])];
  const levels = names.map((name) => mean(tested.flatMap((shopper) => gainsOf(shopper, name))));
  const tests = tested.reduce((sum, shopper) => sum + gainsOf(shopper, BASE).length, 0);
  process.stdout.write(`\n${protocol}, ${tests} tests\n`);
  process.stdout.write(
    `${tableText(
      ['NDCG@10', 'mean'],
      names.map((name, at) => [name, levels[at]?.toFixed(4) ?? '']),
    )}\n`,
  );
  const rows = COMPARISONS.map(([one, other]) => {
    const pairs = tested.map(
      (shopper): PairedTests => ({ one: gainsOf(shopper, one), other: gainsOf(shopper, other) }),
    );
    return { one, other, ...relativeGain(pairs), harmed: shareHarmed(pairs) };
  });
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const cells = rows.map(({ one, other, gain, low, high, harmed }) => [
    ...[`${one} over ${other}`, percent(gain), `${percent(low)} to ${percent(high)}`, percent(harmed)],
  ]);
  process.stdout.write(`${tableText(['', 'gain', '95% interval', 'shoppers worse'], cells)}\n`);
  const stages = STAGES.map((from, at) => {
    const to = STAGES[at + 1] ?? EVERYTHING;
    const means = names.map((name) =>
      mean(tested.flatMap((shopper) => within(shopper.get(name) ?? [], protocol, from, to))),
    );
    return { from, means: Object.fromEntries(names.map((name, which) => [name, means[which]])) };
  });
  const byStage = stages.map(({ from, means }) => [
    `from event ${from}`,
    ...names.map((name) => means[name]?.toFixed(4) ?? ''),
  ]);
  process.stdout.write(`${tableText(['', ...names], byStage)}\n`);
  return {
    protocol,
    tests,
    levels: Object.fromEntries(names.map((name, at) => [name, levels[at]])),
    comparisons: rows,
    stages,
  };
}

/** Gains of tests at places of the history from `from` to before `to`. */
function within(gains: readonly Gains[], protocol: Protocol, from: number, to: number): number[] {
  return gains.flatMap((one, at) => (at + STAGES[0] >= from && at + STAGES[0] < to ? (one[protocol] ?? []) : []));
}
