import type { ProductId } from '../domain/ids.ts';
import type { ShopEvent } from '../domain/shop-event.ts';

/** What a shopper wants to be forgotten: products by all their names, or a time, searches included. */
export type Forgotten =
  | { readonly productIds: readonly ProductId[] }
  /** From this moment to before that one. */
  | { readonly fromMs: number; readonly toMs: number };

export function isForgotten(event: ShopEvent, what: Forgotten): boolean {
  if ('fromMs' in what) return event.atMs >= what.fromMs && event.atMs < what.toMs;
  return event.kind !== 'query' && what.productIds.includes(event.productId);
}
