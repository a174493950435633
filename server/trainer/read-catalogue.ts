/** The catalogue file of `train`: tab-separated, with the header item_id title price brand categories sales_rank. */
import { readFile } from 'node:fs/promises';
import { parseProductId } from '../../src/domain/ids.ts';
import type { ProductText } from './content.ts';
import { LogError, REPLACEMENT } from './read-logs.ts';

export interface CatalogueFile {
  readonly products: ReadonlyMap<string, ProductText>;
  /** Rows that were left out and fields that are of no use, in words that name file, row and field. */
  readonly problems: readonly string[];
}

/** What a card may have, in characters: see product-cards.ts. */
const LONGEST = { title: 1000, brand: 200 } as const;

const NEEDED = ['item_id', 'title', 'price', 'brand', 'categories'] as const;

export async function readCatalogue(flag: string, file: string): Promise<CatalogueFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new LogError(`${flag} ${file}: cannot be read (${error.code ?? 'unknown'})`);
  });
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = header.split('\t');
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new LogError(`${flag} ${file}, row 1: the header lacks ${missing.join(', ')}`);
  const products = new Map<string, ProductText>();
  const problems: string[] = [];
  lines.forEach((line, index) => {
    if (!line.trim()) return;
    const fields = line.split('\t');
    const field = (name: (typeof NEEDED)[number]) => decodeEntities(fields[names.indexOf(name)]?.trim() ?? '');
    const row = index + 2;
    const id = field('item_id');
    const say = (name: string, what: string) => problems.push(`${file}, row ${row}, ${name}: ${what}`);
    if (fields.length !== names.length) {
      say(
        'row',
        `has ${fields.length} fields, the header ${names.length}: what is missing is taken for empty, what is too much left out`,
      );
    }
    if (line.includes(REPLACEMENT)) say('row', 'is not UTF-8: some characters are lost');
    if (!id) say('item_id', 'is empty, row left out');
    else if (!parseProductId(id)) say('item_id', 'is longer than 200 characters: row left out');
    else if (/\s/.test(id)) say('item_id', 'has a space, by which logs part their items: row left out');
    else if (products.has(id)) say('item_id', 'stands twice, the first is kept');
    else {
      const price = Number(field('price'));
      const known = field('price') !== '' && price > 0 && Number.isSafeInteger(Math.round(100 * price));
      if (!known && field('price') !== '' && price !== 0)
        say('price', 'is no number above 0 that makes cents, taken for unknown');
      for (const name of ['title', 'brand'] as const) {
        if (field(name).length > LONGEST[name])
          say(name, `is longer than ${LONGEST[name]} characters: cards show the beginning`);
      }
      products.set(id, {
        title: field('title'),
        brand: field('brand'),
        categories: field('categories'),
        price: known ? price : undefined,
      });
    }
  });
  if (products.size === 0) throw new LogError(`${flag} ${file}: no row has an item_id`);
  return { products, problems };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The handful of HTML entities that feeds carry in plain fields. */
function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
