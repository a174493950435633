/** What a shopper who types may want to say: categories and brands of the shop, and words of its titles. */
import { LEVEL_MARK } from '../domain/product.ts';
import type { Facets } from './facets.ts';
import { spellingDistance } from './spelling-distance.ts';
import { wordsOf } from './words.ts';

export interface Suggestion {
  readonly text: string;
  readonly kind: 'category' | 'brand' | 'word';
}

interface Name extends Suggestion {
  readonly words: readonly string[];
  /** Products that have it. */
  readonly products: number;
}

/** Fewer products are no reason to suggest a word. */
const FEWEST_PRODUCTS = 3;
/** A shorter word one letter from another is another word. */
const FEWEST_LETTERS = 5;

export class Suggester {
  private readonly names: readonly Name[];

  /** @param kinds words that say what products are, with how many have them */
  constructor(facets: Facets, kinds: readonly { readonly word: string; readonly products: number }[]) {
    const leaves = facets.categories.values.map((path) => path.split(LEVEL_MARK).at(-1) ?? '');
    this.names = [
      ...counted(leaves, facets.categories.places, 'category'),
      ...counted(facets.brands.values, facets.brands.places, 'brand'),
      ...kinds.map(({ word, products }) => ({ text: word, kind: 'word' as const, words: [word], products })),
    ].sort((a, b) => b.products - a.products);
  }

  /** Names with a word that begins like the last one typed, behind the words before it; what is typed already is none. */
  suggest(typed: string, most: number): Suggestion[] {
    const words = wordsOf(typed);
    const last = words.at(-1);
    if (last === undefined) return [];
    const whole = words.join(' ');
    const before = typed.trim().split(/\s+/).slice(0, -1);
    const found = new Map<string, Suggestion>();
    for (const { text, kind, words: own, products } of this.names) {
      if (found.size >= most) break;
      if (products < FEWEST_PRODUCTS || own.join(' ') === whole) continue;
      if (!own.some((word) => word.startsWith(last))) continue;
      const more = before.filter(
        (token) => !wordsOf(token).every((word) => own.some((other) => isMeantAs(word, other))),
      );
      const going = more.length === 0 ? text : `${more.join(' ')} ${kind === 'brand' ? text : text.toLowerCase()}`;
      const key = wordsOf(going).join(' ');
      if (key !== whole && !found.has(key)) found.set(key, { text: going, kind });
    }
    return [...found.values()];
  }
}

/** "Runing" before "shoes" is the running of running shoes, and not to be said twice. */
function isMeantAs(word: string, other: string): boolean {
  return word === other || (word.length >= FEWEST_LETTERS && spellingDistance(word, other, 1) !== undefined);
}

function counted(values: readonly string[], places: Uint16Array, kind: Suggestion['kind']): Name[] {
  const products = new Uint32Array(values.length + 1);
  for (const place of places) products[place] = (products[place] as number) + 1;
  return values.map((text, at) => ({ text, kind, words: wordsOf(text), products: products[at + 1] as number }));
}
