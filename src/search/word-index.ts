/**
 * Which products hold a word, and how well: an inverted index whose weights are worked out when it is built, a byte each, so that
 * a query only adds them up. Legend: W words, N postings.
 * @see Anh and Moffat 2006, "Pruned query evaluation using pre-computed impacts"
 */
import { spellingDistance } from './spelling-distance.ts';

export interface WordIndexData {
  /** Sorted by code units. [W] */
  readonly words: readonly string[];
  /** Postings of word w are those from `ends[w - 1]` to `ends[w]`. [W] */
  readonly ends: Uint32Array;
  /** Rows of products, ascending within a word. [N] */
  readonly rows: Uint32Array;
  /** How well the product holds the word: 255 is as well as can be. [N] */
  readonly impacts: Uint8Array;
  /** Products that the index was built of. */
  readonly products: number;
}

export interface Postings {
  readonly rows: Uint32Array;
  readonly impacts: Uint8Array;
}

export interface LikeWord {
  readonly word: string;
  /** Letters to put in, take out, replace or swap with their neighbour. */
  readonly distance: number;
  readonly holders: number;
}

const NOTHING: Postings = { rows: new Uint32Array(0), impacts: new Uint8Array(0) };

export class WordIndex {
  private readonly places: ReadonlyMap<string, number>;
  private readonly letters: Uint32Array;

  constructor(readonly data: WordIndexData) {
    this.places = new Map(data.words.map((word, place) => [word, place]));
    this.letters = Uint32Array.from(data.words, lettersOf);
  }

  has(word: string): boolean {
    return this.places.has(word);
  }

  postings(word: string): Postings {
    const place = this.places.get(word);
    return place === undefined ? NOTHING : this.postingsAt(place);
  }

  /** Inverse document frequency of a word that so many products hold, above 0. */
  rarity(holders: number): number {
    return Math.log(1 + (this.data.products - holders + 0.5) / (holders + 0.5));
  }

  /** Words that begin with `start` and are longer, those of most products first. */
  longerWords(start: string, most: number): string[] {
    const { words } = this.data;
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((words[middle] as string) < start) low = middle + 1;
      else high = middle;
    }
    const found: { word: string; holders: number }[] = [];
    for (let at = low; words[at]?.startsWith(start); at++) {
      if (words[at] !== start) found.push({ word: words[at] as string, holders: this.holdersAt(at) });
    }
    return best(found, (a, b) => b.holders - a.holders, most).map(({ word }) => word);
  }

  /** Words written like this one, the likest first, then those of most products. */
  likeWords(word: string, distance: number, most: number): LikeWord[] {
    const found: LikeWord[] = [];
    const letters = lettersOf(word);
    for (let at = 0; at < this.data.words.length; at++) {
      // A letter more, less or other changes at most two of the letters that a word has.
      if (bitsOf((this.letters[at] as number) ^ letters) > 2 * distance) continue;
      const other = this.data.words[at] as string;
      if (Math.abs(other.length - word.length) > distance || other === word) continue;
      const apart = spellingDistance(word, other, distance);
      if (apart !== undefined) found.push({ word: other, distance: apart, holders: this.holdersAt(at) });
    }
    return best(found, (a, b) => a.distance - b.distance || b.holders - a.holders, most);
  }

  private holdersAt(place: number): number {
    return (this.data.ends[place] as number) - this.startOf(place);
  }

  private postingsAt(place: number): Postings {
    const [from, to] = [this.startOf(place), this.data.ends[place] as number];
    return { rows: this.data.rows.subarray(from, to), impacts: this.data.impacts.subarray(from, to) };
  }

  private startOf(place: number): number {
    return place === 0 ? 0 : (this.data.ends[place - 1] as number);
  }
}

function best<Item>(items: Item[], order: (a: Item, b: Item) => number, most: number): Item[] {
  return items.sort(order).slice(0, most);
}

/** A bit for each letter that a word has. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits >>> 0;
}

function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
