/**
 * What the device has learned of its shopper without any gradient: counts, habits, the cart. Never leaves the device.
 * Plain data for structured clone (maps, since a product may be called `__proto__`); src/learner/personal-state.ts
 * keeps it; what keeps out of lists and the shopper's profile are read from it.
 */
import type { ProductId } from './ids.ts';
import type { ProductEventKind } from './shop-event.ts';

/** Running mean and spread by Welford's method: variance = `m2 / (count - 1)`. */
export interface IntervalStats {
  readonly count: number;
  readonly meanMs: number;
  /** Sum of squared deviations from the mean, ms^2. */
  readonly m2: number;
}

/** One product as this shopper knows it. */
export interface ProductMemory {
  readonly views: number;
  readonly clicks: number;
  readonly cartAdds: number;
  readonly cartRemovals: number;
  readonly wishes: number;
  /** Orders that held it, less refunds. */
  readonly purchases: number;
  readonly hidden: boolean;
  readonly lastAtMs: number;
  readonly lastKind: ProductEventKind;
  readonly lastPurchaseAtMs?: number;
  /** Time between its purchases, for what is bought again and again. */
  readonly purchaseInterval: IntervalStats;
}

/**
 * Interest, as sums of event weights that decay with each later event: half after 20 events and half after 400.
 * As of event number `atEvent`: read it through `interestNow` of the learner.
 */
export interface Affinity {
  readonly fast: number;
  readonly slow: number;
  readonly atEvent: number;
}

/** Weighted mean and spread of ln(price in minor units): variance = `m2 / weight`. */
export interface PriceHabit {
  readonly weight: number;
  readonly mean: number;
  readonly m2: number;
}

export interface RecentProduct {
  readonly productId: ProductId;
  readonly kind: ProductEventKind;
  readonly atMs: number;
}

export interface PersonalState {
  readonly format: 'inkling-personal/1';
  /** Product events learned from; the clock of the decay. Impressions and searches do not count. */
  readonly eventCount: number;
  /** Least recently touched first. */
  readonly products: ReadonlyMap<ProductId, ProductMemory>;
  /** Key: `categoryKey` of each level of a path, so that a broad level gathers what its narrow ones get. */
  readonly categories: ReadonlyMap<string, Affinity>;
  readonly brands: ReadonlyMap<string, Affinity>;
  readonly price: { readonly fast: PriceHabit; readonly slow: PriceHabit; readonly atEvent: number };
  /** Pieces in the cart. */
  readonly cart: ReadonlyMap<ProductId, number>;
  /** The last 50 product events, oldest first. */
  readonly recent: readonly RecentProduct[];
  readonly lastQuery?: { readonly text: string; readonly atMs: number };
}

/** The key of one level: `['Kitchen', 'Kettles']` is another category than `['Garden', 'Kettles']`. */
export function categoryKey(path: readonly string[]): string {
  return path.join('\u001f');
}
