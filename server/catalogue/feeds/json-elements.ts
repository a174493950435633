/** Elements of a list in a JSON text of any length, one at a time: a broken one costs itself, not the list. */
import { FeedError } from '../feed-error.ts';

/** An element longer than this is passed over. */
const LONGEST_ELEMENT = 4 * 1024 * 1024;

export type JsonElement =
  | { readonly kind: 'value'; readonly row: number; readonly value: unknown }
  | { readonly kind: 'broken'; readonly row: number; readonly text: string; readonly why: string };

/**
 * The objects of the first list: the document itself, or a list that its object holds (`{"products": [...]}`). A document that
 * is one object without such a list is that one element.
 * @throws FeedError when the text ends in the middle
 */
export async function* readJsonElements(file: string, text: AsyncIterable<string>): AsyncIterable<JsonElement> {
  const scanner = new Scanner();
  for await (const part of text) yield* scanner.scan(part);
  yield* scanner.close(file);
}

const [QUOTE, BACKSLASH, OPEN, SHUT, OPEN_LIST, SHUT_LIST] = [...'"\\{}[]'].map((c) => c.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

class Scanner {
  /** Brackets that are open: the list may be the document, or one level down. */
  private depth = 0;
  /** Depth inside the list; 0 while it has not begun. */
  private listDepth = 0;
  private over = false;
  private inString = false;
  private escaped = false;
  private element = '';
  private tooLong = false;
  private whole = '';
  private rows = 0;

  *scan(part: string): Iterable<JsonElement> {
    // Where the element that is being read began in this part; -1 where none is.
    let from = this.inElement() ? 0 : -1;
    if (this.rows === 0 && this.whole.length < LONGEST_ELEMENT) this.whole += part;
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (code === BACKSLASH) this.escaped = true;
        else if (code === QUOTE) this.inString = false;
      } else if (code === QUOTE) this.inString = true;
      else if (code === OPEN || code === OPEN_LIST) {
        this.depth++;
        if (code === OPEN_LIST && this.listDepth === 0 && this.depth <= 2 && !this.over) this.listDepth = this.depth;
        else if (this.depth === this.listDepth + 1 && this.listDepth > 0) from = i;
      } else if (code === SHUT || code === SHUT_LIST) {
        if (this.depth === this.listDepth + 1 && this.listDepth > 0) {
          this.append(part.slice(from, i + 1));
          yield this.take();
          from = -1;
        } else if (this.depth === this.listDepth && this.listDepth > 0) {
          // A list without objects (`"tags": ["a"]`) was not the one.
          this.over = this.rows > 0;
          this.listDepth = 0;
        }
        this.depth--;
      }
    }
    if (from >= 0) this.append(part.slice(from));
  }

  *close(file: string): Iterable<JsonElement> {
    if (this.depth > 0 || this.inString) {
      throw new FeedError(
        `${file}: ends in the middle, after ${this.rows} items: it was not loaded whole; fetch it again`,
      );
    }
    if (this.depth < 0) throw new FeedError(`${file}: closes more brackets than it opens: it is no JSON`);
    if (this.rows === 0 && this.whole.trim()) {
      this.element = this.whole;
      yield this.take();
    }
  }

  private inElement(): boolean {
    return this.listDepth > 0 && this.depth > this.listDepth;
  }

  private append(text: string): void {
    if (this.element.length + text.length > LONGEST_ELEMENT) this.tooLong = true;
    else this.element += text;
  }

  private take(): JsonElement {
    const row = ++this.rows;
    const text = this.element;
    const tooLong = this.tooLong;
    this.element = '';
    this.tooLong = false;
    if (tooLong) {
      return { kind: 'broken', row, text, why: `is longer than ${LONGEST_ELEMENT / 1024 / 1024} MiB` };
    }
    return jsonElement(row, text);
  }
}

/** One element's text as a value. */
export function jsonElement(row: number, text: string): JsonElement {
  try {
    return { kind: 'value', row, value: JSON.parse(text) };
  } catch (error) {
    return {
      kind: 'broken',
      row,
      text,
      why: `is no JSON (${(error as Error).message.replace(/["'`].*$/s, '').trim()})`,
    };
  }
}
