/** Which format a feed is in, told from its first characters, and its reader. */
import { FeedError } from '../feed-error.ts';
import type { FeedRow } from './feed-row.ts';
import type { ColumnMap } from './field-names.ts';
import { readHtmlPage } from './html-page.ts';
import { readJsonFeed, readJsonLines } from './json-feed.ts';
import { type ReadText, readLines } from './read-text.ts';
import { type Delimiter, delimiterIn, readTableFeed } from './table-feed.ts';
import { readXmlFeed } from './xml-feed.ts';

export const FEED_FORMATS = ['xml', 'csv', 'tsv', 'json', 'jsonl', 'html'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** Longer lines are no products. */
const LONGEST_LINE = 4 * 1024 * 1024;
/** Longer pages are cut. */
const LONGEST_PAGE = 16 * 1024 * 1024;

/**
 * @param told by `--format`; undefined lets the text tell
 * @throws FeedError when the text is empty
 */
export function formatOf(file: string, head: string, told: FeedFormat | undefined): FeedFormat {
  const start = head.replace(/^\uFEFF/, '').trimStart();
  if (start === '') throw new FeedError(`${file}: is empty`);
  if (told) return told;
  if (/^<(!doctype html|html|head)\b/i.test(start)) return 'html';
  if (start.startsWith('<')) return /<html\b/i.test(start.slice(0, 2000)) ? 'html' : 'xml';
  if (start.startsWith('[')) return 'json';
  if (start.startsWith('{')) return isLine(start) ? 'jsonl' : 'json';
  return delimiterIn(headerRow(start)) === '\t' ? 'tsv' : 'csv';
}

/** Rows of a text in one format, with a complaint where characters were lost. */
export async function* readFeed(
  file: string,
  { head, text }: ReadText,
  format: FeedFormat,
  map: ColumnMap,
): AsyncIterable<FeedRow> {
  switch (format) {
    case 'xml':
      yield* readXmlFeed(file, text, map);
      return;
    case 'csv':
    case 'tsv': {
      const delimiter: Delimiter = format === 'tsv' ? '\t' : delimiterIn(headerRow(head));
      yield* readTableFeed(file, text, delimiter === '\t' && format === 'csv' ? ',' : delimiter, map);
      return;
    }
    case 'json':
      yield* readJsonFeed(file, text, map);
      return;
    case 'jsonl':
      yield* readJsonLines(file, readLines(text, LONGEST_LINE), map);
      return;
    case 'html': {
      let page = '';
      for await (const part of text) if (page.length < LONGEST_PAGE) page += part;
      yield* readHtmlPage(file, page);
      return;
    }
    default:
      format satisfies never;
  }
}

/** Whether the first line is an object by itself. A first line longer than the head is taken for one of many. */
function isLine(start: string): boolean {
  const end = start.indexOf('\n');
  if (end < 0) return !/^\{\s*"(products|items|data|@context|@graph|@type)"/.test(start);
  try {
    JSON.parse(start.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

function headerRow(head: string): string {
  const lines = head.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.find((line) => line.trim() !== '' && !line.trimStart().startsWith('#')) ?? '';
}
