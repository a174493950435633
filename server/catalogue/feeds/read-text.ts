/** Bytes as text: byte order marks, the encoding that an XML declaration names, else UTF-8. */
import { FeedError } from '../feed-error.ts';

/** Enough for a byte order mark, an XML declaration and a header row. */
const HEAD_BYTES = 8192;

export interface ReadText {
  /** The first characters, to tell what this is. */
  readonly head: string;
  /** All of it, the head included. */
  readonly text: AsyncIterable<string>;
}

/**
 * Decodes as it comes. Bytes that are none of the encoding become U+FFFD, which readers of rows report.
 * @throws FeedError for an encoding that this machine does not know, and for archives
 */
export async function readText(file: string, bytes: AsyncIterable<Uint8Array>): Promise<ReadText> {
  const parts = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await parts.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const start = Buffer.concat(first);
  if (start.subarray(0, 4).toString('latin1') === 'PK\x03\x04') {
    throw new FeedError(`${file}: is a zip archive; unpack it, and name the feed or the folder it was unpacked to`);
  }
  const decoder = decoderFor(file, start);
  const head = decoder.decode(start, { stream: true });
  if (head.slice(0, 1000).includes('\0')) throw new FeedError(`${file}: is no text; a feed is XML, CSV, TSV or JSON`);
  return { head, text: decoded(head, decoder, parts) };
}

async function* decoded(head: string, decoder: TextDecoder, parts: AsyncIterator<Uint8Array>): AsyncIterable<string> {
  yield head;
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    yield decoder.decode(next.value, { stream: true });
  }
  yield decoder.decode();
}

function decoderFor(file: string, start: Uint8Array): TextDecoder {
  const [a, b] = start;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le');
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  const declaration = Buffer.from(start.subarray(0, 200)).toString('latin1');
  const named = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']/.exec(declaration)?.[1];
  try {
    return new TextDecoder(named ?? 'utf-8');
  } catch {
    throw new FeedError(`${file}: says that its encoding is ${named}, which is not known here; save it as UTF-8`);
  }
}

/** Lines of a text, with their numbers from 1; one longer than `longest` characters is cut. */
export async function* readLines(
  text: AsyncIterable<string>,
  longest: number,
): AsyncIterable<{ readonly row: number; readonly text: string }> {
  let held = '';
  let row = 0;
  for await (const part of text) {
    const lines = (held + part).split(/\r\n|\n/);
    held = (lines.pop() ?? '').slice(0, longest);
    for (const line of lines) yield { row: ++row, text: line };
  }
  if (held) yield { row: ++row, text: held };
}
