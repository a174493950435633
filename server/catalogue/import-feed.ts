/** From a merchant's feed to a catalogue folder: all of it, or nothing. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CatalogueHead, readCatalogueHead, writeCatalogue } from './catalogue-folder.ts';
import type { CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';
import type { FeedFormat } from './feeds/feed-format.ts';
import type { FeedRow } from './feeds/feed-row.ts';
import type { ColumnMap } from './feeds/field-names.ts';
import { groupVariants } from './group-variants.ts';
import { type ImportReport, Problems } from './import-report.ts';
import { inCurrency, otherCurrencies } from './one-currency.ts';
import { openSource, sourceName } from './open-source.ts';
import { readSource } from './read-source.ts';
import { Staging } from './staging.ts';
import { type ProductRules, standsTwice, toProduct } from './to-product.ts';

export interface ImportOrder {
  /** File, folder or address. */
  readonly source: string;
  /** Folder of the catalogue. */
  readonly out: string;
  /** Told by the text where missing. */
  readonly format?: FeedFormat;
  readonly map: ColumnMap;
  readonly rules: ProductRules;
  /** One complaint about a row or field refuses the feed. */
  readonly strict: boolean;
  /** Takes a feed with less than half of the running catalogue's products. */
  readonly confirmShrink: boolean;
}

export interface ImportProgress {
  readonly rows: number;
  readonly bytes: number;
  /** Undefined where nobody says. */
  readonly totalBytes: number | undefined;
}

export interface Imported {
  readonly head: CatalogueHead;
  readonly report: ImportReport;
  readonly reportFile: string;
}

/** A feed that lost more than this share of the products is more likely broken than true. */
const SHRINK_LIMIT = 0.5;
/** Rows between two words of progress. */
const ROWS_A_WORD = 2000;

/**
 * @throws FeedError when nothing was published; the message says why, and names the report where rows are the reason
 */
export async function importFeed(
  order: ImportOrder,
  onProgress: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<Imported> {
  const before = await readCatalogueHead(order.out);
  mkdirSync(order.out, { recursive: true });
  await removeLeftovers(order.out);
  const staging = new Staging(join(order.out, `.import-${process.pid}.sqlite`));
  try {
    return await importThrough(staging, order, before, onProgress, signal);
  } finally {
    staging.close();
    removeIfEmpty(order.out);
  }
}

async function importThrough(
  staging: Staging,
  order: ImportOrder,
  before: CatalogueHead | undefined,
  onProgress: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<Imported> {
  const problems = new Problems();
  const stage = new Stage(staging, order, problems);
  const format = await readAll(order, (row) => stage.take(row), onProgress, signal);
  const { currency, products } = finish(staging, order, problems);
  const counts = { rows: stage.rows, leftOut: stage.rows - staging.size, products: 0, groups: 0, variants: 0 };
  const report = (more: Partial<ImportReport['counts']>): ImportReport => ({
    source: sourceName(order.source),
    format,
    counts: { ...counts, duplicates: stage.duplicates, ...more },
    problems: problems.list(),
    untold: problems.untold,
  });
  const reportFile = `${order.out.replace(/\/+$/, '')}.import.json`;
  const write = (what: ImportReport) => writeFile(reportFile, `${JSON.stringify(what, undefined, 1)}\n`);
  const refuse = async (why: string): Promise<never> => {
    await write(report({}));
    const kept = before ? `; the catalogue of before (${before.products} products) stays` : '';
    throw new FeedError(`${sourceName(order.source)}: ${why}${kept}; rows: ${reportFile}`);
  };
  if (staging.size === 0) await refuse(`none of ${stage.rows} rows is a product`);
  if (order.strict && problems.errors > 0) await refuse(`${problems.errors} complaints, and --strict takes none`);
  const groups = staging.counts();
  if (before && groups.products < SHRINK_LIMIT * before.products && !order.confirmShrink) {
    await refuse(
      `has ${groups.products} products, less than half of before: is it whole? If it is, import it with --confirm-shrink`,
    );
  }
  signal?.throwIfAborted();
  const about = { importedAtMs: order.rules.nowMs, source: sourceName(order.source), ...(currency && { currency }) };
  const head = await writeCatalogue(order.out, products(), about);
  const found = report(groups);
  await write(found);
  return { head, report: found, reportFile };
}

/** Reads every file; which format they are in. */
async function readAll(
  order: ImportOrder,
  take: (row: FeedRow) => void,
  onProgress: (progress: ImportProgress) => void,
  signal?: AbortSignal,
): Promise<string> {
  const source = await openSource(order.source, signal);
  const { totalBytes } = source;
  const formats = new Set<FeedFormat>();
  let [rows, bytes] = [0, 0];
  const onRead = (read: number) => {
    bytes += read;
  };
  for await (const { row, format } of readSource(source, { format: order.format, map: order.map, onRead })) {
    formats.add(format);
    take(row);
    if (++rows % ROWS_A_WORD === 0) {
      onProgress({ rows, bytes, totalBytes });
      signal?.throwIfAborted();
    }
  }
  onProgress({ rows, bytes, totalBytes });
  return [...formats].join(', ');
}

/** Takes rows into the staging file, with a word about those that are not taken. */
class Stage {
  rows = 0;
  duplicates = 0;

  constructor(
    private readonly staging: Staging,
    private readonly order: ImportOrder,
    private readonly problems: Problems,
  ) {}

  take(row: FeedRow): void {
    const { product, problems } = toProduct(row, this.order.rules);
    for (const problem of problems) this.problems.add(problem);
    if (row.kind === 'product' || row.problem.kind === 'row') this.rows++;
    if (!product || row.kind !== 'product') return;
    if (this.staging.has(product.id)) {
      this.problems.add(standsTwice(row.place, product.id));
      return;
    }
    if (this.staging.add(product) !== undefined) this.duplicates++;
  }
}

/** The products to publish, as they will be. */
function finish(staging: Staging, order: ImportOrder, problems: Problems) {
  const currencies = staging.currencies();
  const currency = currencies[0]?.currency;
  for (const problem of otherCurrencies(sourceName(order.source), currencies)) problems.add(problem);
  const products = function* (): Iterable<CatalogueProduct> {
    for (const group of staging.groups()) {
      const [first, ...rest] = group.map((product) => inCurrency(product, currency));
      if (first) yield groupVariants([first, ...rest]);
    }
  };
  return { currency, products };
}

/** Files of imports that were killed: theirs are named by process. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^\.(?:import|products|catalogue\.json)-(\d+)\.(?:sqlite(?:-journal)?|part)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another account, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** An import that failed leaves no folder that was not there. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something, so it stays.
  }
}
