/** Tables with a header row: Google's and Meta's CSV and TSV, and those that people write. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { FeedError } from '../feed-error.ts';
import { type FeedRow, type FeedText, shown } from './feed-row.ts';
import { type ColumnMap, FieldReader } from './field-names.ts';

/** A quote that is never closed swallows what follows: after so much it is an error. */
const LONGEST_ROW = 16 * 1024 * 1024;
export type Delimiter = '\t' | ',' | ';' | '|';

/** The delimiter that the header row has most of. */
export function delimiterIn(header: string): Delimiter {
  const count = (delimiter: Delimiter) => header.split(delimiter).length;
  const all: Delimiter[] = ['\t', ',', ';', '|'];
  return all.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/**
 * Reads rows as they come. Lines before the header that begin with # are comments, as Meta writes them.
 * @throws FeedError when there is no header, the header names no id, or a quote is never closed
 */
export async function* readTableFeed(
  file: string,
  text: FeedText,
  delimiter: Delimiter,
  map: ColumnMap,
): AsyncIterable<FeedRow> {
  const comments = { lines: 0 };
  const parser = parse({
    delimiter,
    // Tabs part fields that were never quoted, inches are: 5" brush.
    quote: delimiter === '\t' ? false : '"',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    info: true,
  });
  // What goes wrong destroys the parser, and so is thrown where it is read.
  pipeline(Readable.from(withoutComments(text, comments)), parser).catch(() => {});
  let header: readonly string[] | undefined;
  const reader = new FieldReader(map);
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: { lines: number }; record: string[] }>) {
      const place = { file, row: comments.lines + info.lines };
      const cells = delimiter === '\t' ? record.map(unquoted) : record;
      if (!header) {
        header = cells;
        refuseStrangeHeader(file, header, reader);
        continue;
      }
      if (cells.every((cell) => cell.trim() === '')) continue;
      if (cells.length !== header.length) {
        const what = `has ${cells.length} fields, the header ${header.length}: what is missing is taken for empty, what is too much left out`;
        yield {
          kind: 'problem',
          problem: { ...place, field: 'row', value: shown(cells[0] ?? ''), what, kind: 'note' },
        };
      }
      yield { kind: 'product', place, raw: reader.read(header.map((name, column) => [name, cells[column]])) };
    }
  } catch (error) {
    throw asFeedError(file, error);
  }
  if (!header) throw new FeedError(`${file}: is empty`);
}

async function* withoutComments(text: FeedText, comments: { lines: number }): AsyncIterable<string> {
  let begun = false;
  let held = '';
  for await (const part of text) {
    if (begun) {
      yield part;
      continue;
    }
    held += part;
    while (/^\s*#/.test(held) && held.includes('\n')) {
      held = held.slice(held.indexOf('\n') + 1);
      comments.lines++;
    }
    if (/^\s*#/.test(held)) continue;
    begun = held.length > 0;
    if (begun) yield held;
  }
  if (!begun) yield held;
}

function unquoted(cell: string): string {
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function refuseStrangeHeader(file: string, header: readonly string[], reader: FieldReader): void {
  const { fields } = reader.read(header.map((name) => [name, name]));
  if (fields.id === undefined) {
    throw new FeedError(
      `${file}, row 1: the header names no id (${shown(header.join(', '))}); name the column with --map id=COLUMN`,
    );
  }
  if (fields.title === undefined) {
    throw new FeedError(
      `${file}, row 1: the header names no title (${shown(header.join(', '))}); name the column with --map title=COLUMN`,
    );
  }
}

function asFeedError(file: string, error: unknown): unknown {
  const { code, lines } = error as { code?: string; lines?: number };
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return new FeedError(
      `${file}: ends inside quotes: it was not loaded whole, or a quote is not doubled; fetch it again`,
    );
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return new FeedError(
      `${file}, row ${lines ?? '?'}: longer than ${LONGEST_ROW / 1024 / 1024} MiB: a quote is opened and never closed`,
    );
  }
  if (code?.startsWith('CSV_')) {
    return new FeedError(`${file}, row ${lines ?? '?'}: ${(error as Error).message}`);
  }
  return error;
}
