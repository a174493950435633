/**
 * What a page of a category shows before anything is known of the shopper: its most popular products, spread over so many files that
 * a page fetches no more than 150 kB.
 */
import { LEVEL_MARK, type Product } from '../../src/domain/product.ts';
import { categoryBucket } from '../../src/protocol/category-bucket.ts';

/** Cards of a list at first; fewer where a shop has so many categories that files would be too large. */
const MOST_CARDS = 24;
const FEWEST_CARDS = 6;
/** Powers of two; more would make the manifest long that names them. */
const MOST_FILES = 128;
/** As UTF-8, before compression. */
export const MOST_FILE_BYTES = 150_000;

interface List {
  /** With " > " between its levels. */
  readonly path: string;
  /** Cards as JSON, most popular first, no more than can be shown. */
  readonly cards: string[];
  /** Products of the category. */
  products: number;
}

/**
 * The files' texts, `{path: [card, ...]}`, by bucket. Empty without categories.
 * @param products most popular first
 */
export function categoryFiles(products: readonly Product[]): string[] {
  const lists = listsOf(products);
  if (lists.length === 0) return [];
  for (let cards = MOST_CARDS; ; cards = Math.floor(cards / 2)) {
    for (let files = 1; files <= MOST_FILES; files *= 2) {
      const buckets = bucketsOf(lists, files);
      const fits = buckets.every((bucket) => bytesOf(bucket, cards) <= MOST_FILE_BYTES);
      // Beyond that a page shows what is popular in the whole shop.
      const last = files === MOST_FILES && cards <= FEWEST_CARDS;
      if (fits || last) return buckets.map((bucket) => textOf(within(bucket, cards), cards));
    }
  }
}

function listsOf(products: readonly Product[]): List[] {
  const lists = new Map<string, List>();
  for (const { variantIds: _, ...card } of products) {
    if (!card.inStock) continue;
    const text = JSON.stringify(card);
    for (let levels = 1; levels <= card.categoryPath.length; levels++) {
      const path = card.categoryPath.slice(0, levels).join(LEVEL_MARK);
      const list = lists.get(path) ?? { path, cards: [], products: 0 };
      if (list.cards.length < MOST_CARDS) list.cards.push(text);
      list.products++;
      lists.set(path, list);
    }
  }
  // The largest first: they stay where not all have room.
  return [...lists.values()].sort((a, b) => b.products - a.products || (a.path < b.path ? -1 : 1));
}

function bucketsOf(lists: readonly List[], files: number): List[][] {
  const buckets = Array.from({ length: files }, (): List[] => []);
  for (const list of lists) buckets[categoryBucket(list.path, files)]?.push(list);
  return buckets;
}

function within(bucket: readonly List[], cards: number): List[] {
  let bytes = bytesOf([], cards);
  return bucket.filter((list) => {
    const own = bytesOf([list], cards);
    if (bytes + own > MOST_FILE_BYTES) return false;
    bytes += own;
    return true;
  });
}

/** A comma for each card and list is counted: one more than there are. */
function bytesOf(bucket: readonly List[], cards: number): number {
  const sizes = bucket.map(({ path, cards: own }) => {
    const texts = own.slice(0, cards);
    return Buffer.byteLength(JSON.stringify(path)) + texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 4);
  });
  return sizes.reduce((sum, size) => sum + size, 2);
}

/** Written by hand: a category may be called __proto__. */
function textOf(bucket: readonly List[], cards: number): string {
  return `{${bucket.map(({ path, cards: own }) => `${JSON.stringify(path)}:[${own.slice(0, cards).join(',')}]`).join(',')}}`;
}
