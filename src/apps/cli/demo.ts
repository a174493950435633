/** `inkling demo-shop` and `inkling demo-release`: the files of the demo shop and the release it starts with. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { kindIndex } from '../../../models/behaviour-encoder.ts';
import type { CatalogueProduct } from '../../../server/catalogue/catalogue-product.ts';
import { writeOffers } from '../../../server/catalogue/write-offers.ts';
import type { ProductText } from '../../../server/trainer/content.ts';
import { datasetOf } from '../../../server/trainer/dataset.ts';
import { makeRelease, type ReleaseControl } from '../../../server/trainer/make-release.ts';
import { LogError, readSequences, type ShopperLog } from '../../../server/trainer/read-logs.ts';
import { present } from '../../base/must.ts';
import type { ProductId } from '../../domain/ids.ts';
import type { Product } from '../../domain/product.ts';
import { toEventsFile, toSequencesFile } from '../../simulator/log-files.ts';
import { simulateShoppers } from '../../simulator/simulate-shoppers.ts';
import { toCatalogueTsv } from '../shop/catalogue/catalogue-tsv.ts';
import { demoCatalogue } from '../shop/catalogue/demo-catalogue.ts';
import { CatalogueError, importCatalogue } from '../shop/catalogue/import-catalogue.ts';
import type { ShopProduct } from '../shop/catalogue/shop-product.ts';
import { productPicture } from '../shop/pictures/product-picture.ts';
import { checkDataset } from './check-dataset.ts';
import { positiveInteger } from './flag-values.ts';
import { checkOutFolder } from './out-folder.ts';
import { runTraining, type TrainingFlags, trainingFlags } from './run-training.ts';
import { searchFileOf } from './search-files.ts';
import { writeSearchFolder } from './search-folder.ts';

interface ShelfFlags {
  readonly out: string;
  /** Folder for the shop's search. */
  readonly search?: string;
  /** File for prices and stock of its products. */
  readonly offers?: string;
  readonly catalogue?: string;
  readonly sequences?: string;
}

interface LogsFlags {
  readonly out: string;
  readonly shoppers: number;
  readonly seed: string;
}

export interface DemoFlags extends TrainingFlags, ShelfFlags {
  readonly shoppers: number;
}

/** More would hide what matters. */
const MOST_PROBLEMS = 20;
/** Of the simulated logs and of the release made from them; a fixed day, so that the same seed gives the same bytes. */
const DEMO_DAY_MS = Date.UTC(2026, 0, 1);
const DEMO_DAYS = 60;
/** The demo's own titles are read once a machine, wherever a release is made of them. */
const DEMO_TITLES = '.data/texts.sqlite';

export function addDemoCommands(program: Command): void {
  program
    .command('demo-shop')
    .description("write the demo shop's catalogue and pictures")
    .requiredOption('--out <dir>', 'folder that the shop is served from')
    .option('--catalogue <file>', 'a real catalogue instead: item_id title price brand categories sales_rank')
    .option('--sequences <file>', 'lines "user item item ...", for the order of popularity')
    .option('--search <dir>', 'folder for the search of its products')
    .option('--offers <file>', 'file for prices and stock of its products')
    .action(writeShop);
  program
    .command('demo-logs')
    .description('write logs and catalogue of the demo shop, of shoppers who were made up: sample input for train')
    .requiredOption('--out <dir>', 'folder for sequences.txt, events.tsv and catalogue.tsv')
    .option('--shoppers <n>', 'simulated shoppers', positiveInteger('--shoppers'), 2000)
    .option('--seed <s>', 'who the shoppers are', 'logs')
    .action(writeLogs);
  const release = program
    .command('demo-release')
    .description('train the release of the demo shop: from simulated shoppers, or from a real catalogue and its logs')
    .option('--catalogue <file>', 'a real catalogue; without --sequences its lists go by what products read like')
    .option('--sequences <file>', 'lines "user item item ...", oldest first');
  trainingFlags(release, { seed: 'demo', minutes: 4, width: 32 })
    .option('--shoppers <n>', 'simulated shoppers', positiveInteger('--shoppers'), 6000)
    .action(runDemo);
}

async function runDemo(flags: DemoFlags): Promise<void> {
  if (flags.sequences && !flags.catalogue) throw new LogError('demo-release: --sequences needs --catalogue FILE');
  await runTraining('demo-release', flags);
}

async function writeLogs({ out, shoppers, seed }: LogsFlags): Promise<void> {
  checkOutFolder('--out', out);
  const products = demoCatalogue();
  const histories = simulateShoppers({ products, shoppers, seed, days: DEMO_DAYS, startMs: DEMO_DAY_MS });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'sequences.txt'), toSequencesFile(histories));
  await writeFile(join(out, 'events.tsv'), toEventsFile(histories));
  await writeFile(join(out, 'catalogue.tsv'), toCatalogueTsv(products));
  process.stdout.write(`${histories.length} shoppers, ${products.length} products in ${out}\n`);
}

async function writeShop(flags: ShelfFlags): Promise<void> {
  checkOutFolder('--out', flags.out);
  const products = await shelfOf(flags);
  if (flags.search !== undefined) {
    await writeSearchFolder('--search', flags.search, searchFileOf(products.map(catalogueProduct)));
  }
  if (flags.offers !== undefined) {
    const currency = products[0]?.currency;
    await writeOffers(flags.offers, products.map(catalogueProduct), { asOfMs: Date.now(), currency });
  }
  await mkdir(join(flags.out, 'shop'), { recursive: true });
  await mkdir(join(flags.out, 'pictures'), { recursive: true });
  // A line each, so that a page can read it piece by piece.
  const lines = products.map((product) => JSON.stringify(product)).join(',\n');
  await writeFile(join(flags.out, 'shop', 'catalogue.json'), `[\n${lines}\n]\n`);
  for (const product of products) {
    await writeFile(join(flags.out, 'pictures', `${encodeURIComponent(product.id)}.svg`), productPicture(product));
  }
  process.stdout.write(`${products.length} products in ${flags.out}\n`);
}

/** Trains the demo's release, in the child. @returns the release's id */
export async function trainDemo(flags: DemoFlags, control: ReleaseControl): Promise<string> {
  const shelf = await shelfOf(flags);
  const byId = new Map(shelf.map((product) => [product.id, product]));
  const own = flags.sequences ? knownOnly(await readSequences('--sequences', flags.sequences), byId) : [];
  const logs = flags.catalogue ? own : simulatedLogs(shelf, flags);
  const data = datasetOf(logs, new Map(shelf.map((product) => [product.id, textOf(product)])));
  if (flags.sequences) checkDataset(data, undefined, flags, (text) => control.onProgress({ kind: 'note', text }));
  const products = data.ids.map((id) => cardOf(present(byId.get(id), 'product of a row')));
  const { out, seed, width, minutes, threads, fresh = false } = flags;
  const order = {
    out,
    seed,
    width,
    minutes,
    threads,
    fresh,
    shop: 'demo',
    backend: 'auto' as const,
    epochs: 8,
    textEncoder: { kind: 'english' as const },
    // Those of a merchant are kept beside the release, in the data folder that was asked for.
    textCache: flags.catalogue ? `${resolve(out)}.texts.sqlite` : DEMO_TITLES,
    maxEvents: 20,
  };
  const made = flags.catalogue ? {} : { createdAtMs: DEMO_DAY_MS };
  return makeRelease({ ...order, ...made, data, products }, control);
}

async function shelfOf({ catalogue, sequences }: ShelfFlags): Promise<readonly ShopProduct[]> {
  if (!catalogue) return demoCatalogue();
  const logs = sequences ? await readText('--sequences', sequences) : undefined;
  const text = await readText('--catalogue', catalogue);
  const imported = readShelf(catalogue, text, logs);
  const { problems } = imported.report;
  for (const { row, field, message } of problems.slice(0, MOST_PROBLEMS)) {
    process.stderr.write(`--catalogue ${catalogue}, row ${row}, ${field}: ${message}\n`);
  }
  if (problems.length > MOST_PROBLEMS) process.stderr.write(`and ${problems.length - MOST_PROBLEMS} more\n`);
  if (imported.products.length === 0) throw new LogError(`--catalogue ${catalogue}: no row is a product`);
  return imported.products;
}

function readShelf(file: string, text: string, logs: string | undefined) {
  try {
    return importCatalogue(text, logs);
  } catch (error) {
    if (error instanceof CatalogueError) throw new LogError(`--catalogue ${file}: ${error.message}`);
    throw error;
  }
}

async function readText(flag: string, file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new LogError(`${flag} ${file}: cannot be read (${error.code ?? 'unknown'})`);
  });
}

/** Views, carts and purchases of shoppers who were made up, in the kinds of the logs that `train --events` reads. */
function simulatedLogs(products: readonly ShopProduct[], { shoppers, seed }: DemoFlags): ShopperLog[] {
  const kinds = { view: kindIndex('view'), 'cart-add': kindIndex('cart-add'), purchase: kindIndex('purchase') };
  const histories = simulateShoppers({ products, shoppers, seed, days: DEMO_DAYS, startMs: DEMO_DAY_MS });
  return histories.map(({ shopper, events }) => ({
    shopper,
    events: events.map(({ productId, kind, atMs }) => ({ productId, kind: kinds[kind], atMs })),
  }));
}

function knownOnly(logs: readonly ShopperLog[], byId: ReadonlyMap<string, ShopProduct>): ShopperLog[] {
  return logs.map(({ shopper, events }) => ({
    shopper,
    events: events.filter(({ productId }) => byId.has(productId)),
  }));
}

function textOf({ title, brand, categoryPath, priceMinor, attributes }: ShopProduct): ProductText {
  return {
    title: [title, attributes.colour, attributes.material].filter(Boolean).join(' '),
    brand,
    categories: categoryPath.join(', '),
    price: priceMinor === undefined ? undefined : priceMinor / 100,
  };
}

function catalogueProduct(product: ShopProduct): CatalogueProduct {
  const { id, title, description, brand, categoryPath, attributes, currency, stock, variants } = product;
  const { priceMinor, compareAtPriceMinor: listPriceMinor } = product;
  const colours = variants.filter(({ kind }) => kind === 'colour').map(({ label }) => label);
  return {
    ...{ id, title, description, categoryPath, currency, tags: colours },
    attributes,
    availability: stock > 0 ? 'in_stock' : 'out_of_stock',
    ...(brand && { brand }),
    ...(priceMinor !== undefined && { priceMinor }),
    ...(listPriceMinor !== undefined && { listPriceMinor }),
  };
}

function cardOf(product: ShopProduct): Product {
  const { title, url, imageUrl, priceMinor, compareAtPriceMinor, currency, brand, categoryPath, rating } = product;
  return {
    id: product.id as ProductId,
    title,
    url,
    imageUrl,
    ...(priceMinor !== undefined && { priceMinor }),
    ...(compareAtPriceMinor !== undefined && { compareAtPriceMinor }),
    currency,
    ...(brand && { brand }),
    categoryPath,
    inStock: product.stock > 0,
    ...(rating && { rating }),
  };
}
