/**
 * `bench new-products`: some products lose all their events before training, as if they had come into the shop since.
 * How often are they found by shoppers who took one next, against content matching alone?
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { dequantiseRows } from '../models/product-vectors.ts';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { textsOf } from '../server/trainer/content.ts';
import type { HeldOut } from '../server/trainer/evaluate-states.ts';
import { readSequences } from '../server/trainer/read-logs.ts';
import { startBackend } from '../server/trainer/start-backend.ts';
import { train } from '../server/trainer/train.ts';
import type { TrainingEvent } from '../server/trainer/train-encoder.ts';
import { trainingOptions } from '../server/trainer/training-options.ts';
import { positive, zeroOrMore } from '../src/apps/cli/flag-values.ts';
import { progressLine } from '../src/apps/cli/progress-line.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { best, contentAlone } from './baselines.ts';
import { benchThread } from './bench-thread.ts';
import { leaveOneOut, type Method, outcomeOf } from './leave-one-out.ts';
import { encoderOpinions, ranked } from './model-methods.ts';
import { readMeanings } from './read-meanings.ts';
import { tableText, writeJson } from './table.ts';

interface NewProductsFlags {
  readonly data: string;
  readonly share: number;
  readonly parity?: number;
  readonly minutes: number;
  readonly seed: string;
  readonly out: string;
}

export function addNewProductsCommand(program: Command): void {
  program
    .command('new-products')
    .description('products without events: content matching alone, the encoder with its tower, the whole model')
    .requiredOption('--data <dir>', 'folder with sequences.txt and catalogue.tsv')
    .option('--share <s>', 'share of the products that lose their events', positive('--share'), 0.1)
    .option('--parity <n>', 'as --new-product-parity of train', zeroOrMore)
    .option('--minutes <n>', 'limit of the training', positive('--minutes'), 20)
    .option('--seed <s>', 'of the training, and of which products are new', '1')
    .option('--out <file>', 'the figures as JSON', 'bench/results/new-products.json')
    .action(runNewProducts);
}

async function runNewProducts({ data: folder, share, parity, minutes, seed, out }: NewProductsFlags): Promise<void> {
  const logs = await readSequences('--data', join(folder, 'sequences.txt'));
  const texts = textsOf((await loadCatalogue('--data', join(folder, 'catalogue.tsv'))).products);
  const { data, valid, tests } = leaveOneOut(logs, texts);
  const meanings = await readMeanings(data.texts);
  const hidden = new Set(
    seededRandom(`${seed}/new`)
      .shuffle(data.ids.map((_, row) => row))
      .slice(0, Math.round(share * data.ids.length)),
  );
  const without = (events: readonly TrainingEvent[]) => events.filter(({ product }) => !hidden.has(product));
  const shown = { ...data, ...(meanings && { meanings }), sequences: data.sequences.map(without) };
  const cases = tests.map(({ history, target }) => ({ history: without(history), target }));
  const known = cases.filter(({ history }) => history.length > 0);
  const [fresh, others] = [true, false].map((is) => known.filter(({ target }) => hidden.has(target) === is));
  if (!fresh || !others) throw new Error('both kinds of cases are made');

  await startBackend('wasm');
  const options = trainingOptions({ width: 64, maxEvents: 50, seed, minutes, newProductParity: parity });
  const shownValid = new Map([...valid].filter(([, id]) => !hidden.has(data.rowOf.get(id) ?? -1)));
  const { model } = await train(shown, options, shownValid, progressLine(process.stderr, Date.now()), {
    threads: { entry: benchThread() },
  });
  const content = contentAlone(data.texts);
  const methodsFor = async (tested: readonly HeldOut[]): Promise<[string, Method][]> => {
    const opinionOf = await encoderOpinions(model, model.base, dequantiseRows(model.vectors), tested);
    return [
      ['TF-IDF content alone', content],
      [
        'encoder with its tower alone',
        ({ history }, at) =>
          best(
            opinionOf(at).scores,
            history.map(({ product }) => product),
          ),
      ],
      ['whole model', ({ history }, at) => ranked(model, history, opinionOf(at))],
    ];
  };
  const figures: { method: string; products: string; hitRate: number; ndcg: number }[] = [];
  for (const [products, tested] of [['new', fresh] as const, ['others', others] as const]) {
    for (const [method, find] of await methodsFor(tested)) {
      const { hitRate, ndcg } = await outcomeOf(find, tested, data.ids.length);
      figures.push({ method, products, hitRate, ndcg });
    }
  }
  const rows = figures.map(({ method, products, hitRate, ndcg }) => [
    `${method}, ${products} products`,
    ...[hitRate, ndcg].map((figure) => figure.toFixed(4)),
  ]);
  process.stdout.write(
    `${hidden.size} of ${data.ids.length} products are new; they come next for ${fresh.length} of ${known.length} shoppers\n`,
  );
  process.stdout.write(`${tableText(['method', 'HR@10', 'NDCG@10'], rows)}\n`);
  writeJson(out, { newProducts: hidden.size, shoppers: known.length, figures });
}
