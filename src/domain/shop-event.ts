import type { ProductId } from './ids.ts';

/**
 * What a shopper did with a product, in the order in which the encoder numbers the kinds: append only, since releases
 * hold one learned vector for each.
 */
export const PRODUCT_EVENT_KINDS = [
  'view',
  'click',
  'cart-add',
  'cart-remove',
  'wish',
  'purchase',
  'refund',
  'impression',
  'hide',
] as const;
export type ProductEventKind = (typeof PRODUCT_EVENT_KINDS)[number];

export interface ProductEvent {
  readonly kind: ProductEventKind;
  readonly atMs: number;
  readonly productId: ProductId;
  /** Pieces, >= 1; meaningful for cart and purchase kinds. */
  readonly quantity?: number;
  /** The list the product stood in: a placement of ours is `inkling:<placement>`. */
  readonly listId?: string;
  /** Purchases and refunds: one order counts once. */
  readonly transactionId?: string;
}

/** A search. Its text stays on the device as every event does. */
export interface QueryEvent {
  readonly kind: 'query';
  readonly atMs: number;
  readonly text: string;
}

export type ShopEvent = ProductEvent | QueryEvent;

/** A pause longer than this starts a new session (the web analytics custom). */
export const SESSION_GAP_MS = 30 * 60 * 1000;
