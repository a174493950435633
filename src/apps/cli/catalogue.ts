/** `inkling catalogue`: a merchant's feed as a catalogue folder, once or whenever the feed changes. */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCatalogueProducts } from '../../../server/catalogue/catalogue-folder.ts';
import { FeedError } from '../../../server/catalogue/feed-error.ts';
import { FEED_FORMATS, type FeedFormat } from '../../../server/catalogue/feeds/feed-format.ts';
import { RAW_FIELDS } from '../../../server/catalogue/feeds/feed-row.ts';
import { parseColumnMap } from '../../../server/catalogue/feeds/field-names.ts';
import { type ImportOrder, type ImportProgress, importFeed } from '../../../server/catalogue/import-feed.ts';
import { reportText } from '../../../server/catalogue/import-report.ts';
import { checkOffersFile, writeOffers } from '../../../server/catalogue/write-offers.ts';
import { currencyCode, positiveInteger } from './flag-values.ts';
import { checkOutFolder } from './out-folder.ts';
import { addSuggestCommand } from './suggest.ts';

const MOST_WATCH_S = 7 * 86_400;

interface ImportFlags {
  readonly out: string;
  readonly offers?: string;
  readonly format?: FeedFormat;
  readonly map: readonly string[];
  readonly currency?: string;
  readonly minorUnits?: boolean;
  readonly strict?: boolean;
  readonly confirmShrink?: boolean;
  readonly watch?: number;
  readonly json?: boolean;
}

export function addCatalogueCommand(program: Command): void {
  const catalogue = program.command('catalogue').description("a merchant's feed as a catalogue");
  catalogue
    .command('import')
    .description(
      'read a feed: Google or Meta XML, CSV or TSV, Shopify products.json, WooCommerce Store API, JSON-LD pages, JSON lines or a table of your own',
    )
    .argument('<source>', 'file, folder of files or address; gzip is unpacked')
    .requiredOption('--out <dir>', 'folder of the catalogue; DIR.import.json says what was found in the feed')
    .option('--offers <file>', 'prices and stock alone, for data-offers of the tag: shown without another release')
    .addOption(new Option('--format <name>', 'format of the feed (default: told from the text)').choices(FEED_FORMATS))
    .option('--map <field=column>', 'which column, element or key is a field; can be given several times', collect, [])
    .option('--currency <code>', 'ISO 4217 of prices that name none', currencyCode)
    .option('--minor-units', 'prices are whole numbers of minor units: 1999 is 19.99')
    .option('--strict', 'one complaint about a row or a field, and nothing is published')
    .option('--confirm-shrink', 'publish a feed that has less than half of the products of before')
    .option('--watch <seconds>', 'import again so often, until Ctrl-C; says what changed', watchSeconds)
    .option('--json', 'progress and report as JSON on stdout, an object a line')
    .addHelpText('after', `\nFields for --map:\n${fieldHelp()}`)
    .action(runImport);
  addSuggestCommand(catalogue);
}

async function runImport(source: string, flags: ImportFlags): Promise<void> {
  checkOutFolder('--out', flags.out);
  if (flags.offers !== undefined) checkOffersFile(flags.offers, flags.out);
  const map = parseColumnMap(flags.map);
  const order = (): ImportOrder => ({
    source,
    out: resolve(flags.out),
    map,
    rules: {
      nowMs: Date.now(),
      ...(flags.currency !== undefined && { currency: flags.currency }),
      ...(flags.minorUnits && { minorUnits: true }),
    },
    strict: flags.strict ?? false,
    confirmShrink: flags.confirmShrink ?? false,
    ...(flags.format && { format: flags.format }),
  });
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  try {
    let last = await importOnce(order(), flags, undefined, stop.signal);
    while (flags.watch !== undefined) {
      await sleep(1000 * flags.watch, undefined, { signal: stop.signal });
      last = (await importOnce(order(), flags, last, stop.signal).catch(sayAndGoOn)) ?? last;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write('inkling: stopped; the catalogue is as it was\n');
    process.exitCode = 130;
  }
}

/** A commander parser: a timer of Node takes no more than 24 days. */
function watchSeconds(text: string): number {
  const seconds = positiveInteger('--watch')(text);
  if (seconds <= MOST_WATCH_S) return seconds;
  throw new InvalidArgumentError(`--watch wants at most ${MOST_WATCH_S} seconds, a week`);
}

/** @returns the hash of the products; nothing is said where it is `last` */
async function importOnce(
  order: ImportOrder,
  flags: ImportFlags,
  last: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const startedMs = Date.now();
  const progress = flags.json ? jsonProgress : terminalProgress(process.stderr, startedMs);
  const { head, report, reportFile } = await importFeed(order, progress, signal);
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const said = flags.json
    ? JSON.stringify({ kind: 'imported', head, report })
    : `${reportText(report, reportFile)}\n${order.out}: ${head.products} products, ${seconds} s`;
  if (head.file.sha256 === last) return last;
  process.stdout.write(`${said}\n`);
  if (flags.offers !== undefined) {
    const products = readCatalogueProducts(order.out, head);
    const bytes = await writeOffers(flags.offers, products, { ...head, asOfMs: head.importedAtMs });
    if (!flags.json) process.stdout.write(`${flags.offers}: ${Math.ceil(bytes / 1000)} kB\n`);
  }
  return head.file.sha256;
}

/** A feed that cannot be had now may be there the next time; the catalogue stays as it was. */
function sayAndGoOn(error: unknown): undefined {
  if (!(error instanceof FeedError)) throw error;
  process.stderr.write(`inkling: ${error.message}\n`);
}

function jsonProgress(progress: ImportProgress): void {
  process.stdout.write(`${JSON.stringify({ kind: 'progress', ...progress })}\n`);
}

function terminalProgress(out: NodeJS.WriteStream, startedMs: number): (progress: ImportProgress) => void {
  return ({ rows, bytes, totalBytes }) => {
    if (!out.isTTY) return;
    const share = totalBytes ? Math.min(1, bytes / totalBytes) : undefined;
    const left = share ? ((Date.now() - startedMs) * (1 - share)) / share / 1000 : undefined;
    const rest = left === undefined ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(left)} s left`;
    const done = share === undefined ? '' : ` ${Math.floor(100 * share)}%`;
    out.write(share === 1 ? '\r\x1b[K' : `\r\x1b[Kreading${done}, ${rows} rows, ${rest}`);
  };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function fieldHelp(): string {
  return Object.entries(RAW_FIELDS)
    .map(([name, what]) => `  ${name.padEnd(14)} ${what}`)
    .join('\n');
}
