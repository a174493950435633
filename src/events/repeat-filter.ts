import { type QueryEvent, SESSION_GAP_MS, type ShopEvent } from '../domain/shop-event.ts';

/** A page that renders twice reports its product twice; a shopper does not look again so soon. */
export const SAME_VIEW_MS = 1000;
/** How many are remembered for comparison; the oldest go first. Orders outlive views, so they have room of their own. */
const MAX_VIEWS = 50;
const MAX_ORDERS = 1000;

/** Tells what is new from what the page said before. */
export interface RepeatFilter {
  /** The events that count, in order; they are remembered. */
  fresh(events: readonly ShopEvent[]): ShopEvent[];
}

/**
 * An order counts once for each of its products, however often its thank-you page is loaded (the key is the
 * transaction id; without one the order cannot be told from another). A view of the same product within SAME_VIEW_MS
 * of the last one counts once. So does a search for the words of the last search in one visit: shops report one as
 * `search` and as `view_search_results`, and again when the shopper comes back to the results.
 * @param past what is remembered from earlier visits, oldest first
 */
export function repeatFilter(past: Iterable<ShopEvent> = []): RepeatFilter {
  const views = new Map<string, number>();
  const orders = new Map<string, number>();
  let search: QueryEvent | undefined;
  const isFresh = (event: ShopEvent): boolean => {
    if (event.kind === 'query') {
      const previous = search;
      search = event;
      return previous?.text !== event.text || Math.abs(event.atMs - previous.atMs) > SESSION_GAP_MS;
    }
    if (event.kind === 'view') {
      const previousAtMs = remember(views, event.productId, event.atMs, MAX_VIEWS);
      return previousAtMs === undefined || Math.abs(event.atMs - previousAtMs) > SAME_VIEW_MS;
    }
    const key = orderKey(event);
    return key === undefined || remember(orders, key, event.atMs, MAX_ORDERS) === undefined;
  };
  for (const event of past) isFresh(event);
  return { fresh: (events) => events.filter(isFresh) };
}

/** Equal for two reports of one line of one order. */
function orderKey(event: ShopEvent): string | undefined {
  if ((event.kind !== 'purchase' && event.kind !== 'refund') || event.transactionId === undefined) return undefined;
  return JSON.stringify([event.kind, event.transactionId, event.productId]);
}

/** Notes `atMs` under `key` and gives what was noted there before. */
function remember(times: Map<string, number>, key: string, atMs: number, limit: number): number | undefined {
  const previousAtMs = times.get(key);
  times.delete(key);
  times.set(key, atMs);
  const oldest = times.size > limit ? times.keys().next() : undefined;
  if (oldest && !oldest.done) times.delete(oldest.value);
  return previousAtMs;
}
