/** What a catalogue's products cost and which are in stock, as browsers read it beside a release. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { type ProductId, parseProductId } from '../../src/domain/ids.ts';
import { encodeOffers, type Offer } from '../../src/protocol/offers.ts';
import type { CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';

/**
 * In one move: a browser finds the file of before or this one.
 * @returns bytes of the file
 * @throws FeedError when it cannot be written
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
  const bytes = encodeOffers({ asOfMs, byId, ...(currency !== undefined && { currency }) });
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    throw new FeedError(`--offers ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
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
