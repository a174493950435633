/** What a catalogue's products cost and which are in stock, as browsers read it beside a release. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { type ProductId, parseProductId } from '../../src/domain/ids.ts';
import { encodeOffers, MAX_OFFERS_BYTES, OFFERS_FORMAT, type Offer } from '../../src/protocol/offers.ts';
import type { CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';

/**
 * Refuses, before anything is done, a place where prices must not or cannot be written.
 * @param catalogue folder that the same import writes
 * @throws FeedError
 */
export function checkOffersFile(path: string, catalogue: string): void {
  const fail = (why: string) => new FeedError(`--offers ${path}: ${why}`);
  const full = resolve(path);
  if (path.trim() === '') throw fail('name a file');
  if (`${full}${sep}`.startsWith(`${resolve(catalogue)}${sep}`)) throw fail('lies in --out; name a file outside of it');
  if (!statSync(dirname(full), { throwIfNoEntry: false })?.isDirectory()) throw fail('its folder does not exist');
  const there = statSync(full, { throwIfNoEntry: false });
  if (!there) return;
  if (!there.isFile()) throw fail('is no file');
  // Somebody's feed, and not ours to overwrite.
  const start = Buffer.alloc(64);
  const file = openSync(full, 'r');
  readSync(file, start, 0, start.length, 0);
  closeSync(file);
  if (there.size > 0 && !start.includes(`"${OFFERS_FORMAT}"`))
    throw fail('is another file; name one that --offers wrote');
}

/**
 * In one move: a browser finds the file of before or this one.
 * @returns bytes of the file
 * @throws FeedError when it cannot be written, or no browser would take it
 */
export async function writeOffers(
  path: string,
  products: AsyncIterable<CatalogueProduct> | Iterable<CatalogueProduct>,
  about: { readonly asOfMs: number; readonly currency?: string | undefined },
): Promise<number> {
  const byId = new Map<ProductId, Offer>();
  for await (const product of products) {
    const id = parseProductId(product.id);
    if (id !== undefined) byId.set(id, offerOf(product));
  }
  const { asOfMs, currency } = about;
  const fail = (why: string) => new FeedError(`--offers ${path}: not written: ${why}`);
  if (currency === undefined && [...byId.values()].some(({ priceMinor }) => priceMinor !== undefined)) {
    throw fail('prices name no currency; give --currency CODE');
  }
  const bytes = encodeOffers({ asOfMs, byId, ...(currency !== undefined && { currency }) });
  if (bytes.length > MAX_OFFERS_BYTES) {
    throw fail(`${byId.size} products take ${bytes.length} bytes, and a browser takes ${MAX_OFFERS_BYTES}`);
  }
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    throw fail(`cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  } finally {
    await rm(part, { force: true });
  }
  return bytes.length;
}

/** As a card of the release has it. */
export function offerOf({ priceMinor, listPriceMinor, availability }: CatalogueProduct): Offer {
  return {
    ...(priceMinor !== undefined && { priceMinor }),
    ...(listPriceMinor !== undefined && { compareAtPriceMinor: listPriceMinor }),
    inStock: availability === 'in_stock',
  };
}
