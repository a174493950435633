/** How much of every word a product has: what the space of meanings is worked out from. */
import type { SearchProduct } from './search-product.ts';
import { wordsOf } from './words.ts';

const WEIGHTS = { title: 1, category: 0.5, brand: 0.5, description: 0.4, attribute: 0.3 };
/** Products with the same attributes are of a kind, whatever their values are. */
const HAS_ATTRIBUTE = 0.5;

/** By word; names of attributes and brands are marked, so that no query reads them as words. */
export function wordCounts(product: SearchProduct): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (word: string, weight: number) => counts.set(word, (counts.get(word) ?? 0) + weight);
  for (const word of wordsOf(product.title)) add(word, WEIGHTS.title);
  for (const word of wordsOf(product.description ?? '')) add(word, WEIGHTS.description);
  for (const word of product.categoryPath.flatMap(wordsOf)) add(word, WEIGHTS.category);
  if (product.brand) add(`brand ${product.brand}`, WEIGHTS.brand);
  for (const [name, value] of Object.entries(product.attributes ?? {})) {
    add(`has ${name}`, HAS_ATTRIBUTE);
    if (/\p{L}/u.test(value)) for (const word of new Set(wordsOf(value))) add(word, WEIGHTS.attribute);
  }
  return counts;
}

export function isQueryWord(word: string): boolean {
  return !word.includes(' ');
}
