/**
 * What the shop's page says, in the shop's many dialects, as events of ours. Everything that comes in is `unknown`;
 * nothing that is wrong in it can throw, and nothing of it is ever quoted in a message: a broken part is only counted.
 * @see https://developers.google.com/tag-manager/ecommerce-ga4 for the first dialect
 */
import * as v from 'valibot';
import type { ProductEvent, ProductEventKind, ShopEvent } from '../domain/shop-event.ts';
import { boundedText, itemSchema, type PageItem } from './page-item.ts';

/** The shape of PageEvent in src/engine/messages.ts. */
export interface PageEventInput {
  readonly name: string;
  readonly parameters: unknown;
  readonly atMs: number;
}

export interface ParsedPageEvent {
  readonly events: readonly ShopEvent[];
  /** Items, or whole entries, that could not be understood. */
  readonly dropped: number;
}

/** Google's own limit of items in one event; the rest are dropped and counted. */
export const MAX_ITEMS = 200;
const MAX_QUERY_LENGTH = 200;

const KIND_OF_NAME: ReadonlyMap<string, ProductEventKind> = new Map<string, ProductEventKind>([
  ['view_item', 'view'],
  ['view_item_list', 'impression'],
  ['select_item', 'click'],
  ['add_to_cart', 'cart-add'],
  ['remove_from_cart', 'cart-remove'],
  ['add_to_wishlist', 'wish'],
  ['purchase', 'purchase'],
  ['refund', 'refund'],
  ['hide', 'hide'],
]);
const QUERY_NAMES: ReadonlySet<string> = new Set(['search', 'view_search_results']);
/** Universal Analytics' "enhanced ecommerce": the action is a member of the entry, whatever the entry's name is. */
const KIND_OF_LEGACY_MEMBER: readonly (readonly [string, ProductEventKind])[] = [
  ['detail', 'view'],
  ['impressions', 'impression'],
  ['click', 'click'],
  ['add', 'cart-add'],
  ['remove', 'cart-remove'],
  ['purchase', 'purchase'],
  ['refund', 'refund'],
];
const COUNTED: ReadonlySet<ProductEventKind> = new Set(['cart-add', 'cart-remove', 'purchase', 'refund']);
const ORDERED: ReadonlySet<ProductEventKind> = new Set(['purchase', 'refund']);

const record = v.record(v.string(), v.unknown());
const listSchema = v.array(v.unknown());
const timeSchema = v.pipe(v.number(), v.finite(), v.minValue(0));

/**
 * The events of one dataLayer entry, in the order of its items. Pure; never throws, whatever the entry holds. An item
 * that is named twice in one entry becomes one event with the pieces added up.
 */
export function parsePageEvent(event: PageEventInput): ParsedPageEvent {
  try {
    return parseEntry(event);
  } catch {
    // A getter or a proxy of the page threw while it was read.
    return { events: [], dropped: 1 };
  }
}

function parseEntry({ name, parameters, atMs }: PageEventInput): ParsedPageEvent {
  const entry = v.safeParse(record, parameters);
  if (!entry.success || !v.is(timeSchema, atMs)) return { events: [], dropped: 1 };
  const fields = v.is(record, entry.output.ecommerce) ? { ...entry.output, ...entry.output.ecommerce } : entry.output;
  if (QUERY_NAMES.has(name)) return queryEvent(fields.search_term, atMs);
  const kind = KIND_OF_NAME.get(name);
  // `purchase` is a name of GA4 and, with `products` inside, a member of the older dialect.
  if (kind && (Array.isArray(fields.items) || kind === 'hide')) return modernEvents(kind, fields, atMs);
  return legacyEvents(fields, atMs);
}

function queryEvent(term: unknown, atMs: number): ParsedPageEvent {
  const text = boundedText(term, MAX_QUERY_LENGTH)?.replace(/\s+/g, ' ');
  return text ? { events: [{ kind: 'query', atMs, text }], dropped: 0 } : { events: [], dropped: 1 };
}

function modernEvents(kind: ProductEventKind, fields: Record<string, unknown>, atMs: number): ParsedPageEvent {
  // Our own `hide` may name its product directly.
  const items = Array.isArray(fields.items) ? fields.items : [fields];
  const listId = boundedText(fields.item_list_id) ?? boundedText(fields.item_list_name);
  return itemEvents(kind, items, { atMs, listId, transactionId: boundedText(fields.transaction_id) });
}

function legacyEvents(fields: Record<string, unknown>, atMs: number): ParsedPageEvent {
  const parts = KIND_OF_LEGACY_MEMBER.flatMap(([member, kind]) => {
    const action = fields[member];
    if (Array.isArray(action)) return [itemEvents(kind, action, { atMs })];
    if (!v.is(record, action) || !Array.isArray(action.products)) return [];
    const field = v.is(record, action.actionField) ? action.actionField : {};
    const entry = { atMs, listId: boundedText(field.list), transactionId: boundedText(field.id) };
    return [itemEvents(kind, action.products, entry)];
  });
  if (parts.length === 0) return { events: [], dropped: 1 };
  return {
    events: parts.flatMap((part) => part.events),
    dropped: parts.reduce((sum, part) => sum + part.dropped, 0),
  };
}

interface Entry {
  readonly atMs: number;
  readonly listId?: string | undefined;
  readonly transactionId?: string | undefined;
}

function itemEvents(kind: ProductEventKind, input: readonly unknown[], entry: Entry): ParsedPageEvent {
  const items = v.parse(listSchema, input.slice(0, MAX_ITEMS));
  const byProduct = new Map<string, ProductEvent>();
  let dropped = Math.max(input.length - MAX_ITEMS, 0);
  for (const candidate of items) {
    const item = v.safeParse(itemSchema, candidate);
    if (!item.success) {
      dropped++;
      continue;
    }
    const event = itemEvent(kind, item.output, entry);
    byProduct.set(event.productId, withPieces(event, byProduct.get(event.productId)));
  }
  return { events: [...byProduct.values()], dropped: input.length === 0 ? 1 : dropped };
}

function itemEvent(kind: ProductEventKind, item: PageItem, entry: Entry): ProductEvent {
  const listId = item.listId ?? entry.listId;
  return {
    kind,
    atMs: entry.atMs,
    productId: item.productId,
    ...(COUNTED.has(kind) && item.quantity !== undefined && { quantity: item.quantity }),
    ...(listId !== undefined && { listId }),
    ...(ORDERED.has(kind) && entry.transactionId !== undefined && { transactionId: entry.transactionId }),
  };
}

function withPieces(event: ProductEvent, earlier: ProductEvent | undefined): ProductEvent {
  if (!earlier || !COUNTED.has(event.kind)) return earlier ?? event;
  return { ...earlier, quantity: (earlier.quantity ?? 1) + (event.quantity ?? 1) };
}
