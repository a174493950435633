/** A feed's row as a product: cleaned, checked, and a word about everything that was not as it should be. */
import { parseProductId } from '../../src/domain/ids.ts';
import type { Availability, CatalogueProduct } from './catalogue-product.ts';
import { categoryPath } from './category-path.ts';
import { cutAt, plainText } from './clean-text.ts';
import type { FeedRow, Place, RawField, RawProduct, RowProblem } from './feeds/feed-row.ts';
import { allValues, firstValue, shown } from './feeds/feed-row.ts';
import { parsePrice } from './prices.ts';

export interface ProductRules {
  /** ISO 4217 of prices that name none. */
  readonly currency?: string;
  /** Prices are whole numbers of minor units (cents). */
  readonly minorUnits?: boolean;
  /** A row without a title is a product all the same: for training, where its brand and category count. */
  readonly untitled?: boolean;
  /** For what depends on today: a sale. Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface CheckedRow {
  /** Undefined where the row is none. */
  readonly product: CatalogueProduct | undefined;
  readonly problems: readonly RowProblem[];
}

/** Characters that are kept; cards and Google ask for no more. */
const LONGEST = { title: 1000, description: 5000, name: 200, url: 2048, attribute: 500 } as const;
const MOST = { images: 10, tags: 50, labels: 5, attributes: 100 } as const;
const REPLACEMENT = '\uFFFD';

/** What every product has, be it empty. */
const ALWAYS: ReadonlySet<string> = new Set(['title', 'categoryPath']);

type Say = (field: RawField, value: string, what: string, kind: RowProblem['kind']) => void;

export function toProduct(row: FeedRow, rules: ProductRules): CheckedRow {
  if (row.kind === 'problem') return { product: undefined, problems: [row.problem] };
  const { place, raw } = row;
  const problems: RowProblem[] = [];
  const say: Say = (field, value, what, kind) => problems.push({ ...place, field, value: shown(value), what, kind });
  const id = idIn(raw, say);
  const title = plainText(firstValue(raw, 'title') ?? '', LONGEST.title);
  const named = title !== '' || rules.untitled === true;
  if (id !== undefined && !named) say('title', '', 'is missing: row left out; name it', 'row');
  if (id === undefined || !named) return { product: undefined, problems };
  sayLostCharacters(raw, place, problems);
  const offer = offerIn(raw, rules, say);
  return {
    product: withoutBlanks({
      id,
      title,
      description: plainText(allValues(raw, 'description')[0] ?? '', LONGEST.description),
      ...linksIn(raw, say),
      ...offer,
      availability: availabilityIn(raw, say),
      brand: plainText(firstValue(raw, 'brand') ?? '', LONGEST.name),
      gtin: wordIn(raw, 'gtin'),
      mpn: wordIn(raw, 'mpn'),
      sku: wordIn(raw, 'sku'),
      categoryPath: pathIn(raw),
      googleCategory: wordIn(raw, 'googleCategory'),
      tags: listIn(raw, 'tags').slice(0, MOST.tags),
      attributes: attributesIn(raw),
      rating: ratingIn(raw, say),
      stock: stockIn(raw, say),
      createdAt: dateIn(raw, 'createdAt', say),
      updatedAt: dateIn(raw, 'updatedAt', say),
      labels: allValues(raw, 'labels')
        .map((label) => plainText(label, LONGEST.name))
        .slice(0, MOST.labels),
      adult: /^(true|yes|1)$/i.test(firstValue(raw, 'adult') ?? '') || undefined,
      groupId: wordIn(raw, 'groupId'),
    }),
    problems,
  };
}

/** The complaint about a second row of one id. */
export function standsTwice(place: Place, id: string): RowProblem {
  return { ...place, field: 'id', value: shown(id), what: 'stands twice: the first row is kept', kind: 'row' };
}

function idIn(raw: RawProduct, say: Say): string | undefined {
  const text = (firstValue(raw, 'id') ?? '').trim();
  if (text === '') {
    say('id', firstValue(raw, 'title') ?? '', 'is missing: row left out; give every product its own', 'row');
    return undefined;
  }
  const id = parseProductId(text);
  if (id === undefined || /\p{Cc}/u.test(text)) {
    say('id', text, 'is longer than 200 characters, or has control characters: row left out', 'row');
    return undefined;
  }
  if (/\s/.test(id))
    say('id', text, 'has a space, by which lines of --sequences part their items: logs cannot name it', 'note');
  return id;
}

function linksIn(raw: RawProduct, say: Say) {
  const link = (field: 'url' | 'imageUrl', text: string): string[] => {
    if (text.length > LONGEST.url) say(field, text, `is longer than ${LONGEST.url} characters: left out`, 'field');
    else if (!isWebLink(text)) say(field, text, 'is no http(s) or relative link: left out', 'field');
    else return [text];
    return [];
  };
  const [url] = allValues(raw, 'url').flatMap((text) => link('url', text));
  const texts = allValues(raw, 'imageUrl').flatMap((text) => text.split(/\s*,\s*(?=https?:|\/)/));
  const imageUrls = [...new Set(texts.slice(0, 2 * MOST.images).flatMap((text) => link('imageUrl', text)))];
  return { url, imageUrls: imageUrls.slice(0, MOST.images) };
}

/** What may stand in a page's link: relative, or http(s). `javascript:` and `data:` could run there. */
function isWebLink(text: string): boolean {
  if (/[\p{Cc}\s]/u.test(text)) return false;
  const base = 'https://shop.invalid/';
  return URL.canParse(text, base) && ['http:', 'https:'].includes(new URL(text, base).protocol);
}

/** What a shopper pays today, and the old price where it is above that. */
function offerIn(raw: RawProduct, rules: ProductRules, say: Say) {
  const named = currencyCode(raw, rules, say);
  const minorUnits = raw.minorUnits ?? rules.minorUnits ?? false;
  let currency = named;
  const amount = (field: 'price' | 'salePrice' | 'listPrice' | 'cost'): number | undefined => {
    const text = firstValue(raw, field);
    if (text === undefined) return undefined;
    const price = parsePrice(text, named, minorUnits);
    if (price.kind === 'problem') say(field, text, `${price.what}: taken for unknown`, 'field');
    else if (price.minor === 0) say(field, text, 'is 0: taken for unknown', 'note');
    else {
      if (field !== 'cost') currency = price.currency ?? currency;
      return price.minor;
    }
    return undefined;
  };
  const regular = amount('price');
  const sale = isOn(firstValue(raw, 'saleDates'), rules.nowMs) ? amount('salePrice') : undefined;
  const listed = amount('listPrice');
  const priceMinor = sale !== undefined && (regular === undefined || sale < regular) ? sale : regular;
  const old = Math.max(listed ?? 0, sale === priceMinor ? (regular ?? 0) : 0);
  return {
    priceMinor,
    listPriceMinor: priceMinor !== undefined && old > priceMinor ? old : undefined,
    currency: priceMinor === undefined ? undefined : currency,
    costMinor: amount('cost'),
  };
}

function currencyCode(raw: RawProduct, rules: ProductRules, say: Say): string | undefined {
  const text = firstValue(raw, 'currency');
  if (text === undefined) return rules.currency;
  const price = parsePrice(`0 ${text}`, rules.currency, false);
  if (price.kind === 'price' && price.currency) return price.currency;
  say('currency', text, 'is none of ISO 4217: left out', 'field');
  return rules.currency;
}

/** `2026-11-20T00:00+01:00/2026-11-30T23:59+01:00`; no dates mean always. */
function isOn(dates: string | undefined, nowMs: number): boolean {
  if (dates === undefined) return true;
  const [startMs, endMs] = dates.split('/').map((date) => Date.parse(isoDate(date)));
  return !(startMs !== undefined && nowMs < startMs) && !(endMs !== undefined && nowMs > endMs);
}

/** Feeds write offsets without a colon. */
function isoDate(text: string): string {
  return text.trim().replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

const AVAILABILITY_WORDS: readonly (readonly [RegExp, Availability])[] = [
  [/^(instock|true|yes|1|available|instoreonly|onlineonly|limitedavailability|availablefororder)$/, 'in_stock'],
  [/^(outofstock|false|no|0|oos|soldout)$/, 'out_of_stock'],
  [/^(preorder|presale)$/, 'preorder'],
  [/^(backorder|onbackorder)$/, 'backorder'],
  [/^discontinued$/, 'discontinued'],
];

/** A feed that says nothing sells what it lists. */
function availabilityIn(raw: RawProduct, say: Say): Availability {
  const text = firstValue(raw, 'availability');
  const stock = firstValue(raw, 'stock');
  if (text === undefined) return stock !== undefined && Number(stock) <= 0 ? 'out_of_stock' : 'in_stock';
  const word = text
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/[\s_-]/g, '');
  const found = AVAILABILITY_WORDS.find(([pattern]) => pattern.test(word));
  if (found) return found[1];
  say('availability', text, 'is none that is known: taken for out of stock; write in_stock or out_of_stock', 'field');
  return 'out_of_stock';
}

function pathIn(raw: RawProduct): readonly string[] {
  const values = allValues(raw, 'category').map((text) => plainText(text, LONGEST.attribute));
  // A list of single names is one path; several paths are alternatives, of which the first leads.
  const paths = values.map(categoryPath).filter((path) => path.length > 0);
  const path = paths.length > 1 && paths.every((each) => each.length === 1) ? paths.flat() : (paths[0] ?? []);
  const google =
    path.length > 0 ? [] : categoryPath(plainText(firstValue(raw, 'googleCategory') ?? '', LONGEST.attribute));
  return (path.length > 0 ? path : google).map((level) => cutAt(level, LONGEST.name)).slice(0, 10);
}

function attributesIn(raw: RawProduct): Readonly<Record<string, string>> {
  const entries = Object.entries(raw.attributes).flatMap(([name, value]): [string, string][] => {
    const text = plainText(value, LONGEST.attribute);
    const key = plainText(name, LONGEST.name).toLowerCase().replace(/_/g, ' ');
    return text && key ? [[key, text]] : [];
  });
  return Object.fromEntries(entries.slice(0, MOST.attributes));
}

function ratingIn(raw: RawProduct, say: Say): CatalogueProduct['rating'] {
  const text = firstValue(raw, 'ratingValue');
  if (text === undefined) return undefined;
  const best = Number(firstValue(raw, 'ratingBest') ?? 5);
  const value = (Number(text.replace(',', '.')) * 5) / best;
  const count = Number(firstValue(raw, 'ratingCount') ?? 0);
  const valid = value >= 0 && value <= 5 && Number.isSafeInteger(count) && count >= 0;
  if (!valid) say('ratingValue', text, 'is no mean of ratings from 0 to 5 with a count: left out', 'field');
  return valid && count > 0 ? { value, count } : undefined;
}

function stockIn(raw: RawProduct, say: Say): number | undefined {
  const text = firstValue(raw, 'stock');
  if (text === undefined || !/\d/.test(text)) return undefined;
  const stock = Number(text);
  if (Number.isSafeInteger(stock)) return Math.max(0, stock);
  say('stock', text, 'is no whole number: left out', 'field');
  return undefined;
}

function dateIn(raw: RawProduct, field: 'createdAt' | 'updatedAt', say: Say): string | undefined {
  const text = firstValue(raw, field);
  if (text === undefined) return undefined;
  const atMs = Date.parse(isoDate(text));
  if (!Number.isNaN(atMs)) return new Date(atMs).toISOString();
  say(field, text, 'is no date of ISO 8601: left out', 'note');
  return undefined;
}

function wordIn(raw: RawProduct, field: RawField): string | undefined {
  return plainText(firstValue(raw, field) ?? '', LONGEST.name) || undefined;
}

function listIn(raw: RawProduct, field: RawField): string[] {
  const values = allValues(raw, field);
  const parts = values.length === 1 ? (values[0] as string).split(/[,;|]/) : values;
  return [...new Set(parts.flatMap((part) => plainText(part, LONGEST.name) || []))];
}

function sayLostCharacters(raw: RawProduct, place: Place, problems: RowProblem[]): void {
  for (const [field, value] of Object.entries(raw.fields)) {
    const text = typeof value === 'string' ? value : value.join(' ');
    if (!text.includes(REPLACEMENT)) continue;
    const what = 'has bytes that are no UTF-8: some characters are lost; save the feed as UTF-8';
    problems.push({ ...place, field, value: shown(text), what, kind: 'note' });
  }
}

/** Leaves out what is undefined, empty text and empty lists, but for what every product has. */
function withoutBlanks(
  values: {
    readonly [Name in keyof Required<CatalogueProduct>]?: CatalogueProduct[Name] | undefined;
  },
): CatalogueProduct {
  const blank = (value: unknown) =>
    value === undefined || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
  const entries = Object.entries(values).filter(([name, value]) => ALWAYS.has(name) || !blank(value));
  return Object.fromEntries(entries) as unknown as CatalogueProduct;
}
