import * as v from 'valibot';
import { type ProductId, parseProductId } from '../domain/ids.ts';
import { PRODUCT_EVENT_KINDS, SESSION_GAP_MS, type ShopEvent } from '../domain/shop-event.ts';
import type { StoredEvent } from './history-store.ts';

const time = v.pipe(v.number(), v.finite());
const productId = v.pipe(
  v.string(),
  v.check((text) => parseProductId(text) !== undefined),
  v.transform((text) => text as ProductId),
);
const eventSchema = v.variant('kind', [
  v.object({ kind: v.literal('query'), atMs: time, text: v.string() }),
  v.object({
    kind: v.picklist(PRODUCT_EVENT_KINDS),
    atMs: time,
    productId,
    quantity: v.exactOptional(v.number()),
    listId: v.exactOptional(v.string()),
    transactionId: v.exactOptional(v.string()),
  }),
]);
const recordSchema = v.object({ sequence: v.number(), session: v.number(), event: eventSchema });

/** The event as some version of ours stored it, or undefined when it is broken. Fields we do not know are left out. */
export function parseEvent(value: unknown): ShopEvent | undefined {
  const result = v.safeParse(eventSchema, value);
  return result.success ? result.output : undefined;
}

export function parseStoredEvent(value: unknown): StoredEvent | undefined {
  const result = v.safeParse(recordSchema, value);
  return result.success ? result.output : undefined;
}

/** The records without their sequence numbers, with the visits counted on from `last`, the newest one stored. */
export function numberSessions(
  events: readonly ShopEvent[],
  last?: StoredEvent,
): { session: number; event: ShopEvent }[] {
  let session = last?.session ?? 0;
  let lastAtMs = last?.event.atMs;
  return events.map((event) => {
    if (lastAtMs === undefined || event.atMs - lastAtMs > SESSION_GAP_MS) session++;
    lastAtMs = event.atMs;
    return { session, event };
  });
}
