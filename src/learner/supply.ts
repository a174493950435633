import type { ProductMemory } from '../domain/personal-state.ts';

/** Nobody needs the same thing again sooner, as long as nothing else is known. */
const ONCE_BOUGHT_MS = 30 * 24 * 60 * 60 * 1000;
/** Of the usual time between two purchases: a reminder comes a little before the want. */
const DUE_AT = 0.7;

/** Whether the shopper has enough of a product: bought it, and by what they are used to it is not yet due again. */
export function isSupplied({ purchases, lastPurchaseAtMs, purchaseInterval }: ProductMemory, nowMs: number): boolean {
  if (purchases === 0 || lastPurchaseAtMs === undefined) return false;
  const lasts = purchaseInterval.count > 0 ? DUE_AT * purchaseInterval.meanMs : ONCE_BOUGHT_MS;
  return nowMs < lastPurchaseAtMs + lasts;
}
