/**
 * A query's products, best first. Words find them, in every way that the query can be said; then what the words mean, and
 * how the titles of the best use them, put them in order.
 */
import type { Facets } from './facets.ts';
import { IntentReader, inPriceRange, type SearchIntent, wishesMet } from './intent.ts';
import { PREPOSITIONS } from './kind-words.ts';
import type { MeaningSpace } from './meaning-space.ts';
import { plainWords } from './plain-words.ts';
import { priceWish } from './price-words.ts';
import { queryVariants } from './query-variants.ts';
import { type Spelling, spellingsOf } from './spellings.ts';
import type { SynonymGroup } from './synonyms.ts';
import { TitleReader } from './title-use.ts';
import type { WordIndex } from './word-index.ts';
import { wordsOf } from './words.ts';

export interface SearchOptions {
  readonly limit: number;
  /** The last word may go on: the shopper types. */
  readonly typing?: boolean;
  /** How much each row is to this shopper's taste, 0 to 1: puts in order what answers the query as well. */
  readonly taste?: (row: number) => number;
}

export interface Correction {
  readonly written: string;
  readonly read: string;
}

export interface SearchAnswer {
  /** Best first. */
  readonly hits: readonly RatedHit[];
  readonly intent: SearchIntent;
  /** Words that were written wrongly, as they were and as they were read. */
  readonly corrections: readonly Correction[];
  /** Nothing costs what was asked: what is shown costs something else. */
  readonly priceIgnored: boolean;
}

export interface SearchHit {
  /** Row of the product. */
  readonly row: number;
  readonly score: number;
}

/** A hit of an answer. */
export interface RatedHit extends SearchHit {
  /** How well it answers, without taste and without what a title that is the whole query has on top. */
  readonly relevance: number;
}

export interface SearchParts {
  readonly index: WordIndex;
  readonly titles: readonly string[];
  readonly kinds: ReadonlySet<string>;
  readonly facets: Facets;
  /** Digits behind the point of a price. */
  readonly minorDigits: number;
  readonly space?: MeaningSpace;
  readonly synonyms: readonly SynonymGroup[];
}

/** One of the words of a query and what may stand for it. */
interface Part {
  readonly alternatives: readonly { readonly word: string; readonly weight: number }[];
  readonly rarity: number;
}

/** Beside the sum of the words' impacts, which is 1 for the best product; tuned on judged queries, docs/search.md. */
const COVER = 1;
const MEANING = 0.2;
const PHRASE = 0.1;
const HEAD = 0.1;
/** Where the query says so, more than all words: a case for a phone is a case. */
const HEAD_SAID = 2;
/** What has all that the query names: brand, category, colour. */
const WISH = 0.1;
/** Never as much as a word of the query; a product whose whole title was typed stays first. */
const TASTE = 0.05;
const EXACT = 1;
/** A word that begins with what was typed so far. */
const LONGER = 0.8;
const MOST_LONGER = 8;
/** Cherry for red: what a shop calls a shade says the colour as well as the word does. */
const SHADE = 1;
/** Products that are looked at beyond their words' impacts. */
const LOOKED_AT = 500;
/** Products whose titles are read: re-ranking never drops one of the first page. */
const READ = 100;
const MOST_WORDS = 24;
/** A text is no query beyond so many. */
export const MOST_LETTERS = 300;

export class ProductSearch {
  private readonly titles: TitleReader;
  private readonly intents: IntentReader;
  private readonly plain: ReadonlySet<string>;
  private readonly lexical: Float32Array;
  private readonly cover: Float32Array;
  private readonly slot: Float32Array;

  constructor(private readonly parts: SearchParts) {
    const size = parts.titles.length;
    this.titles = new TitleReader(parts.titles, parts.kinds);
    this.intents = new IntentReader(parts.facets);
    this.plain = plainWords(parts.synonyms);
    this.lexical = new Float32Array(size);
    this.cover = new Float32Array(size);
    this.slot = new Float32Array(size);
  }

  search(query: string, { limit, typing = false, taste }: SearchOptions): SearchAnswer {
    const price = priceWish(query.slice(0, MOST_LETTERS), (words) => this.isName(wordsOf(words)));
    const written = wordsOf(price.rest).slice(0, MOST_WORDS);
    const spellings = this.spellings(typing ? written.at(-1) : undefined);
    const read = written.map((word) => spellings(word)[0]?.word ?? word);
    const intent = this.intents.read(read, price);
    const found =
      written.length > 0
        ? this.found([...new Set(written)], spellings, typing, wishesMet(intent, this.parts.facets))
        : this.ofAnyKind(intent);
    const { hits, priceIgnored } = this.priced(found, intent);
    const whole = written.join(' ');
    const best = hits.slice(0, READ).map((hit) => {
      const exact = this.titles.isWhole(hit.row, whole) ? EXACT : 0;
      const relevance = hit.score + this.titleBonus(hit);
      return { row: hit.row, relevance, score: relevance + TASTE * (taste?.(hit.row) ?? 0) + exact };
    });
    const others = hits.slice(READ).map(({ row, score }) => ({ row, score, relevance: score }));
    const ordered = [...best.sort(byScore), ...others].slice(0, limit);
    const corrections = written.flatMap((word, at) =>
      read[at] === word ? [] : { written: word, read: read[at] ?? '' },
    );
    return { hits: ordered, intent, corrections, priceIgnored };
  }

  /**
   * What words may be meant as, each looked up once.
   * @param unfinished a word that is still being typed: no mistake yet, where one that the catalogue has begins so
   */
  private spellings(unfinished: string | undefined): (word: string) => readonly Spelling[] {
    const { index } = this.parts;
    const known = new Map<string, readonly Spelling[]>();
    return (word) => {
      const before = known.get(word);
      if (before) return before;
      const asWritten = this.intents.isName(word) || (word === unfinished && index.longerWords(word, 1).length > 0);
      const ways = asWritten ? [{ word, weight: 1 }] : this.spellingsOf(word);
      known.set(word, ways);
      return ways;
    };
  }

  /** A plain word that the shop lacks says nothing here, and nothing else either. */
  private spellingsOf(word: string): readonly Spelling[] {
    const { index } = this.parts;
    return this.plain.has(word) && !index.has(word) ? [] : spellingsOf(word, index);
  }

  /** "From 40 to 42" is no price where both are sizes of the shop. */
  private isName(words: readonly string[]): boolean {
    const numbers = words.filter((word) => /^\d/.test(word));
    const sizes = numbers.length === 2 && numbers.every((number) => this.intents.isSize(number));
    return sizes || this.isInTitle(words);
  }

  /** Whether a product is called so: "max 90" is a name in a shop that has the Air Max 90. */
  private isInTitle(words: readonly string[]): boolean {
    const holders = words.map((word) => this.parts.index.postings(word).rows).sort((a, b) => a.length - b.length);
    const [fewest, ...others] = holders;
    const sets = others.map((rows) => new Set(rows));
    return [...(fewest ?? [])].some((row) => sets.every((rows) => rows.has(row)) && this.titles.holds(row, words));
  }

  /** "Under 20" alone: all that has such a price, as the catalogue has them. Nothing for no query at all. */
  private ofAnyKind({ priceMin, priceMax }: SearchIntent): (SearchHit & { readonly words: readonly string[] })[] {
    if (priceMin === undefined && priceMax === undefined) return [];
    return this.parts.titles.map((_, row) => ({ row, score: 0, words: [] }));
  }

  /** By every way to say the words, best first. */
  private found(
    written: readonly string[],
    spellings: (word: string) => readonly Spelling[],
    typing: boolean,
    wishes: ((row: number) => number) | undefined,
  ): (SearchHit & { readonly words: readonly string[] })[] {
    const { index } = this.parts;
    const variants = queryVariants(written, {
      groups: this.parts.synonyms,
      known: (word) => index.has(word),
      spellings,
    });
    const best = new Map<number, { score: number; words: readonly string[] }>();
    for (const { words, weight } of variants) {
      for (const hit of this.searchWords(words, typing)) {
        const score = weight * hit.score;
        if (score > (best.get(hit.row)?.score ?? 0)) best.set(hit.row, { score, words });
      }
    }
    return [...best]
      .map(([row, { score, words }]) => ({ row, words, score: score + WISH * (wishes?.(row) ?? 0) }))
      .sort(byScore);
  }

  /** Those that cost what was asked; all, where none does. */
  private priced<Hit extends SearchHit>(hits: readonly Hit[], intent: SearchIntent) {
    if (intent.priceMin === undefined && intent.priceMax === undefined) return { hits, priceIgnored: false };
    const fits = inPriceRange(intent, this.parts.facets, this.parts.minorDigits);
    const kept = hits.filter(({ row }) => fits(row));
    return kept.length > 0 ? { hits: kept, priceIgnored: false } : { hits, priceIgnored: hits.length > 0 };
  }

  private titleBonus({ row, words }: { readonly row: number; readonly words: readonly string[] }): number {
    const { phrase, head } = this.titles.use(row, words);
    return PHRASE * phrase + (words.includes('for') ? HEAD_SAID : HEAD) * head;
  }

  private searchWords(words: readonly string[], typing: boolean): SearchHit[] {
    const parts = words.flatMap((word, at) => {
      const silent = PREPOSITIONS.has(word) && !this.parts.index.has(word);
      return silent ? [] : this.partOf(word, typing && at === words.length - 1);
    });
    const found = this.addUp(parts);
    const rough = this.best(found, LOOKED_AT);
    const most = rough[0]?.score ?? 1;
    const likeness = this.parts.space?.likenessTo(words);
    return rough.map(({ row, score }) => {
      return { row, score: score / most + COVER * (this.cover[row] as number) + MEANING * (likeness?.(row) ?? 0) };
    });
  }

  /** Leaves sums in `lexical` and `cover`. @returns rows that hold any of the parts */
  private addUp(parts: readonly Part[]): number[] {
    const { lexical, cover, slot } = this;
    lexical.fill(0);
    cover.fill(0);
    const found: number[] = [];
    const total = parts.reduce((sum, { rarity }) => sum + rarity, 0);
    for (const { alternatives, rarity } of parts) {
      const held: number[] = [];
      for (const { word, weight } of alternatives) {
        const { rows, impacts } = this.parts.index.postings(word);
        const most = (weight * this.parts.index.rarity(rows.length)) / 255;
        for (let at = 0; at < rows.length; at++) {
          const row = rows[at] as number;
          if (slot[row] === 0) held.push(row);
          slot[row] = Math.max(slot[row] as number, most * (impacts[at] as number));
        }
      }
      for (const row of held) {
        if (cover[row] === 0) found.push(row);
        lexical[row] = (lexical[row] as number) + (slot[row] as number);
        cover[row] = (cover[row] as number) + rarity / total;
        slot[row] = 0;
      }
    }
    return found;
  }

  /** By impact times cover, best first: who has all of the words goes before who has one of them well. */
  private best(found: readonly number[], count: number): SearchHit[] {
    const { lexical, cover } = this;
    const hits = found.map((row) => ({ row, score: (lexical[row] as number) * (cover[row] as number) }));
    return hits.sort(byScore).slice(0, count);
  }

  /** The word itself, shades of a colour, and while the shopper types all that it may become. */
  private partOf(word: string, typing: boolean): Part {
    const { index } = this.parts;
    const longer = typing ? index.longerWords(word, MOST_LONGER) : [];
    const alternatives = [
      { word, weight: 1 },
      ...longer.map((other) => ({ word: other, weight: LONGER })),
      ...this.intents.shades(word).map((other) => ({ word: other, weight: SHADE })),
    ];
    const holders = alternatives.map((one) => index.postings(one.word).rows.length);
    return { alternatives, rarity: index.rarity(Math.max(1, ...holders)) };
  }
}

function byScore(one: SearchHit, other: SearchHit): number {
  return other.score - one.score || one.row - other.row;
}
