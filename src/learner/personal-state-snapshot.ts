import * as v from 'valibot';
import type { ProductId } from '../domain/ids.ts';
import type { PersonalState } from '../domain/personal-state.ts';
import { PRODUCT_EVENT_KINDS } from '../domain/shop-event.ts';

const number = v.pipe(v.number(), v.finite());
const productId = v.pipe(
  v.string(),
  v.transform((text) => text as ProductId),
);
const kind = v.picklist(PRODUCT_EVENT_KINDS);
const memory = v.object({
  views: number,
  clicks: number,
  cartAdds: number,
  cartRemovals: number,
  wishes: number,
  purchases: number,
  hidden: v.boolean(),
  lastAtMs: number,
  lastKind: kind,
  lastPurchaseAtMs: v.exactOptional(number),
  purchaseInterval: v.object({ count: number, meanMs: number, m2: number }),
});
const affinities = v.map(v.string(), v.object({ fast: number, slow: number, atEvent: number }));
const habit = v.object({ weight: number, mean: number, m2: number });
const stateSchema = v.object({
  format: v.literal('inkling-personal/1'),
  eventCount: number,
  products: v.map(productId, memory),
  categories: affinities,
  brands: affinities,
  price: v.object({ fast: habit, slow: habit, atEvent: number }),
  cart: v.map(productId, number),
  recent: v.array(v.object({ productId, kind, atMs: number })),
  lastQuery: v.exactOptional(v.object({ text: v.string(), atMs: number })),
});

/** A state as it came back from storage, or undefined when it is broken or of another format: then rebuild it. */
export function parsePersonalState(value: unknown): PersonalState | undefined {
  const result = v.safeParse(stateSchema, value);
  return result.success ? result.output : undefined;
}
