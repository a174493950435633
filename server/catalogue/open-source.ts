/** Where feeds come from: a file, a folder of files, or an address; gzip is unpacked on the way. */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { FeedError } from './feed-error.ts';

/** One file of a feed. */
export interface SourceFile {
  /** As messages name it. */
  readonly name: string;
  /** Unpacked; told of what it read, packed. */
  bytes(onRead: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

export interface Source {
  /** One after the other; a shop's pages are fetched as they are asked for. */
  readonly files: AsyncIterable<SourceFile>;
  /** Bytes of all files together, packed; undefined where nobody says. */
  readonly totalBytes: number | undefined;
}

const ENDINGS = /\.(xml|rss|atom|csv|tsv|txt|json|jsonl|ndjson|html?)(\.gz)?$/i;
const MOST_FILES = 100_000;

/** @throws FeedError when there is nothing to read */
export async function openSource(source: string, signal?: AbortSignal): Promise<Source> {
  if (/^https?:\/\//i.test(source)) return { files: openUrl(source, signal), totalBytes: undefined };
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw new FeedError(`${source}: cannot be read (${error.code ?? 'unknown'})`);
  });
  const paths = found.isDirectory() ? await feedsIn(source) : [source];
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const files = paths.map((path): SourceFile => {
    const name = found.isDirectory() ? join(source, relative(source, path)) : path;
    return { name, bytes: (onRead) => unpacked(name, fileBytes(path), onRead) };
  });
  return { files: each(files), totalBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function* each<T>(list: readonly T[]): AsyncIterable<T> {
  yield* list;
}

async function feedsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && ENDINGS.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (paths.length === 0)
    throw new FeedError(`${folder}: has no file that ends in .xml, .csv, .tsv, .json, .jsonl or .html`);
  if (paths.length > MOST_FILES) throw new FeedError(`${folder}: has more than ${MOST_FILES} files`);
  return paths;
}

async function* fileBytes(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new FeedError(`${path}: cannot be read (${error.code ?? 'unknown'})`);
  });
  await file.close();
  yield* createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
}

/** Counts what comes in and unpacks gzip, whatever the name says. */
async function* unpacked(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  onRead: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  const parts = bytes[Symbol.asyncIterator]();
  const first = await parts.next();
  if (first.done) return;
  const all = async function* (): AsyncIterable<Uint8Array> {
    onRead(first.value.length);
    yield first.value;
    for (let next = await parts.next(); !next.done; next = await parts.next()) {
      onRead(next.value.length);
      yield next.value;
    }
  };
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all();
    return;
  }
  try {
    yield* gunzipped(all());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw error;
    const why = code === 'Z_BUF_ERROR' ? 'ends in the middle' : 'is broken';
    throw new FeedError(`${name}: the gzip file ${why}: it was not loaded whole; fetch it again`);
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  // What goes wrong destroys the stream that is read below, and so is thrown there.
  pipeline(Readable.from(packed, { objectMode: false }), gunzip).catch(() => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
}

/** How pages of a shop's own interface are asked for; other addresses are one file. */
const PAGED = [
  { path: /\/products\.json$/, size: 'limit', most: 250 },
  { path: /\/wp-json\/wc\/store(\/v\d+)?\/products\/?$/, size: 'per_page', most: 100 },
] as const;
const MOST_PAGES = 10_000;
const TRIES = 4;
const TIMEOUT_MS = 60_000;

async function* openUrl(address: string, signal?: AbortSignal): AsyncIterable<SourceFile> {
  if (!URL.canParse(address)) throw new FeedError(`${address.split(/[?#]/)[0]}: is no address`);
  const url = new URL(address);
  const paged = PAGED.find(({ path }) => path.test(url.pathname));
  if (!paged || url.searchParams.has('page')) {
    const response = await fetchOnce(url, signal);
    yield { name: nameOf(url), bytes: (onRead) => unpacked(nameOf(url), bodyOf(url, response), onRead) };
    return;
  }
  if (!url.searchParams.has(paged.size)) url.searchParams.set(paged.size, String(paged.most));
  for (let page = 1; page <= MOST_PAGES; page++) {
    url.searchParams.set('page', String(page));
    const body = Buffer.from(await (await fetchOnce(url, signal)).arrayBuffer());
    if (page > 1 && isEmptyList(body)) return;
    const name = nameOf(url);
    yield { name, bytes: (onRead) => unpacked(name, each([body]), onRead) };
  }
}

/** A source as messages and files may name it: an address without what may be a key. */
export function sourceName(source: string): string {
  return /^https?:\/\//i.test(source) && URL.canParse(source) ? nameOf(new URL(source)) : source;
}

function nameOf(url: URL): string {
  const page = url.searchParams.get('page');
  return `${url.origin}${url.pathname}${page === null ? '' : `?page=${page}`}`;
}

function isEmptyList(body: Buffer): boolean {
  return /^\s*(\{\s*"products"\s*:\s*\[\s*\]\s*\}|\[\s*\])\s*$/.test(body.subarray(0, 200).toString());
}

/** Tries again where a server is busy or away; every other answer is final. */
async function fetchOnce(url: URL, signal?: AbortSignal): Promise<Response> {
  let why = '';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await sleep(1000 * 2 ** (attempt - 1), undefined, signal && { signal });
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(url, {
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        headers: { 'user-agent': 'inkling-catalogue/1', accept: 'application/xml, application/json, text/*, */*' },
      });
      if (response.ok) return response;
      await response.body?.cancel();
      why = `answered ${response.status}`;
      if (response.status !== 429 && response.status < 500) break;
    } catch (error) {
      if (signal?.aborted) throw error;
      why = limit.aborted ? `did not answer within ${TIMEOUT_MS / 1000} s` : causeOf(error);
    }
  }
  throw new FeedError(`${nameOf(url)}: ${why}`);
}

function causeOf(error: unknown): string {
  const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
  return `cannot be reached (${cause?.code ?? cause?.message ?? 'unknown'})`;
}

async function* bodyOf(url: URL, response: Response): AsyncIterable<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  // A packed answer is unpacked by fetch: its length says nothing of what comes out.
  const length = response.headers.has('content-encoding') ? Number.NaN : announced;
  let got = 0;
  try {
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      got += part.length;
      yield part;
    }
  } catch (error) {
    throw new FeedError(`${nameOf(url)}: the answer broke off after ${got} bytes (${causeOf(error)})`);
  }
  if (got < length) throw new FeedError(`${nameOf(url)}: ${got} of ${length} bytes came`);
}
