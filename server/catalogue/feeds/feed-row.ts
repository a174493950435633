/** What the readers of feeds give: rows of text by our names, nothing checked yet. */

/** Names that `--map` takes, and what each means. */
export const RAW_FIELDS = {
  id: 'as events name the product',
  groupId: 'the product that this is a variant of',
  title: 'what it is called',
  description: 'text, HTML is taken out',
  url: 'its page',
  imageUrl: 'its pictures, several parted by commas',
  price: 'what it costs, or cost before a sale',
  salePrice: 'what it costs during a sale',
  saleDates: 'START/END of the sale, ISO 8601',
  listPrice: 'the old price, above the price',
  currency: 'ISO 4217, where prices do not say it',
  availability: 'in stock, out of stock, preorder, backorder, discontinued; true or false',
  brand: 'who makes it',
  gtin: 'EAN, UPC or ISBN',
  mpn: "the maker's number",
  sku: "the shop's number",
  category: 'path, levels parted by > or commas',
  googleCategory: "number or path in Google's taxonomy",
  tags: 'parted by commas',
  ratingValue: 'mean of the ratings',
  ratingBest: 'the best that can be given, 5 where missing',
  ratingCount: 'how many ratings',
  cost: 'what it costs the shop',
  stock: 'pieces',
  createdAt: 'ISO 8601',
  updatedAt: 'ISO 8601',
  labels: 'of your own',
  adult: 'true or yes',
} as const;

export type RawField = keyof typeof RAW_FIELDS;

export interface RawProduct {
  readonly fields: Readonly<Partial<Record<RawField, string | readonly string[]>>>;
  /** Colour, size, material, and columns that have no other place, by lower-case name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Prices are whole numbers of minor units. */
  readonly minorUnits?: boolean;
}

/** Where something stands in a feed. */
export interface Place {
  /** File, page or address. */
  readonly file: string;
  /** Line in which a row of a table ends, line of a file of lines, item of a list; from 1. */
  readonly row: number;
}

/** What is wrong with a row, for its merchant: where, which field, what it says, and what becomes of it. */
export interface RowProblem extends Place {
  readonly field: string;
  /** What the feed says there, cut short. */
  readonly value: string;
  /** What is wrong, what was done, what to do. */
  readonly what: string;
  /** Rows that were left out, fields that were, and what is only worth knowing. `--strict` takes none of the first two. */
  readonly kind: 'row' | 'field' | 'note';
}

export type FeedRow =
  | { readonly kind: 'product'; readonly place: Place; readonly raw: RawProduct }
  | { readonly kind: 'problem'; readonly problem: RowProblem };

/** A piece of feed text, as far as it has been read. */
export type FeedText = AsyncIterable<string>;

/** The values of a field, without blank ones. */
export function allValues(raw: RawProduct, field: RawField): readonly string[] {
  const value = raw.fields[field];
  const list = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return list.flatMap((text) => text.trim() || []);
}

/** The first value of a field; undefined where it is missing or blank. */
export function firstValue(raw: RawProduct, field: RawField): string | undefined {
  return allValues(raw, field)[0];
}

const SHOWN = 60;

/** A value as a message shows it: one line, cut short. */
export function shown(value: string): string {
  const line = value.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
