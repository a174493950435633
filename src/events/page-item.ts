import * as v from 'valibot';
import { type ProductId, parseProductId } from '../domain/ids.ts';

const MAX_TEXT_LENGTH = 100;
/** Above this a number of pieces is a mistake of the page; the event then counts without it. */
const MAX_QUANTITY = 10_000;

/** One product of a dataLayer entry, after coercion. */
export interface PageItem {
  readonly productId: ProductId;
  readonly quantity?: number | undefined;
  readonly listId?: string | undefined;
}

/**
 * One element of `items` (GA4), `products` or `impressions` (the older dialect). The id is `item_id`, else `id`, else
 * our own `productId`; a product that has only a name is refused, since a name is not a key of the catalogue. Prices
 * are not read: the release knows them.
 */
export const itemSchema = v.pipe(
  v.looseObject({}),
  v.transform((item: Record<string, unknown>) => ({
    productId: parseProductId(item.item_id) ?? parseProductId(item.id) ?? parseProductId(item.productId),
    quantity: pieces(item.quantity),
    listId: boundedText(item.item_list_id) ?? boundedText(item.item_list_name) ?? boundedText(item.list),
  })),
  v.check((item) => item.productId !== undefined, 'no id'),
  v.transform((item) => item as PageItem),
);

/** The text, trimmed and cut to `maxLength` characters; numbers count as text; undefined when there is none. */
export function boundedText(value: unknown, maxLength = MAX_TEXT_LENGTH): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  return (
    text
      .slice(0, 4 * maxLength)
      .trim()
      .slice(0, maxLength) || undefined
  );
}

function pieces(value: unknown): number | undefined {
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 1 && count <= MAX_QUANTITY
    ? count
    : undefined;
}
