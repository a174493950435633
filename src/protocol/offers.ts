/**
 * What a shop's products cost today and which are there: a small file beside the release, which changes by the hour while vectors and
 * titles stay. `{"format":"inkling-offers/1","asOfMs":...,"currency":"EUR","offers":[["sku-1",1999,1,2499],["sku-2",null,0]]}`
 */
import * as v from 'valibot';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import { countField, productIdField, readJson } from './fields.ts';

export const OFFERS_FORMAT = 'inkling-offers/1';
/** More is refused before it is read: 100,000 products take 3 MB. */
export const MAX_OFFERS_BYTES = 16 * 1024 * 1024;

/** What of a card changes from hour to hour. */
export type Offer = Pick<Product, 'priceMinor' | 'compareAtPriceMinor' | 'inStock'>;

export interface Offers {
  /** Epoch milliseconds of the feed. */
  readonly asOfMs: number;
  /** ISO 4217 of all prices; missing where no product has one. */
  readonly currency?: string;
  /** All products that the shop sells, by id. */
  readonly byId: ReadonlyMap<ProductId, Offer>;
}

const stock = v.picklist([0, 1]);
/** Id, price in minor units or none, 1 for in stock, and the old price. */
const row = v.union([
  v.strictTuple([productIdField, v.nullable(countField), stock]),
  v.strictTuple([productIdField, v.nullable(countField), stock, countField]),
]);
const schema = v.object({
  format: v.literal(OFFERS_FORMAT),
  asOfMs: countField,
  currency: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
  offers: v.array(row),
});

/** The offers, or what is wrong with the file, in words for the merchant: never an id. */
export function parseOffers(bytes: Uint8Array<ArrayBuffer>): Offers | string {
  const file = v.safeParse(schema, readJson(new TextDecoder().decode(bytes)));
  if (!file.success)
    return `offers: ${v.getDotPath(file.issues[0]) ?? 'no JSON object'}: not as ${OFFERS_FORMAT} has it`;
  const { asOfMs, currency, offers } = file.output;
  const byId = new Map(offers.map(([id, price, inStock, old]) => [id, offerOf(price, inStock, old)]));
  return { asOfMs, byId, ...(currency !== undefined && { currency }) };
}

function offerOf(price: number | null, inStock: number, old?: number): Offer {
  return {
    inStock: inStock === 1,
    ...(price !== null && { priceMinor: price }),
    ...(price !== null && old !== undefined && old > price && { compareAtPriceMinor: old }),
  };
}

export function encodeOffers({ asOfMs, currency, byId }: Offers): Uint8Array<ArrayBuffer> {
  const rows = [...byId].map(([id, { priceMinor, compareAtPriceMinor, inStock }]) => {
    const cells = [id, priceMinor ?? null, inStock ? 1 : 0];
    return compareAtPriceMinor === undefined ? cells : [...cells, compareAtPriceMinor];
  });
  const file = { format: OFFERS_FORMAT, asOfMs, ...(currency && { currency }), offers: rows };
  return new TextEncoder().encode(JSON.stringify(file));
}
