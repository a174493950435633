/**
 * `bench catalogue`: how fast a large feed is read, and what a catalogue alone knows of the next product, without one interaction.
 * Histories are read, but nothing is learned from them: each method ranks all products by likeness to what the shopper had, .7 a
 * step back.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { contentNeighbours, type ProductText, textsOf } from '../server/trainer/content.ts';
import type { SparseRows } from '../server/trainer/cooccurrence.ts';
import { readSequences } from '../server/trainer/read-logs.ts';
import { best, contentAlone, summed } from './baselines.ts';
import { runCategories } from './categories.ts';
import { measureImport } from './import-speed.ts';
import { leaveOneOut, type Method, type Outcome, outcomeOf, pairedDifference } from './leave-one-out.ts';
import { readMeanings } from './read-meanings.ts';
import { tableText, writeJson } from './table.ts';

interface CatalogueFlags {
  readonly data: string;
  readonly out: string;
}

/** As wide as the first look at each product's likest goes: no release has room for as many. */
const WIDE = 256;
const DECAY = 0.7;

export function addCatalogueBench(program: Command): void {
  program
    .command('catalogue')
    .description(
      'import of 100,000 products; next product by content alone: TF-IDF of titles, of all fields, and what releases ship; categories of held-out products',
    )
    .requiredOption('--data <dir>', 'folder with sequences.txt and catalogue.tsv')
    .option('--out <file>', 'the figures as JSON', 'bench/results/catalogue.json')
    .action(runCatalogue);
}

async function runCatalogue({ data: folder, out }: CatalogueFlags): Promise<void> {
  const imported = await measureImport();
  const { products: count, feedMb, seconds, peakMb } = imported;
  process.stdout.write(
    `import of ${feedMb.toFixed(0)} MB of XML, ${count} products: ${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB at most\n`,
  );
  const logs = await readSequences('--data', join(folder, 'sequences.txt'));
  const { products } = await loadCatalogue('--data', join(folder, 'catalogue.tsv'));
  const { data, tests } = leaveOneOut(logs, textsOf(products));
  const meanings = await readMeanings(data.texts);
  const titles = data.texts.map((text): ProductText | undefined => {
    return text && { title: text.title, brand: '', categories: '', price: undefined };
  });
  const methods: [string, Method][] = [
    ['TF-IDF of titles', contentAlone(titles)],
    ['TF-IDF of all fields', contentAlone(data.texts)],
    ['likeness of words, crowds shared', byNeighbours(contentNeighbours(data.texts, undefined, WIDE))],
    ['likeness of words and meaning, crowds shared', byNeighbours(contentNeighbours(data.texts, meanings, WIDE))],
    ['the same, cut to what a release ships', byNeighbours(contentNeighbours(data.texts, meanings))],
  ];
  const outcomes: (readonly [string, Outcome])[] = [];
  for (const [name, method] of methods) outcomes.push([name, await outcomeOf(method, tests, data.ids.length)]);
  const baseline = outcomes[0]?.[1];
  const rows = outcomes.map(([name, outcome]) => rowOf(name, outcome, baseline));
  const columns = ['method', 'HR@10', 'NDCG@10', 'coverage@10', 'tail HR@10', 'NDCG@10 above titles'];
  process.stdout.write(`${tests.length} shoppers, ${data.ids.length} products\n${tableText(columns, rows)}\n`);
  const figures = outcomes.map(([name, { gains: _, ...outcome }]) => ({ name, ...outcome }));
  writeJson(out, { imported, shoppers: tests.length, products: data.ids.length, methods: figures });
  process.stdout.write('the third level of the category of held-out products:\n');
  await runCategories({ data: folder, seed: '1', fifths: 1, out: out.replace(/(\.json)?$/, '-categories.json') });
}

function byNeighbours(near: SparseRows): Method {
  return ({ history }) => {
    const seen = history.map(({ product }) => product);
    return best(summed(near, seen, DECAY, near.length), seen);
  };
}

function rowOf(name: string, outcome: Outcome, baseline: Outcome | undefined): string[] {
  const { hitRate, ndcg, coverage, tailHitRate } = outcome;
  const figures = [hitRate, ndcg, coverage, tailHitRate].map((figure) => figure.toFixed(4));
  if (!baseline || baseline === outcome) return [name, ...figures, ''];
  const { mean, halfWidth } = pairedDifference(outcome.gains, baseline.gains);
  const share = ((100 * mean) / baseline.ndcg).toFixed(1);
  return [name, ...figures, `${share}% (${mean.toFixed(4)} ±${halfWidth.toFixed(4)})`];
}
