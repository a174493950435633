/** Ways to say a query: as it was written, with words as they may have been meant, with synonyms, in one word or in two. */
import { PREPOSITIONS } from './kind-words.ts';
import type { Spelling } from './spellings.ts';
import type { SynonymGroup } from './synonyms.ts';

export interface QueryVariant {
  readonly words: readonly string[];
  /** 1 for the query itself and what means the same. */
  readonly weight: number;
}

/** Each costs a search; past a few they are far from what was asked. */
const MOST_VARIANTS = 8;
const MOST_SPELLINGS = 3;
/** A query without one of its words is that much less what was asked. */
const LEFT_OUT = 0.5;

export interface Sayings {
  readonly groups: readonly SynonymGroup[];
  /** Whether a word stands in the catalogue. */
  known(word: string): boolean;
  /** What a word may be meant as, the likeliest first; itself for one that the catalogue has. */
  spellings(word: string): readonly Spelling[];
}

/** The likeliest first. */
export function queryVariants(written: readonly string[], sayings: Sayings): readonly QueryVariant[] {
  const unknown = (phrase: readonly string[]) => !phrase.every(sayings.known);
  // What the shop calls otherwise comes before what a word may be a slip for: a couch where it has sofas.
  const otherwise = synonymsOf({ words: written, weight: 1 }, sayings, unknown);
  const spelled = [{ words: written, weight: 1 }, ...otherwise]
    .flatMap(({ words, weight }) => spelledOut(words, weight, sayings))
    .sort((a, b) => b.weight - a.weight);
  const said = [...spelled.slice(0, MOST_SPELLINGS), ...compoundsOf(written, sayings)];
  return [...said, ...said.flatMap((variant) => synonymsOf(variant, sayings))].slice(0, MOST_VARIANTS);
}

/** Words that mean nothing to the catalogue stay out, where others are left. */
function spelledOut(written: readonly string[], weight: number, { spellings }: Sayings): QueryVariant[] {
  let variants: QueryVariant[] = [{ words: [], weight }];
  for (const word of written) {
    // It says which word is the thing and which only goes with it, also where no product has it.
    const ways = PREPOSITIONS.has(word) ? [{ word, weight: 1 }] : spellings(word);
    if (ways.length === 0) {
      variants = variants.map((said) => ({ ...said, weight: said.weight * LEFT_OUT }));
      continue;
    }
    variants = variants
      .flatMap((said) => ways.map((way) => ({ words: [...said.words, way.word], weight: said.weight * way.weight })))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MOST_VARIANTS);
  }
  return variants.filter(({ words }) => words.length > 0);
}

/** "note book" is notebook, and "smartwatch" a smart watch. */
function compoundsOf(words: readonly string[], { known }: Sayings): QueryVariant[] {
  const replaced = (from: number, length: number, phrase: readonly string[]) =>
    phrase.every(known)
      ? [{ words: [...words.slice(0, from), ...phrase, ...words.slice(from + length)], weight: 1 }]
      : [];
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    const joined = next === undefined ? [] : replaced(at, 2, [word + next]);
    if (known(word)) return joined;
    const cuts = Array.from({ length: Math.max(0, word.length - 5) }, (_, cut) => cut + 3);
    return [...joined, ...cuts.flatMap((cut) => replaced(at, 1, [word.slice(0, cut), word.slice(cut)]))];
  });
}

/** @param replaceable which phrases of the query others stand for */
function synonymsOf(
  { words, weight }: QueryVariant,
  { groups, known }: Sayings,
  replaceable: (phrase: readonly string[]) => boolean = () => true,
): QueryVariant[] {
  return groups.flatMap((group) =>
    group.phrases.flatMap((phrase) =>
      (replaceable(phrase) ? placesOf(phrase, words) : []).flatMap((from) =>
        group.phrases.flatMap((other) => {
          if (other === phrase || !other.every(known)) return [];
          const said = [...words.slice(0, from), ...other, ...words.slice(from + phrase.length)];
          return [{ words: said, weight: weight * group.weight }];
        }),
      ),
    ),
  );
}

function placesOf(phrase: readonly string[], words: readonly string[]): number[] {
  const places: number[] = [];
  for (let from = 0; from + phrase.length <= words.length; from++) {
    if (phrase.every((word, at) => words[from + at] === word)) places.push(from);
  }
  return places;
}
