/**
 * `bench categories`: the third level of a product's category path, of products that are held out, against
 * TF-IDF of titles with logistic regression, whose ridge is chosen on products that are not held out.
 */
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { CatalogueProduct } from '../server/catalogue/catalogue-product.ts';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { fitLabels, type LabelExamples, type LabelModel } from '../server/catalogue/understanding/label-model.ts';
import { suggestCategories } from '../server/catalogue/understanding/suggest-categories.ts';
import { textsOf } from '../server/trainer/content.ts';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { pairedDifference } from './leave-one-out.ts';
import { readMeanings } from './read-meanings.ts';
import { tableText, writeJson } from './table.ts';
import { titleRegression } from './title-regression.ts';

interface CategoriesFlags {
  readonly data: string;
  readonly seed: string;
  readonly fifths: number;
  readonly out: string;
}

const LEVEL = 3;
const FIFTHS = 5;
const SURE = 0.9;
/** As the command's default. */
const LEAST_CONFIDENCE = 0.8;
const BINS = 15;

export function addCategoriesBench(program: Command): void {
  program
    .command('categories')
    .description('third level of the category path of held-out products, against regression on TF-IDF of titles')
    .requiredOption('--data <dir>', 'folder with catalogue.tsv')
    .option('--seed <s>', 'of which products are held out', '1')
    .option('--fifths <n>', 'how many fifths are held out, one after the other', fifths, 1)
    .option('--out <file>', 'the figures as JSON', 'bench/results/categories.json')
    .action(runCategories);
}

export async function runCategories({ data: folder, seed, fifths: rounds, out }: CategoriesFlags): Promise<void> {
  const loaded = await loadCatalogue('--data', join(folder, 'catalogue.tsv'));
  const products = [...loaded.products.values()].filter(({ categoryPath }) => categoryPath.length >= LEVEL);
  const order = seededRandom(`${seed}/held`).shuffle(products.map((_, row) => row));
  const labels = labelsOf(products);
  const classes = 1 + labels.reduce((most, label) => Math.max(most, label), 0);
  const texts = [...textsOf(new Map(products.map((product) => [product.id, product]))).values()];
  const meanings = await readMeanings(texts);
  const methods: [string, (examples: LabelExamples) => LabelModel][] = [
    ['TF-IDF of titles, logistic regression', titleRegression],
    ['suggestions without meanings', (examples) => fitLabels({ ...examples, meanings: undefined })],
    ['suggestions', (examples) => fitLabels(examples)],
  ];
  const outcomes = methods.map(([name, make]) => {
    const answers: Answer[] = [];
    const startedMs = Date.now();
    for (let fifth = 0; fifth < rounds; fifth++) {
      const isHeld = (at: number) => at % FIFTHS === fifth;
      const learned = order.filter((_, at) => !isHeld(at));
      const model = make({ products, meanings, labels, classes, learned });
      for (const row of order.filter((_, at) => isHeld(at))) answers.push(answerOf(model, row, labels[row] as number));
    }
    return outcomeOf(name, answers, (Date.now() - startedMs) / 1000 / rounds);
  });
  const hits = outcomes[0]?.hits ?? new Float64Array(0);
  const rows = outcomes.map((outcome, at) => {
    const { mean, halfWidth } = pairedDifference(outcome.hits, hits);
    const above = at === 0 ? '' : `${mean.toFixed(4)} ±${halfWidth.toFixed(4)}`;
    const { accuracy, sureShare, sureAccuracy, calibrationError, seconds } = outcome;
    const figures = [accuracy, sureShare, sureAccuracy, calibrationError].map((figure) => figure.toFixed(4));
    return [outcome.name, ...figures, seconds.toFixed(0), above];
  });
  const columns = ['method', 'top-1', `share >= ${SURE}`, 'right of those', 'ECE', 'seconds', 'top-1 above titles'];
  process.stdout.write(`${products.length} products, ${hits.length} held out in ${rounds} fifths, ${classes} paths\n`);
  process.stdout.write(`${tableText(columns, rows)}\n`);
  const figures = outcomes.map(({ hits: _, ...outcome }) => outcome);
  const whole = wholePaths(products, new Set(order.filter((_, at) => at % FIFTHS === 0)));
  process.stdout.write(
    `of ${whole.lacking} without a path ${whole.suggested} get one, ${percent(whole.right)} right as far as it goes; ${whole.deep} with the third level or more, ${percent(whole.deepRight)} right\n`,
  );
  writeJson(out, { products: products.length, heldOut: hits.length, paths: classes, methods: figures, whole });
}

function labelsOf(products: readonly CatalogueProduct[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(products, ({ categoryPath }) => {
    const path = categoryPath.slice(0, LEVEL).join('\n');
    const label = known.get(path) ?? known.size;
    known.set(path, label);
    return label;
  });
}

/** What is suggested, as it comes from the command: titles are not read for their meaning. */
function wholePaths(products: readonly CatalogueProduct[], lacking: ReadonlySet<number>) {
  const shorn = products.map((product, row) => (lacking.has(row) ? { ...product, categoryPath: [] } : product));
  const options = { leastConfidence: LEAST_CONFIDENCE, onProgress: () => {} };
  const rowOf = new Map(products.map(({ id }, row) => [id, row]));
  const found = suggestCategories({ products: shorn, meanings: undefined }, options).flatMap(({ productId, value }) => {
    const row = rowOf.get(productId) ?? -1;
    return lacking.has(row) ? [{ value, truth: products[row]?.categoryPath ?? [] }] : [];
  });
  const isRight = ({ value, truth }: (typeof found)[number]) =>
    [...value].every((name, level) => truth[level] === name);
  const rightOf = (some: typeof found) => some.filter(isRight).length / Math.max(1, some.length);
  const deep = found.filter(({ value }) => value.length >= LEVEL);
  return {
    lacking: lacking.size,
    suggested: found.length,
    right: rightOf(found),
    deep: deep.length,
    deepRight: rightOf(deep),
  };
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)}%`;
}

interface Answer {
  readonly confidence: number;
  readonly hit: 0 | 1;
}

function answerOf(model: LabelModel, row: number, label: number): Answer {
  const probabilities = model.probabilities(row);
  const most = Math.max(...probabilities);
  return { confidence: model.confidenceOf(most), hit: probabilities.indexOf(most) === label ? 1 : 0 };
}

/** @param seconds to learn and to answer, of one fifth */
function outcomeOf(name: string, answers: readonly Answer[], seconds: number) {
  const sure = answers.filter(({ confidence }) => confidence >= SURE);
  return {
    name,
    hits: Float64Array.from(answers, ({ hit }) => hit),
    accuracy: meanHit(answers),
    sureShare: sure.length / answers.length,
    sureAccuracy: meanHit(sure),
    calibrationError: calibrationError(answers),
    seconds,
  };
}

function meanHit(answers: readonly Answer[]): number {
  return answers.reduce((sum, { hit }) => sum + hit, 0) / Math.max(1, answers.length);
}

/** Mean distance of confidence and accuracy over bins of equal width. @see Guo et al. 2017, section 2 */
function calibrationError(answers: readonly Answer[]): number {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, hits: 0 }));
  for (const { confidence, hit } of answers) {
    const bin = bins[Math.min(BINS - 1, Math.floor(BINS * confidence))];
    if (!bin) continue;
    bin.confidence += confidence;
    bin.hits += hit;
  }
  return bins.reduce((sum, { confidence, hits }) => sum + Math.abs(confidence - hits), 0) / answers.length;
}

function fifths(text: string): number {
  const count = positiveInteger('--fifths')(text);
  if (count <= FIFTHS) return count;
  throw new InvalidArgumentError(`--fifths: there are ${FIFTHS}`);
}
