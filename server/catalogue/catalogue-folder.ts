/** A catalogue on disk: `catalogue.json` names one file of products by its hash, so that a reader finds all or the last one. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import * as v from 'valibot';
import type { CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';
import { readLines } from './feeds/read-text.ts';

const headSchema = v.object({
  format: v.literal('inkling-catalogue/1'),
  importedAtMs: v.pipe(v.number(), v.safeInteger()),
  /** Where it came from. */
  source: v.string(),
  products: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** ISO 4217 of all prices; missing where no product has one. */
  currency: v.exactOptional(v.string()),
  file: v.object({ path: v.pipe(v.string(), v.regex(/^products-[0-9a-f]{16}\.jsonl\.gz$/)), sha256: v.string() }),
});
export type CatalogueHead = v.InferOutput<typeof headSchema>;

const HEAD = 'catalogue.json';
const FILE = /^products-[0-9a-f]{16}\.jsonl\.gz$/;

/**
 * What a folder's catalogue is; undefined where there is none.
 * @throws FeedError when there is one that cannot be read
 */
export async function readCatalogueHead(folder: string): Promise<CatalogueHead | undefined> {
  const text = await readFile(join(folder, HEAD), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const head = v.safeParse(headSchema, parsed(text));
  if (head.success) return head.output;
  throw new FeedError(`${join(folder, HEAD)}: is no catalogue of this version; import the feed into another folder`);
}

/**
 * The products of a folder's catalogue, one at a time.
 * @throws FeedError when the file is missing or was changed
 */
export async function* readCatalogueProducts(folder: string, head: CatalogueHead): AsyncIterable<CatalogueProduct> {
  const path = join(folder, head.file.path);
  if ((await hashOf(path)) !== head.file.sha256) {
    throw new FeedError(`${path}: is missing or was changed; import the feed again`);
  }
  const text = createReadStream(path).pipe(createGunzip()).setEncoding('utf8') as AsyncIterable<string>;
  for await (const { text: line } of readLines(text, Number.POSITIVE_INFINITY)) {
    if (line) yield JSON.parse(line) as CatalogueProduct;
  }
}

/**
 * Writes products and then, in one move, the head that names them. The catalogue before stays on disk until the next one.
 * @returns the head; nothing has changed when this throws
 */
export async function writeCatalogue(
  folder: string,
  products: Iterable<CatalogueProduct>,
  about: Pick<CatalogueHead, 'importedAtMs' | 'source' | 'currency'>,
): Promise<CatalogueHead> {
  await mkdir(folder, { recursive: true });
  const before = await readCatalogueHead(folder).catch(() => undefined);
  const part = join(folder, `.products-${process.pid}.part`);
  try {
    let count = 0;
    const lines = function* () {
      for (const product of products) {
        count++;
        yield `${JSON.stringify(product)}\n`;
      }
    };
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(part));
    const sha256 = (await hashOf(part)) ?? '';
    const path = `products-${sha256.slice(0, 16)}.jsonl.gz`;
    await rename(part, join(folder, path));
    const head: CatalogueHead = { format: 'inkling-catalogue/1', ...about, products: count, file: { path, sha256 } };
    const headPart = join(folder, `.${HEAD}-${process.pid}.part`);
    await writeFile(headPart, `${JSON.stringify(head, undefined, 2)}\n`);
    await rename(headPart, join(folder, HEAD));
    await sweep(folder, [path, before?.file.path]);
    return head;
  } finally {
    await rm(part, { force: true });
  }
}

async function sweep(folder: string, kept: readonly (string | undefined)[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (FILE.test(name) && !kept.includes(name)) await rm(join(folder, name));
  }
}

/** SHA-256 in hexadecimal; undefined where there is no file. */
async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
