/**
 * The index of a catalogue's words. Each field's count is put in proportion to the field's length and its weight, they are added
 * up, and the sum saturates: a word said twice is not twice as right.
 * @see Robertson, Zaragoza and Taylor 2004, "Simple BM25 Extension to Multiple Weighted Fields"
 */
import type { SearchProduct } from './search-product.ts';
import type { WordIndexData } from './word-index.ts';
import { wordsOf } from './words.ts';

/** How much a word counts in each field, and how much the field's length counts against it. */
const FIELDS = {
  title: { weight: 4, length: 0.7 },
  brand: { weight: 1, length: 0.7 },
  category: { weight: 2, length: 0.7 },
  description: { weight: 2, length: 0.7 },
  attributes: { weight: 0.25, length: 0.7 },
};
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];
/** Where the sum of the fields is this much, the word counts half of what it can. */
const HALF = 2;

/** How often each product has each word, by field. Legend: P products, F fields. */
interface Gathered {
  /** Word -> row -> counts. [F] */
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, Float32Array>>;
  /** Words of a product's fields. [P] of [F] */
  readonly lengths: readonly Float32Array[];
}

export function buildWordIndex(products: readonly SearchProduct[]): WordIndexData {
  const { counts, lengths } = gather(products);
  const means = NAMES.map((_, f) => lengths.reduce((sum, own) => sum + (own[f] as number), 0) / products.length);
  const words = [...counts.keys()].sort();
  const size = words.reduce((sum, word) => sum + (counts.get(word)?.size ?? 0), 0);
  const [ends, rows, impacts] = [new Uint32Array(words.length), new Uint32Array(size), new Uint8Array(size)];
  let at = 0;
  words.forEach((word, w) => {
    for (const [row, perField] of counts.get(word) ?? []) {
      rows[at] = row;
      impacts[at++] = impactOf(perField, lengths[row] as Float32Array, means);
    }
    ends[w] = at;
  });
  return { words, ends, rows, impacts, products: products.length };
}

function gather(products: readonly SearchProduct[]): Gathered {
  const counts = new Map<string, Map<number, Float32Array>>();
  const countsOf = (word: string, row: number): Float32Array => {
    const holders = counts.get(word) ?? new Map<number, Float32Array>();
    counts.set(word, holders);
    const perField = holders.get(row) ?? new Float32Array(NAMES.length);
    holders.set(row, perField);
    return perField;
  };
  const lengths = products.map((product, row) => {
    const own = new Float32Array(NAMES.length);
    NAMES.forEach((field, f) => {
      const words = fieldWords(product, field);
      own[f] = words.length;
      for (const word of words) {
        const perField = countsOf(word, row);
        perField[f] = (perField[f] as number) + 1;
      }
    });
    return own;
  });
  return { counts, lengths };
}

/** 1 to 255. */
function impactOf(perField: Float32Array, lengths: Float32Array, means: readonly number[]): number {
  let sum = 0;
  NAMES.forEach((field, f) => {
    const { weight, length } = FIELDS[field];
    const mean = means[f] as number;
    const long = mean > 0 ? (lengths[f] as number) / mean : 1;
    sum += (weight * (perField[f] as number)) / (1 - length + length * long);
  });
  return Math.max(1, Math.round((255 * sum) / (sum + HALF)));
}

function fieldWords(product: SearchProduct, field: Field): string[] {
  switch (field) {
    case 'title':
      return wordsOf(product.title);
    case 'brand':
      return wordsOf(product.brand ?? '');
    case 'category':
      return product.categoryPath.flatMap(wordsOf);
    case 'description':
      return wordsOf(product.description ?? '');
    case 'attributes':
      return [...(product.tags ?? []), ...attributeTexts(product.attributes ?? {})].flatMap(wordsOf);
  }
}

/** Values that are words, and names of what is said to be there: "wi-fi: true" is wi-fi. */
function attributeTexts(attributes: Readonly<Record<string, string>>): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (/^(?:true|yes|y)$/i.test(value)) return [name];
    return /\p{L}/u.test(value) && !/^(?:false|no|n)$/i.test(value) ? [value] : [];
  });
}
