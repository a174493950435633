import type { ProductId } from './ids.ts';

/** Between the levels of a category's path, where it is one text: "Kitchen > Kettles". */
export const LEVEL_MARK = ' > ';
/** Sizes times colours of one product; more would be many products. */
export const MAX_VARIANTS = 500;

/** What the widget needs to draw a product and the ranker needs to weigh it. Arrives with the release. */
export interface Product {
  readonly id: ProductId;
  readonly title: string;
  /** Page of the product, relative to the shop's origin or absolute http(s). */
  readonly url: string;
  readonly imageUrl?: string;
  /** In minor units of `currency` (cents). Missing when the feed has no price. */
  readonly priceMinor?: number;
  /** Old price, struck through; above `priceMinor`. */
  readonly compareAtPriceMinor?: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly brand?: string;
  /** From the broadest to the narrowest: `['Kitchen', 'Kettles']`. */
  readonly categoryPath: readonly string[];
  readonly inStock: boolean;
  /** Other ids that events may name it by: of its sizes and colours. */
  readonly variantIds?: readonly ProductId[];
  /** Mean rating 0 to 5, and how many gave one. */
  readonly rating?: { readonly value: number; readonly count: number };
}
