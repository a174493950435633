import type { ProductId } from './ids.ts';
import type { Product } from './product.ts';

/** A named place on a page. `continue` and `again` are of the shopper's own products: looked at and not bought, bought and due again. */
export const PLACEMENTS = ['home', 'related', 'category', 'continue', 'again'] as const;
export type Placement = (typeof PLACEMENTS)[number];

export function parsePlacement(value: unknown): Placement | undefined {
  return PLACEMENTS.find((placement) => placement === value);
}

/**
 * Why a product is shown, strongest cause first. `viewed` and `bought` name a product of the shopper's own history;
 * the widget turns causes into words.
 */
export type Reason =
  | { readonly kind: 'viewed' | 'bought' | 'in-cart'; readonly productId: ProductId; readonly title: string }
  | { readonly kind: 'category'; readonly category: string }
  | { readonly kind: 'brand'; readonly brand: string }
  | { readonly kind: 'similar'; readonly productId: ProductId; readonly title: string }
  | { readonly kind: 'popular' | 'range' };

export interface Recommendation {
  readonly product: Product;
  /** Higher is better; comparable inside one list only. */
  readonly score: number;
  /** At most three. */
  readonly reasons: readonly Reason[];
}

export interface RecommendationList {
  readonly placement: Placement;
  /**
   * `personal`: from this shopper's events; `own`: products of these events; `related`: from the product on the page; `popular`: the same for all; `range`: the same
   * for all, some of everything, where nothing is known of what is popular.
   */
  readonly basis: 'personal' | 'own' | 'related' | 'popular' | 'range';
  readonly items: readonly Recommendation[];
}
