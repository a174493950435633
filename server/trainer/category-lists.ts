/**
 * What a page of a category shows before anything is known of the shopper: its most popular products, spread over so many files that
 * a page fetches no more than 150 kB.
 */
import type { Product } from '../../src/domain/product.ts';
import { categoryBucket, LEVEL_MARK } from '../../src/protocol/category-bucket.ts';

/** Cards of a list at first; fewer where a shop has so many categories that files would be too large. */
const MOST_CARDS = 24;
const FEWEST_CARDS = 6;
/** Powers of two; more would make the manifest long that names them. */
const MOST_FILES = 128;
/** As UTF-8, before compression. */
export const MOST_FILE_BYTES = 150_000;

/** Category path with " > " between its levels -> cards, most popular first. */
type Lists = ReadonlyMap<string, readonly Product[]>;

/**
 * The files' texts, `{path: [card, ...]}`, by bucket. Empty without categories.
 * @param products most popular first
 */
export function categoryFiles(products: readonly Product[]): string[] {
  const lists = listsOf(products);
  if (lists.size === 0) return [];
  for (let cards = MOST_CARDS; ; cards = Math.floor(cards / 2)) {
    for (let files = 1; files <= MOST_FILES; files *= 2) {
      const texts = textsOf(lists, cards, files);
      if (texts.every((text) => Buffer.byteLength(text) <= MOST_FILE_BYTES)) return texts;
      // Beyond that a page shows what is popular in the whole shop.
      if (files === MOST_FILES && cards <= FEWEST_CARDS) return texts.map(withinBytes);
    }
  }
}

function listsOf(products: readonly Product[]): Lists {
  const lists = new Map<string, Product[]>();
  for (const { variantIds: _, ...card } of products) {
    if (!card.inStock) continue;
    for (let levels = 1; levels <= card.categoryPath.length; levels++) {
      const path = card.categoryPath.slice(0, levels).join(LEVEL_MARK);
      const list = lists.get(path) ?? [];
      if (list.length < MOST_CARDS) list.push(card);
      lists.set(path, list);
    }
  }
  return lists;
}

function textsOf(lists: Lists, cards: number, files: number): string[] {
  const buckets = Array.from({ length: files }, () => ({}) as Record<string, readonly Product[]>);
  for (const path of [...lists.keys()].sort()) {
    const bucket = buckets[categoryBucket(path, files)];
    // A category may be called __proto__.
    if (bucket) Object.defineProperty(bucket, path, { value: lists.get(path)?.slice(0, cards), enumerable: true });
  }
  return buckets.map((bucket) => JSON.stringify(bucket));
}

/** The lists of most cards stay. */
function withinBytes(text: string): string {
  const lists = Object.entries(JSON.parse(text) as Record<string, readonly Product[]>);
  lists.sort((one, other) => other[1].length - one[1].length);
  for (;;) {
    const kept = JSON.stringify(Object.fromEntries(lists));
    if (Buffer.byteLength(kept) <= MOST_FILE_BYTES) return kept;
    lists.length = Math.floor(lists.length / 2);
  }
}
