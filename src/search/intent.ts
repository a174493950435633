/** What a query asks for beside its words: a price, a brand, a category, a colour, a size. Legend: P products. */

import { LEVEL_MARK } from '../domain/product.ts';
import { shadesOf } from './colour-shades.ts';
import { type AttributeName, type Column, type Facets, NO_PRICE } from './facets.ts';
import { PREPOSITIONS } from './kind-words.ts';
import { MATERIALS } from './plain-words.ts';
import type { PriceWish } from './price-words.ts';
import { wordsOf } from './words.ts';

export interface SearchIntent {
  /** Words to search for: all but those of the price. */
  readonly words: readonly string[];
  /** As the catalogue spells it. */
  readonly brand?: string;
  /** Path with " > " between its levels. */
  readonly category?: string;
  /** As the query says it, as words of the index. */
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
  /** Major units. */
  readonly priceMin?: number;
  readonly priceMax?: number;
}

/** What was read so far. */
interface Found {
  brand?: string;
  category?: string;
  attributes: Partial<Record<AttributeName, string>>;
}

/** Something that words of a query can name. */
type Named =
  | { readonly kind: 'brand' | 'category'; readonly value: string }
  | { readonly kind: 'attribute'; readonly name: AttributeName; readonly value: string };

/** Longer names are not typed. */
const MOST_NAME_WORDS = 5;

export class IntentReader {
  /** By the words of their name, with spaces between. */
  private readonly names = new Map<string, Named>();
  private readonly colourWords: ReadonlySet<string>;
  private readonly sizes: ReadonlySet<string>;

  constructor(private readonly facets: Facets) {
    this.colourWords = new Set((facets.attributes.colour?.values ?? []).flatMap(wordsOf));
    this.sizes = new Set((facets.attributes.size?.values ?? []).flatMap((size) => size.split(/[,/&;|+\s]+/)));
    // What comes later is taken before what came first.
    for (const name of Object.keys(facets.attributes) as AttributeName[]) this.addAttribute(name);
    for (const brand of facets.brands.values) this.add(wordsOf(brand), { kind: 'brand', value: brand });
    this.addCategories(facets.categories.values);
  }

  /** @param words of the query, without those of the price, as the catalogue spells them */
  read(words: readonly string[], { min, max }: PriceWish): SearchIntent {
    const found: Found = { attributes: {} };
    for (let at = 0; at < words.length; ) at += Math.max(1, this.longestAt(words, at, found));
    return {
      words,
      ...found,
      ...(min !== undefined && { priceMin: min }),
      ...(max !== undefined && { priceMax: max }),
    };
  }

  /** Words that were taken from `at` on; what they name is put into `found`. */
  private longestAt(words: readonly string[], at: number, found: Found): number {
    // "Case for a Samsung" is no product of Samsung, and "kettle with wool handle" is not of wool.
    if (words.slice(0, at).some((word) => word === 'for' || word === 'compatible')) return 0;
    for (let length = Math.min(MOST_NAME_WORDS, words.length - at); length > 0; length--) {
      const text = words.slice(at, at + length).join(' ');
      const named = this.names.get(text) ?? (length === 1 ? this.plainColour(text) : undefined);
      if (!named) continue;
      if (named.kind === 'attribute') found.attributes[named.name] ??= named.value;
      else found[named.kind] ??= named.value;
      return length;
    }
    return 0;
  }

  /** Words of the catalogue's colours that are shades of this plain one: "cherry" for "red". */
  shades(word: string): readonly string[] {
    const shades = this.facets.attributes.colour && shadesOf(word);
    return shades ? [...shades].filter((shade) => shade !== word && this.colourWords.has(shade)) : [];
  }

  /** Whether a word by itself names something: "green" is no slip for the brand Greenhatch. */
  isName(word: string): boolean {
    return this.names.has(word) || this.plainColour(word) !== undefined;
  }

  /** Whether this number alone is a size of some product. */
  isSize(number: string): boolean {
    return this.sizes.has(number);
  }

  private plainColour(word: string): Named | undefined {
    if (!this.facets.attributes.colour || !shadesOf(word)) return undefined;
    return { kind: 'attribute', name: 'colour', value: word };
  }

  private addAttribute(name: AttributeName): void {
    for (const value of this.facets.attributes[name]?.values ?? []) {
      for (const part of value.split(/[,/&;|+]/)) {
        const words = wordsOf(part);
        this.add(words, { kind: 'attribute', name, value: words.join(' ') });
        // "Merino wool" is wool too; "glass shade" is no shade.
        for (const word of words) {
          if (name === 'material' && MATERIALS.has(word)) this.add([word], { kind: 'attribute', name, value: word });
        }
      }
    }
  }

  /** By the name of any level; by its last word where one category alone ends with it. */
  private addCategories(paths: readonly string[]): void {
    const levels = new Map<string, string[]>();
    for (const path of paths) {
      const names = path.split(LEVEL_MARK);
      for (let depth = 1; depth <= names.length; depth++) {
        const level = names.slice(0, depth);
        levels.set(level.join(LEVEL_MARK), level);
      }
    }
    const ending = new Map<string, string[]>();
    for (const [path, names] of levels) {
      const last = wordsOf(names.at(-1) ?? '').at(-1);
      if (last !== undefined) ending.set(last, [...(ending.get(last) ?? []), path]);
    }
    for (const [word, [only, another]] of ending) {
      if (only !== undefined && another === undefined) this.add([word], { kind: 'category', value: only });
    }
    for (const [path, names] of levels) {
      this.add(wordsOf(names.at(-1) ?? ''), { kind: 'category', value: path });
    }
  }

  private add(words: readonly string[], named: Named): void {
    if (words.length === 0 || words.length > MOST_NAME_WORDS) return;
    // A number by itself may be of anything.
    if (words.length === 1 && (PREPOSITIONS.has(words[0] as string) || /^[\d.]+$/.test(words[0] as string))) return;
    this.names.set(words.join(' '), named);
  }
}

/** Share of what a query asks for that each row has, 0 to 1; undefined where it asks for nothing. */
export function wishesMet(intent: SearchIntent, facets: Facets): ((row: number) => number) | undefined {
  const wishes: ((row: number) => boolean)[] = [];
  const { brand, category, attributes } = intent;
  if (brand !== undefined) wishes.push(holds(facets.brands, (value) => value === brand));
  if (category !== undefined) {
    wishes.push(
      holds(facets.categories, (value) => value === category || value.startsWith(`${category}${LEVEL_MARK}`)),
    );
  }
  for (const [name, wanted] of Object.entries(attributes)) {
    const column = facets.attributes[name as AttributeName];
    if (column) wishes.push(holds(column, (value) => hasWords(value, wanted, name === 'colour')));
  }
  if (wishes.length === 0) return undefined;
  return (row) => wishes.filter((met) => met(row)).length / wishes.length;
}

/** Whether a row's price is what the query asks for; rows without a price are not. */
export function inPriceRange(intent: SearchIntent, facets: Facets, minorDigits: number): (row: number) => boolean {
  // 19.99 times 100 is a little less than 1999.
  const least = Math.round((intent.priceMin ?? Number.NEGATIVE_INFINITY) * 10 ** minorDigits);
  const most = Math.round((intent.priceMax ?? Number.POSITIVE_INFINITY) * 10 ** minorDigits);
  return (row) => {
    const price = facets.prices[row] as number;
    return price !== NO_PRICE && price >= least && price <= most;
  };
}

function holds({ values, places }: Column, fits: (value: string) => boolean): (row: number) => boolean {
  const fitting = new Set(values.flatMap((value, at) => (fits(value) ? at + 1 : [])));
  return (row) => fitting.has(places[row] as number);
}

function hasWords(value: string, wanted: string, isColour: boolean): boolean {
  const words = new Set(wordsOf(value));
  const shades = isColour ? shadesOf(wanted) : undefined;
  if (shades && [...shades].some((shade) => words.has(shade))) return true;
  return wanted.split(' ').every((word) => words.has(word));
}
