/** Typing mistakes as people make them: a letter left out, put in, another one, or two that changed places; never the first one. */
import type { SeededRandom } from '../src/base/seeded-random.ts';

const FEWEST_LETTERS = 4;

/** One mistake in the longest word of a query; none where all words are short. */
export function withTypo(query: string, random: SeededRandom): string {
  const words = query.split(' ');
  const longest = words.reduce((best, word, at) => (word.length > (words[best]?.length ?? 0) ? at : best), 0);
  const word = words[longest] ?? '';
  if (word.length < FEWEST_LETTERS) return query;
  return [...words.slice(0, longest), misspelled(word, random), ...words.slice(longest + 1)].join(' ');
}

function misspelled(word: string, random: SeededRandom): string {
  const at = 1 + random.integer(word.length - 1);
  const [before, letter, after] = [word.slice(0, at), word[at] ?? '', word.slice(at + 1)];
  const other = String.fromCharCode('a'.charCodeAt(0) + random.integer(26));
  switch (random.integer(4)) {
    case 0:
      return before + after;
    case 1:
      return before + other + letter + after;
    case 2:
      return before + other + after;
    default:
      return after === '' ? before : before + after[0] + letter + after.slice(1);
  }
}
