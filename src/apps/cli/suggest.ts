/** `inkling catalogue suggest`: what a catalogue could say and does not, as a file for a person to look through. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CatalogueProduct } from '../../../server/catalogue/catalogue-product.ts';
import { type LoadedCatalogue, loadCatalogue } from '../../../server/catalogue/load-catalogue.ts';
import { suggest } from '../../../server/catalogue/understanding/suggest.ts';
import { lackCategory } from '../../../server/catalogue/understanding/suggest-categories.ts';
import { SUGGESTED_FIELDS, type Suggestion } from '../../../server/catalogue/understanding/suggestion.ts';
import { type Meanings, textsOf } from '../../../server/trainer/content.ts';
import { meaningsOf, type TextEncoderChoice } from '../../../server/trainer/meanings.ts';
import { LogError, readSequences } from '../../../server/trainer/read-logs.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { currencyCode } from './flag-values.ts';
import { writeLines } from './line-file.ts';
import { checkOutFolder } from './out-folder.ts';
import { TEXT_ENCODER_HELP, textEncoder, withModel } from './text-encoder-flag.ts';

interface SuggestFlags {
  readonly out: string;
  readonly leastConfidence: number;
  readonly currency?: string;
  readonly textEncoder: TextEncoderChoice;
  readonly textModel?: string;
  readonly sequences?: string;
}

/** Ctrl-C ends the process: what was read stays in the cache, and no file is half written. */
const NEVER = new AbortController().signal;

export function addSuggestCommand(catalogue: Command): void {
  catalogue
    .command('suggest')
    .description('suggest categories, colours, sizes, materials, quantities and relations that a catalogue lacks')
    .argument('<source>', 'folder of catalogue import, or a feed as it is: file, folder or address')
    .requiredOption('--out <file>', 'the suggestions as JSON, one a line; nothing else is changed')
    .option('--least-confidence <p>', 'of what is suggested, from 0 to 1', share, 0.8)
    .option('--currency <code>', 'ISO 4217 of prices that name none', currencyCode)
    .addOption(
      new Option('--text-encoder <which>', `what reads titles for their meaning: ${TEXT_ENCODER_HELP}`)
        .argParser(textEncoder)
        .default({ kind: 'none' }, 'none'),
    )
    .option('--text-model <name>', 'the model, where --text-encoder is an address')
    .option('--sequences <file>', 'lines "user item item ...": what was bought together, for complements')
    .action(runSuggest);
}

async function runSuggest(source: string, flags: SuggestFlags): Promise<void> {
  const startedMs = Date.now();
  // Asked for before minutes are spent.
  if (statSync(flags.out, { throwIfNoEntry: false })?.isDirectory())
    throw new LogError(`--out ${flags.out}: is a folder`);
  checkOutFolder('--out', dirname(resolve(flags.out)));
  const loaded = await loadCatalogue('source', source, flags.currency);
  const products = [...loaded.products.values()];
  const histories = flags.sequences ? await historiesIn(flags.sequences, loaded) : undefined;
  const line = stageLine(process.stderr);
  const meanings = await meaningsFor(products, flags, (done) => line('reading titles', done));
  const found = suggest(products, { meanings, histories, leastConfidence: flags.leastConfidence, onStage: line });
  await writeLines('--out', flags.out, async (add) => {
    for (const suggestion of found) add(JSON.stringify(suggestion));
  });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`${summary(products, found, loaded.problems.length)}\n${flags.out}: ${seconds} s\n`);
}

async function meaningsFor(
  products: readonly CatalogueProduct[],
  { textEncoder: choice, textModel, out }: SuggestFlags,
  onProgress: (done: number) => void,
): Promise<Meanings | undefined> {
  await startBackend('wasm');
  const texts = [...textsOf(new Map(products.map((product) => [product.id, product]))).values()];
  const ids = products.map(({ id }) => id);
  const encoder = withModel(choice, textModel);
  return meaningsOf(texts, { encoder, ids, cachePath: `${resolve(out)}.texts.sqlite`, onProgress, signal: NEVER });
}

async function historiesIn(file: string, { products, productOfVariant }: LoadedCatalogue): Promise<string[][]> {
  const logs = await readSequences('--sequences', file);
  const histories = logs.map(({ events }) =>
    events.map(({ productId }) => productOfVariant.get(productId) ?? productId),
  );
  if (histories.some((history) => history.some((id) => products.has(id)))) return histories;
  throw new LogError(`--sequences ${file}: names no product of the catalogue`);
}

function summary(products: readonly CatalogueProduct[], found: readonly Suggestion[], problems: number): string {
  const lacking = lackCategory(products).length;
  const lines = SUGGESTED_FIELDS.map((field) => {
    const some = found.filter((suggestion) => suggestion.field === field);
    const mean = some.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, some.length);
    const figures = some.length > 0 ? `, mean confidence ${mean.toFixed(2)}` : '';
    const of = field === 'category' ? ` of ${lacking} that lack one or a level` : '';
    return `  ${field.padEnd(12)} ${String(some.length).padStart(7)}${of}${figures}`;
  });
  const left = problems > 0 ? [`rows or fields of no use: ${problems}; catalogue import says which`] : [];
  return [`suggestions for ${products.length} products`, ...lines, ...left].join('\n');
}

function stageLine(out: NodeJS.WriteStream): (stage: string, done: number) => void {
  return (stage, done) => {
    if (out.isTTY) out.write(done >= 1 ? '\r\x1b[K' : `\r\x1b[K${stage} ${Math.floor(100 * done)}%`);
  };
}

function share(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('wants a number from 0 to 1');
}
