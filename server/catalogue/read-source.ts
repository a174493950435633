/** Rows of a whole source, whatever files it has and whatever formats they are in. */
import { type FeedFormat, formatOf, readFeed } from './feeds/feed-format.ts';
import type { FeedRow } from './feeds/feed-row.ts';
import type { ColumnMap } from './feeds/field-names.ts';
import { readText } from './feeds/read-text.ts';
import type { Source } from './open-source.ts';

export interface ReadingOptions {
  /** Told by each text where missing. */
  readonly format?: FeedFormat | undefined;
  readonly map?: ColumnMap;
  /** Told of bytes as they are read, packed. */
  readonly onRead?: (bytes: number) => void;
}

export interface SourceRow {
  readonly row: FeedRow;
  /** Of the file that it stands in. */
  readonly format: FeedFormat;
}

/** @throws FeedError when a file is broken as a whole */
export async function* readSource(
  { files }: Source,
  { format: told, map = new Map(), onRead = () => {} }: ReadingOptions = {},
): AsyncIterable<SourceRow> {
  for await (const file of files) {
    const text = await readText(file.name, file.bytes(onRead));
    const format = formatOf(file.name, text.head, told);
    for await (const row of readFeed(file.name, text, format, map)) yield { row, format };
  }
}
