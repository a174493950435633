/** What the device takes its shopper for, to read and to correct. Never leaves the device. */
import type { ProductId } from './ids.ts';

export interface Liking {
  /** Path of a category ("Kitchen > Kettles"), or a brand. */
  readonly name: string;
  /** Of all interest in categories, or in brands: 0 to 1. */
  readonly share: number;
  /** False once the shopper has switched it off. */
  readonly counts: boolean;
}

export interface PriceHabits {
  /** False once the shopper has switched it off. */
  readonly counts: boolean;
  /** What two thirds of the shopper's interest went to; absent while too little is known. */
  readonly range?: {
    readonly fromMinor: number;
    readonly toMinor: number;
    /** ISO 4217. */
    readonly currency: string;
  };
}

export interface ShopperProfile {
  /** Strongest first, then what is off. */
  readonly categories: readonly Liking[];
  readonly brands: readonly Liking[];
  /** Absent where nothing is known and nothing is off. */
  readonly price?: PriceHabits;
  /** What the shopper is not interested in. To forget such a product brings it back. */
  readonly hidden: readonly { readonly productId: ProductId; readonly title: string }[];
}

/** Switches one trait of the profile off, or on again. */
export type Correction =
  | { readonly trait: 'category' | 'brand'; readonly name: string; readonly counts: boolean }
  | { readonly trait: 'price'; readonly counts: boolean };

/** What the shopper says of themselves against the profile. */
export interface SwitchedOff {
  /** Paths, each with all that is beneath it. */
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  /** Whether prices say nothing. */
  readonly price: boolean;
}
