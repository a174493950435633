/**
 * Words that say what a product is: keyboard, cover, case; not its brand, model, colour or what it is for. Told from the
 * titles alone, since many shops have no categories: such a word stands in titles of several brands, and not as the value of an
 * attribute.
 */
import type { SearchProduct } from './search-product.ts';
import { wordsOf } from './words.ts';

/** Words after these say what a product goes with: "case for iPhone" is a case. */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  'a and by compatible for from in incl including of on or plus the to with without w'.split(' '),
);

/** Colours and the like, which feeds without attributes have in their titles. */
const QUALITIES: ReadonlySet<string> = new Set(
  `beige black blue bronze brown clear cream gold golden gray green grey ivory multicolour navy new orange original pack pair piece pink
  purple red set silver size tan transparent turquoise violet white yellow`.split(/\s+/),
);

const FEWEST_PRODUCTS = 5;
const FEWEST_BRANDS = 3;
/** Of the products with a word in their title, at most so many may have it as an attribute. */
const MOST_AS_ATTRIBUTE = 0.5;
const KIND_ATTRIBUTE = /\b(?:type|category|kind|form factor)\b/;

interface Seen {
  products: number;
  asAttribute: number;
  readonly brands: Set<string>;
}

/** In the order of the alphabet. */
export function kindWords(products: readonly SearchProduct[]): string[] {
  const seen = new Map<string, Seen>();
  const brandWords = new Set(products.flatMap(({ brand }) => wordsOf(brand ?? '')));
  for (const product of products) {
    const attributeWords = wordsOfAttributes(product);
    for (const word of new Set(wordsOf(product.title))) {
      if (!/^\p{L}{3,}$/u.test(word) || brandWords.has(word)) continue;
      if (PREPOSITIONS.has(word) || QUALITIES.has(word)) continue;
      const entry = seen.get(word) ?? { products: 0, asAttribute: 0, brands: new Set() };
      entry.products++;
      entry.brands.add(product.brand ?? '');
      if (attributeWords.has(word)) entry.asAttribute++;
      seen.set(word, entry);
    }
  }
  const brands = Math.min(FEWEST_BRANDS, new Set(products.map(({ brand }) => brand)).size);
  const isKind = ({ products: count, brands: own, asAttribute }: Seen) =>
    count >= FEWEST_PRODUCTS && own.size >= brands && asAttribute <= MOST_AS_ATTRIBUTE * count;
  return [...seen].flatMap(([word, entry]) => (isKind(entry) ? word : [])).sort();
}

function wordsOfAttributes({ attributes = {} }: SearchProduct): ReadonlySet<string> {
  return new Set(
    Object.entries(attributes).flatMap(([name, value]) => (KIND_ATTRIBUTE.test(name) ? [] : wordsOf(value))),
  );
}
