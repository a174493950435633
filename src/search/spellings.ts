/** What a word that was written wrongly may have been meant as. */
import type { LikeWord, WordIndex } from './word-index.ts';

export interface Spelling {
  readonly word: string;
  /** 1 for the word as it was written. */
  readonly weight: number;
}

/** A word that so few products have may be a mistake in them too, in a catalogue of many: "adapte". */
const RARE = 5;
const MANY_PRODUCTS = 5000;
/** What a rare word was meant as is so many times as common. */
const MORE_COMMON = 20;
/** What is meant goes before what is only possible. */
const FIRST = 0.9;
const SECOND = 0.75;
/** A word ten times as common is as likely as one this many steps nearer. */
const COMMON = 0.5;
/** Every other text of so few letters is a word: only a letter left out, and two that changed places, are a slip. */
const SHORT = 4;
/** A model number of fewer signs is one letter away from another one: GT73 and GS73. */
const FEWEST_OF_MODEL = 6;

/** The word itself where products have it; then at most two others, likeliest first. */
export function spellingsOf(word: string, index: WordIndex): readonly Spelling[] {
  const holders = index.postings(word).rows.length;
  const own = holders > 0 ? [{ word, weight: 1 }] : [];
  if (holders > (index.data.products < MANY_PRODUCTS ? 0 : RARE)) return own;
  const like = likeWords(word, index)
    .filter((one) => holders === 0 || (one.distance === 1 && one.holders >= MORE_COMMON * holders))
    .map((one) => ({ word: one.word, cost: costOf(one) }))
    .sort((a, b) => a.cost - b.cost);
  const [first, second] = like;
  if (!first) return own.length > 0 || word.length < 4 ? own : longerOnes(word, index);
  const near = second && second.cost - first.cost < 1 ? [{ word: second.word, weight: SECOND }] : [];
  return [...own, { word: first.word, weight: FIRST }, ...near];
}

function likeWords(word: string, index: WordIndex): LikeWord[] {
  if (/\d/.test(word) && word.length < FEWEST_OF_MODEL) return [];
  const digits = digitsOf(word);
  // Hardly anybody writes the first letter wrongly: a tool is no wool.
  const found = index
    .likeWords(word, mostDistance(word), 64)
    .filter((one) => digitsOf(one.word) === digits && one.word[0] === word[0]);
  if (word.length > SHORT) return found;
  return found.filter((one) => one.word.length > word.length || sortedLetters(one.word) === sortedLetters(word));
}

/** Letters are mistyped, numbers are meant: a PS5 is no PS4. */
function digitsOf(word: string): string {
  return word.replace(/\D/g, '');
}

function sortedLetters(word: string): string {
  return [...word].sort().join('');
}

function longerOnes(word: string, index: WordIndex): Spelling[] {
  return index.longerWords(word, 2).map((longer) => ({ word: longer, weight: SECOND }));
}

function costOf({ distance, holders }: LikeWord): number {
  return distance - COMMON * Math.log10(holders);
}

function mostDistance(word: string): number {
  if (word.length < 3) return 0;
  return word.length < 8 ? 1 : 2;
}
