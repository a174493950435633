/** `inkling search`: what shoppers would find, computed by the code of the browser's worker. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { loadCatalogue } from '../../../server/catalogue/load-catalogue.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import type { SearchIntent } from '../../search/intent.ts';
import { openSearch } from '../../search/open-search.ts';
import type { SearchFile } from '../../search/search-file.ts';
import { synonymGroups } from '../../search/synonyms.ts';
import { currencyCode, positiveInteger } from './flag-values.ts';
import { writeLines } from './line-file.ts';
import { checkOutFolder } from './out-folder.ts';
import { searchFileOf } from './search-files.ts';
import { readSearchFolder, writeSearchFolder } from './search-folder.ts';

interface SearchFlags {
  readonly catalogue?: string;
  readonly index?: string;
  readonly currency?: string;
  readonly minorUnits?: boolean;
  readonly synonyms?: string;
  readonly queries?: string;
  readonly query: readonly string[];
  readonly out?: string;
  readonly save?: string;
  readonly limit: number;
}

const SHOWN = 10;

export function addSearchCommand(program: Command): void {
  program
    .command('search')
    .description('find products as the search box of the shop does, in the shopper’s browser')
    .option('--catalogue <source>', 'any feed, or the folder of an imported one')
    .option('--index <dir>', 'a folder that --save wrote, instead of --catalogue')
    .option('--currency <code>', 'ISO 4217 of prices that name none', currencyCode)
    .option('--minor-units', 'prices of the feed are whole numbers of minor units: 1999 is 19.99')
    .option('--synonyms <file>', 'words of your shop that mean the same, with commas between, a group a line')
    .option('--queries <file>', 'CSV with a column "query"; its distinct values are searched for')
    .option('--query <words>', 'search for this and show what is found; can be given several times', collect, [])
    .option('--out <file>', 'written for --queries: "query<TAB>id id ...", best first')
    .option('--limit <n>', 'products a query in --out', positiveInteger('--limit'), 100)
    .option('--save <dir>', 'write the folder that a shop serves to its browsers, for data-search of its tag')
    .action(runSearch);
}

async function runSearch(flags: SearchFlags): Promise<void> {
  if (Boolean(flags.catalogue) === Boolean(flags.index)) {
    throw new LogError('search: give either --catalogue SOURCE or --index DIR');
  }
  if (Boolean(flags.queries) !== Boolean(flags.out)) throw new LogError('search: --queries and --out go together');
  if (!flags.queries && flags.query.length === 0 && !flags.save) {
    throw new LogError('search: say what to do: --queries FILE with --out FILE, --query WORDS, or --save DIR');
  }
  if (flags.index !== undefined && (flags.currency !== undefined || flags.minorUnits || flags.synonyms !== undefined)) {
    throw new LogError('search: --currency, --minor-units and --synonyms are for --catalogue; --index has its own');
  }
  if (flags.save !== undefined) checkOutFolder('--save', flags.save);
  // Read before the minute that the index takes.
  const synonyms = flags.synonyms === undefined ? [] : readSynonyms(flags.synonyms);
  const queries = flags.queries === undefined ? [] : readQueries(flags.queries);
  const file =
    flags.index === undefined ? await indexCatalogue(flags, synonyms) : await readSearchFolder('--index', flags.index);
  if (flags.save !== undefined) {
    const bytes = await writeSearchFolder('--save', flags.save, file);
    process.stdout.write(`${file.ids.length} products, ${(bytes / 1e6).toFixed(2)} MB in ${flags.save}\n`);
  }
  if (flags.out !== undefined) await answerAll(file, queries, flags.out, flags.limit);
  const { search } = openSearch(file);
  for (const query of flags.query) {
    const { hits, intent, corrections, priceIgnored } = search.search(query, { limit: SHOWN });
    const notes = [
      ...corrections.map(({ written, read }) => `"${written}" read as "${read}"`),
      ...wishesIn(intent),
      ...(priceIgnored ? ['nothing at that price: any price'] : []),
    ];
    process.stdout.write(`${query}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}\n`);
    for (const { row } of hits) process.stdout.write(`  ${file.ids[row]}  ${file.titles[row]}\n`);
    if (hits.length === 0) process.stdout.write('  nothing\n');
  }
}

async function indexCatalogue(
  { catalogue = '', currency, minorUnits }: SearchFlags,
  synonyms: readonly string[],
): Promise<SearchFile> {
  const { products, problems } = await loadCatalogue('--catalogue', catalogue, currency, minorUnits);
  for (const problem of problems.slice(0, SHOWN)) process.stderr.write(`${problem}\n`);
  if (problems.length > SHOWN) process.stderr.write(`and ${problems.length - SHOWN} more\n`);
  const named = [...products.values()].some(({ title, description }) => (title + (description ?? '')).trim() !== '');
  if (!named) throw new LogError(`--catalogue ${catalogue}: no product has a title: there is nothing to search in`);
  process.stderr.write(`${products.size} products: reading words, and what they mean\n`);
  return searchFileOf([...products.values()], synonyms);
}

async function answerAll(file: SearchFile, queries: readonly string[], out: string, limit: number): Promise<void> {
  const spaced = file.ids.find((id) => /\s/.test(id));
  if (spaced !== undefined) {
    throw new LogError(`--out: the id ${JSON.stringify(spaced)} has a space, which ends an id in such a file`);
  }
  const { search } = openSearch(file);
  await writeLines('--out', out, async (add) => {
    for (const query of queries) {
      const { hits } = search.search(query, { limit });
      add(`${query}\t${hits.map(({ row }) => file.ids[row]).join(' ')}`);
    }
  });
  process.stdout.write(`${queries.length} queries over ${file.ids.length} products in ${out}\n`);
}

/** Distinct values of the column "query", in their order. */
function readQueries(path: string): string[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(path), { bom: true, columns: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new LogError(`--queries ${path}: ${code?.startsWith('CSV') ? message : `cannot be read (${code})`}`);
  }
  if (rows.length > 0 && rows[0]?.query === undefined)
    throw new LogError(`--queries ${path}, row 1: no column "query"`);
  const queries = new Set<string>();
  rows.forEach(({ query = '' }, at) => {
    if (/[\t\n\r]/.test(query)) throw new LogError(`--queries ${path}, row ${at + 2}, query: a tab or a line break`);
    if (query.trim() !== '') queries.add(query);
  });
  if (queries.size === 0) throw new LogError(`--queries ${path}: no query`);
  return [...queries];
}

/** Lines with at least two phrases; blank ones and those that begin with # are left out. */
function readSynonyms(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new LogError(`--synonyms ${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, at) => {
      if (line.trim() === '' || line.startsWith('#')) return [];
      if (synonymGroups([line], 1).length > 0) return [line];
      throw new LogError(`--synonyms ${path}, row ${at + 1}: two words or phrases with a comma between are wanted`);
    });
}

function wishesIn({ brand, category, attributes, priceMin, priceMax }: SearchIntent): string[] {
  return [
    ...(brand === undefined ? [] : [`brand ${brand}`]),
    ...(category === undefined ? [] : [`category ${category}`]),
    ...Object.entries(attributes).map(([name, value]) => `${name} ${value}`),
    ...(priceMin === undefined ? [] : [`from ${priceMin}`]),
    ...(priceMax === undefined ? [] : [`up to ${priceMax}`]),
  ];
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
