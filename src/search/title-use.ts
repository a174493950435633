/** How titles use the words of a query: in a row, and as what the product is, not what it goes with. */
import { PREPOSITIONS } from './kind-words.ts';
import { wordsOf } from './words.ts';

export interface TitleUse {
  /** 1 where several words stand in the title in a row. */
  readonly phrase: 0 | 1;
  /** 1 where the product is what the query names: a keyboard, not a keyboard cover. */
  readonly head: 0 | 1;
}

/** Titles whose words are kept, until there are so many. */
const MOST_KEPT = 4096;

export class TitleReader {
  private readonly kept = new Map<number, readonly string[]>();

  constructor(
    private readonly titles: readonly string[],
    private readonly kinds: ReadonlySet<string>,
  ) {}

  use(row: number, words: readonly string[]): TitleUse {
    const title = this.wordsOf(row);
    const named = headOf(words);
    return { phrase: inARow(words, title) ? 1 : 0, head: named !== undefined && this.isHead(named, title) ? 1 : 0 };
  }

  /** Whether these words stand in the title in a row. */
  holds(row: number, words: readonly string[]): boolean {
    return inARow(words, this.wordsOf(row));
  }

  /** Whether these words, with spaces between, are the whole title. */
  isWhole(row: number, words: string): boolean {
    return this.wordsOf(row).join(' ') === words;
  }

  private isHead(word: string, title: readonly string[]): boolean {
    for (let at = 0; at < title.length; at++) {
      const own = title[at] as string;
      if (PREPOSITIONS.has(own) && own !== word) return false;
      if (own !== word) continue;
      const next = title[at + 1];
      if (next === undefined || next === word || !this.kinds.has(next)) return true;
    }
    return false;
  }

  private wordsOf(row: number): readonly string[] {
    const known = this.kept.get(row);
    if (known) return known;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const words = wordsOf(this.titles[row] ?? '');
    this.kept.set(row, words);
    return words;
  }
}

/** The word that says what is looked for: the last one, or the last before "for", "with" and their like. */
function headOf(words: readonly string[]): string | undefined {
  const stop = words.findIndex((word, at) => at > 0 && PREPOSITIONS.has(word));
  return words[(stop < 0 ? words.length : stop) - 1];
}

function inARow(words: readonly string[], title: readonly string[]): boolean {
  if (words.length < 2) return false;
  for (let from = 0; from + words.length <= title.length; from++) {
    if (words.every((word, at) => title[from + at] === word)) return true;
  }
  return false;
}
