/**
 * `bench search`: judged queries, typing mistakes, products looked for by their title, what hand-written queries ask for, time and
 * size, over a catalogue with human ratings (Icecat's, 0 to 3).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { loadCatalogue } from '../server/catalogue/load-catalogue.ts';
import { LogError } from '../server/trainer/read-logs.ts';
import { searchFileOf } from '../src/apps/cli/search-files.ts';
import { demoCatalogue } from '../src/apps/shop/catalogue/demo-catalogue.ts';
import { type SeededRandom, seededRandom } from '../src/base/seeded-random.ts';
import { buildSearch } from '../src/search/build-search.ts';
import type { SearchIntent } from '../src/search/intent.ts';
import { openSearch } from '../src/search/open-search.ts';
import type { ProductSearch } from '../src/search/product-search.ts';
import { encodeSearchFile, type SearchFile } from '../src/search/search-file.ts';
import { WordIndex } from '../src/search/word-index.ts';
import { wordsOf } from '../src/search/words.ts';
import { DEMO_QUERIES, ICECAT_QUERIES, type IntentQuery } from './intent-queries.ts';
import { askBrowser } from './search-in-browser.ts';
import { tableText, writeJson } from './table.ts';
import { withTypo } from './typo.ts';

interface SearchFlags {
  readonly data: string;
  readonly out: string;
}

/** Query -> product id -> rating, 0 to 3. */
type Ratings = ReadonlyMap<string, ReadonlyMap<string, number>>;
/** Ids, best first. */
type Finder = (query: string, limit: number) => readonly string[];

interface Judged {
  readonly ndcg: number;
  readonly recall: number;
}

const TYPO_SEEDS = 10;
const TITLES = 1000;
const TIMED_ROUNDS = 5;

export function addSearchBench(program: Command): void {
  program
    .command('search')
    .description('judged queries, typing mistakes, known items, intents, time and size')
    .requiredOption('--data <dir>', 'folder with products.jsonl.gz and queries.csv (query, product_id, rating)')
    .option('--out <file>', 'the figures as JSON', 'bench/results/search.json')
    .action(runSearchBench);
}

async function runSearchBench({ data, out }: SearchFlags): Promise<void> {
  const ratings = readRatings(join(data, 'queries.csv'));
  const { products } = await loadCatalogue('--data', join(data, 'products.jsonl.gz'), undefined, true);
  const file = searchFileOf([...products.values()]);
  const { search } = openSearch(file);
  const ours = finderOf(search, file);
  const { meanings: _, ...withoutMeanings } = file;
  const browser = await askBrowser(file, [...ratings.keys()]);
  const judged = {
    'sum of the words, BM25F': judge(ratings, sumOfWords(file)),
    'without meanings': judge(ratings, finderOf(openSearch(withoutMeanings).search, file)),
    shipped: judge(ratings, ours),
    ...(browser && { "shipped, in Chromium's worker": judge(ratings, (query) => browser.products.get(query) ?? []) }),
  };
  say('method', ['NDCG@10', 'recall@100'], judged, ({ ndcg, recall }) => [ndcg, recall]);

  const typos = typoLoss(ratings, ours);
  const known = knownItems(file, ours);
  say('known item, MRR', ['clean', 'one typo'], known, ({ clean, typo }) => [clean, typo]);
  const intents = readIntents(search);
  const times = timesOf(search, [...ratings.keys()]);
  const wire = gzipSync(encodeSearchFile(file)).length;
  process.stdout.write(
    `${[
      `one typo a query, ${TYPO_SEEDS} seeds: NDCG@10 ${typos.ndcg.toFixed(4)}, ${(100 * typos.loss).toFixed(1)}% less`,
      `intents: ${intents.exact} of ${intents.queries} to the letter`,
      ...intents.wrong.map((line) => `  ${line}`),
      `a query in Node: median ${times.p50.toFixed(1)} ms, 95% within ${times.p95.toFixed(1)} ms`,
      browser
        ? `in Chromium's worker, from the page and back: median ${browser.p50.toFixed(1)} ms, 95% within ${browser.p95.toFixed(1)} ms; the first with all that it fetches ${browser.firstMs.toFixed(0)} ms`
        : 'no Chromium: not timed in a browser',
      `on the wire: ${(wire / 1e6).toFixed(2)} MB (gzip) for ${file.ids.length} products`,
    ].join('\n')}\n`,
  );
  writeJson(out, {
    products: file.ids.length,
    queries: ratings.size,
    judged,
    typos,
    known,
    intents,
    times,
    inBrowser: browser && { firstMs: browser.firstMs, p50: browser.p50, p95: browser.p95 },
    wire,
  });
}

function readRatings(path: string): Ratings {
  const rows = parse(readFileSync(path), { bom: true, columns: true }) as Record<string, string>[];
  const ratings = new Map<string, Map<string, number>>();
  rows.forEach(({ query, product_id: id, rating }, at) => {
    if (!query || !id || rating === undefined) throw new LogError(`${path}, row ${at + 2}: query, product_id, rating`);
    const own = ratings.get(query) ?? new Map();
    ratings.set(query, own.set(id, Number(rating)));
  });
  return ratings;
}

function finderOf(search: ProductSearch, { ids }: SearchFile): Finder {
  return (query, limit) => search.search(query, { limit }).hits.map(({ row }) => ids[row] ?? '');
}

/** The baseline: every product that has one of the words, by the sum of what the words count in it. */
function sumOfWords({ ids, index: data }: SearchFile): Finder {
  const index = new WordIndex(data);
  return (query, limit) => {
    const scores = new Map<number, number>();
    for (const word of wordsOf(query)) {
      const { rows, impacts } = index.postings(word);
      const idf = index.rarity(rows.length);
      rows.forEach((row, at) => {
        scores.set(row, (scores.get(row) ?? 0) + idf * (impacts[at] as number));
      });
    }
    const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return best.slice(0, limit).map(([row]) => ids[row] ?? '');
  };
}

/** Over all products, those without a rating counting nothing, as `score_search.py` has it; queries without a good product are left out. */
function judge(ratings: Ratings, find: Finder, said = (query: string) => query): Judged {
  const ndcgs: number[] = [];
  const recalls: number[] = [];
  for (const [query, own] of ratings) {
    const ideal = gainOf([...own.values()].sort((a, b) => b - a));
    if (ideal === 0) continue;
    const found = find(said(query), 100);
    ndcgs.push(gainOf(found.map((id) => own.get(id) ?? 0)) / ideal);
    const good = [...own].flatMap(([id, rating]) => (rating >= 2 ? id : []));
    const first = new Set(found);
    if (good.length > 0) recalls.push(good.filter((id) => first.has(id)).length / good.length);
  }
  return { ndcg: mean(ndcgs), recall: mean(recalls) };
}

function gainOf(ratings: readonly number[]): number {
  return ratings.slice(0, 10).reduce((sum, rating, at) => sum + (2 ** rating - 1) / Math.log2(at + 2), 0);
}

function typoLoss(ratings: Ratings, find: Finder): { readonly ndcg: number; readonly loss: number } {
  const clean = judge(ratings, find).ndcg;
  const wrong = Array.from({ length: TYPO_SEEDS }, (_, seed) => {
    const random = seededRandom(`typo ${seed}`);
    return judge(ratings, find, (query) => withTypo(query, random)).ndcg;
  });
  const ndcg = mean(wrong);
  return { ndcg, loss: (clean - ndcg) / clean };
}

/** A product by its title, and by some of the words of it, in their order. */
function knownItems(file: SearchFile, find: Finder): Record<string, { clean: number; typo: number }> {
  const lengths = { 'whole title': Number.POSITIVE_INFINITY, 'six words of it': 6, 'four words of it': 4 };
  return Object.fromEntries(
    Object.entries(lengths).map(([name, length]) => {
      const random = seededRandom('known item');
      const [clean, typo]: number[][] = [[], []];
      for (let at = 0; at < TITLES; at++) {
        const row = random.integer(file.ids.length);
        const query = someWords(file.titles[row] ?? '', length, random);
        clean?.push(reciprocalRank(find(query, 100), file.ids[row] ?? ''));
        typo?.push(reciprocalRank(find(withTypo(query, random), 100), file.ids[row] ?? ''));
      }
      return [name, { clean: mean(clean ?? []), typo: mean(typo ?? []) }];
    }),
  );
}

function someWords(title: string, length: number, random: SeededRandom): string {
  const words = title.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  while (words.length > length) words.splice(random.integer(words.length), 1);
  return words.join(' ');
}

function reciprocalRank(found: readonly string[], id: string): number {
  const at = found.indexOf(id);
  return at < 0 ? 0 : 1 / (at + 1);
}

function readIntents(icecat: ProductSearch) {
  const { search: demo } = openSearch(buildSearch(demoCatalogue(), 2));
  const wrong = [
    ...DEMO_QUERIES.flatMap((wanted) => differs(wanted, demo)),
    ...ICECAT_QUERIES.flatMap((wanted) => differs(wanted, icecat)),
  ];
  const queries = DEMO_QUERIES.length + ICECAT_QUERIES.length;
  return { queries, exact: queries - wrong.length, wrong };
}

function differs({ query, ...wanted }: IntentQuery, search: ProductSearch): string[] {
  const read = filtersOf(search.search(query, { limit: 1 }).intent);
  const { size } = wanted;
  const expected = sortedText({ ...wanted, ...(size && { size: wordsOf(size).join(' ') }) });
  return read === expected ? [] : [`${query}: read ${read}, wanted ${expected}`];
}

function filtersOf({ brand, category, attributes, priceMin: min, priceMax: max }: SearchIntent): string {
  return sortedText({ brand, category: category?.split(' > ').at(-1), ...attributes, min, max });
}

function sortedText(filters: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function timesOf(search: ProductSearch, queries: readonly string[]): { readonly p50: number; readonly p95: number } {
  const times: number[] = [];
  for (let round = 0; round < TIMED_ROUNDS; round++) {
    for (const query of queries) {
      const started = performance.now();
      search.search(query, { limit: 100 });
      times.push(performance.now() - started);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function say<Row>(
  name: string,
  columns: readonly string[],
  rows: Readonly<Record<string, Row>>,
  figures: (row: Row) => readonly number[],
): void {
  const cells = Object.entries(rows).map(([which, row]) => [which, ...figures(row).map((value) => value.toFixed(4))]);
  process.stdout.write(`${tableText([name, ...columns], cells)}\n`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
