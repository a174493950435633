/** Reads a catalogue of the outside world. Nothing is dropped silently: what is missing gets an honest label, what is broken a line. */
import { decodeEntities } from './html-entities.ts';
import { hashText } from './random.ts';
import type { ShopProduct } from './shop-product.ts';

interface ImportProblem {
  /** Line of the file, the header being line 1. */
  readonly row: number;
  readonly field: string;
  /** What stood there, cut to 60 characters. */
  readonly value: string;
  readonly message: string;
}

interface ImportReport {
  /** Rows below the header that are not empty. */
  readonly rows: number;
  readonly accepted: number;
  readonly problems: readonly ImportProblem[];
}

export interface ImportedCatalogue {
  readonly products: ShopProduct[];
  readonly report: ImportReport;
}

/** The file is no catalogue at all; the message names the row. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

const FIELDS = ['item_id', 'title', 'price', 'brand', 'categories', 'sales_rank'] as const;
type Field = (typeof FIELDS)[number];
type Cells = Readonly<Record<Field, string>>;
const MAX_PRICE = 1_000_000;

/**
 * @param tsvText header `item_id title price brand categories sales_rank` in any order, tab-separated
 * @param sequencesText lines of `user item item ...`; orders products by how often they occur
 * @throws CatalogueError if the header lacks a column: then no row can be trusted
 */
export function importCatalogue(tsvText: string, sequencesText?: string): ImportedCatalogue {
  const [header = '', ...lines] = tsvText.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = readHeader(header);
  const problems: ImportProblem[] = [];
  const products = new Map<string, ShopProduct>();
  let rows = 0;
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    rows++;
    const row = index + 2;
    const complain = (field: string, value: string, message: string) =>
      problems.push({ row, field, value: value.slice(0, 60), message });
    const cells = readCells(line, header.split('\t').length, columns, complain);
    const product = cells && readProduct(cells, products, complain);
    if (product) products.set(product.id, product);
  });
  const ordered = orderByPopularity([...products.values()], sequencesText);
  return { products: ordered, report: { rows, accepted: ordered.length, problems } };
}

type Complain = (field: string, value: string, message: string) => void;

function readHeader(header: string): ReadonlyMap<Field, number> {
  const names = header.split('\t').map((name) => name.trim());
  const columns = new Map(FIELDS.map((field) => [field, names.indexOf(field)]));
  const missing = FIELDS.filter((field) => columns.get(field) === -1);
  if (missing.length > 0) throw new CatalogueError(`row 1: the header lacks ${missing.join(', ')}`);
  return columns;
}

function readCells(
  line: string,
  expected: number,
  columns: ReadonlyMap<Field, number>,
  complain: Complain,
): Cells | undefined {
  const raw = line.split('\t');
  if (raw.length !== expected) {
    complain('row', String(raw.length), `expected ${expected} columns, got ${raw.length}; row left out`);
    return undefined;
  }
  const read = (field: Field) =>
    decodeEntities(raw[columns.get(field) ?? -1] ?? '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  return {
    item_id: read('item_id'),
    title: read('title'),
    price: read('price'),
    brand: read('brand'),
    categories: read('categories'),
    sales_rank: read('sales_rank'),
  };
}

function readProduct(
  cells: Cells,
  known: ReadonlyMap<string, ShopProduct>,
  complain: Complain,
): ShopProduct | undefined {
  const id = cells.item_id;
  if (id === '' || id.length > 200) {
    complain('item_id', id, 'expected an id of 1 to 200 characters; row left out');
    return undefined;
  }
  if (known.has(id)) {
    complain('item_id', id, 'this id was on an earlier row; the first one is kept');
    return undefined;
  }
  const priceMinor = readPrice(cells.price, complain);
  return fromCells(cells, id, readPath(cells.categories, complain), priceMinor, complain);
}

function fromCells(
  cells: Cells,
  id: string,
  categoryPath: readonly string[],
  priceMinor: number | undefined,
  complain: Complain,
): ShopProduct {
  const narrowest = categoryPath.at(-1) ?? 'Product';
  if (cells.title === '') complain('title', '', 'no title; shown as "Untitled" with its category and id');
  const brand = cells.brand;
  const title = cells.title || `Untitled ${narrowest.toLowerCase()} (no. ${id})`;
  return {
    id,
    title,
    description: '',
    brand,
    categoryPath,
    ...(priceMinor === undefined ? {} : { priceMinor }),
    currency: 'USD',
    stock: 25,
    attributes: {},
    facts: [
      { name: 'Brand', value: brand || 'Not named in the feed' },
      { name: 'Category', value: categoryPath.join(' › ') },
      { name: 'Product number', value: id },
    ],
    variants: [],
    complements: [],
    salesRank: readRank(cells.sales_rank, complain),
    url: `/p/${encodeURIComponent(id)}`,
    imageUrl: `/pictures/${encodeURIComponent(id)}.svg`,
    picture: { drawing: 'placeholder', kind: 0, colour: '', seed: hashText(categoryPath.join('/')) },
  };
}

function readPrice(text: string, complain: Complain): number | undefined {
  if (text === '') return undefined;
  const price = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && price > 0 && price < MAX_PRICE) return Math.max(1, Math.round(price * 100));
  complain('price', text, 'expected a number above 0 with a decimal point; shown as "Price on request"');
  return undefined;
}

function readPath(text: string, complain: Complain): readonly string[] {
  const path = text
    .split(/, | > /)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (path.length > 0) return path;
  complain('categories', text, 'no category; shown under "Everything else"');
  return ['Everything else'];
}

function readRank(text: string, complain: Complain): number {
  if (text === '') return Number.MAX_SAFE_INTEGER;
  const rank = Number(text);
  if (Number.isFinite(rank) && rank >= 0) return rank;
  complain('sales_rank', text, 'expected a number; sorted last');
  return Number.MAX_SAFE_INTEGER;
}

/** Most often met in the sequences first, then by the feed's own rank; ranks become 1 to n. */
function orderByPopularity(products: ShopProduct[], sequencesText: string | undefined): ShopProduct[] {
  const counts = countItems(sequencesText ?? '');
  const ordered = products.sort(
    (left, right) => (counts.get(right.id) ?? 0) - (counts.get(left.id) ?? 0) || left.salesRank - right.salesRank,
  );
  return ordered.map((product, index) => ({ ...product, salesRank: index + 1 }));
}

function countItems(sequencesText: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of sequencesText.split('\n')) {
    const [, ...items] = line.trim().split(/\s+/);
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}
