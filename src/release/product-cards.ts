import * as v from 'valibot';
import type { ProductId } from '../domain/ids.ts';
import { MAX_VARIANTS, type Product } from '../domain/product.ts';
import { productIdField } from '../protocol/fields.ts';

const text = (maxLength: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength));
/** A link of the shop: relative, or http(s). Anything else (`javascript:`) could run in the shop's page. */
const link = v.pipe(text(2048), v.check(isWebLink, 'not an http(s) or relative link'));
/** Pictures are drawn, never run, so they may also stand in the card itself. */
const picture = v.pipe(
  text(20_000),
  v.check((url) => isWebLink(url) || url.startsWith('data:image/'), 'not a picture'),
);
const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const cardSchema = v.object({
  id: productIdField,
  title: text(1000),
  url: link,
  imageUrl: v.exactOptional(picture),
  priceMinor: v.exactOptional(minorUnits),
  compareAtPriceMinor: v.exactOptional(minorUnits),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  brand: v.exactOptional(text(200)),
  categoryPath: v.pipe(v.array(text(200)), v.maxLength(10)),
  inStock: v.boolean(),
  variantIds: v.exactOptional(v.pipe(v.array(productIdField), v.maxLength(MAX_VARIANTS))),
  rating: v.exactOptional(
    v.object({
      value: v.pipe(v.number(), v.minValue(0), v.maxValue(5)),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    }),
  ),
});

export interface ProductCards {
  readonly products: readonly Product[];
  /** Row of each product in the file, and so in `vectors` and `neighbours`: broken rows leave gaps. */
  readonly rows: Int32Array;
  /** Rows of the file, broken ones included. */
  readonly rowCount: number;
  /** Rows that are no product, or a second product of one id. */
  readonly brokenRows: number;
}

/** Reads a JSON list of cards; a broken row is left out and counted. Undefined when the file is no JSON list. */
export function parseProductCards(bytes: Uint8Array<ArrayBuffer>): ProductCards | undefined {
  const list = parseJson(bytes);
  if (!Array.isArray(list)) return undefined;
  const found = new Map<ProductId, { product: Product; row: number }>();
  for (const [row, value] of list.entries()) {
    const card = v.safeParse(cardSchema, value);
    if (card.success && !found.has(card.output.id)) found.set(card.output.id, { product: card.output, row });
  }
  const kept = [...found.values()];
  return {
    products: kept.map(({ product }) => product),
    rows: Int32Array.from(kept, ({ row }) => row),
    rowCount: list.length,
    brokenRows: list.length - kept.length,
  };
}

/** Rows by the ids that events name products by: their own, then those of variants that are no product of their own. */
export function rowsByName<Id extends string>(
  products: readonly { readonly id: Id; readonly variantIds?: readonly Id[] | undefined }[],
  rows: ArrayLike<number>,
): ReadonlyMap<Id, number> {
  const named = new Map(products.map(({ id }, at) => [id, rows[at] as number]));
  products.forEach(({ variantIds = [] }, at) => {
    for (const id of variantIds) if (!named.has(id)) named.set(id, rows[at] as number);
  });
  return named;
}

/** The value, or undefined when the bytes are no UTF-8 JSON. */
export function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isWebLink(url: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(url, 'https://shop.invalid/').protocol);
  } catch {
    return false;
  }
}
