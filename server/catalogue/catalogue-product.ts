/** One product of a merchant's catalogue, whatever feed it came from: what cards, vectors, search and filters are made of. */

export const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

export interface CatalogueProduct {
  /** As events name it, 1 to 200 characters; of a product with variants the first variant's. */
  readonly id: string;
  readonly title: string;
  /** Plain text, without markup. */
  readonly description?: string;
  /** Absolute http(s), or relative to the shop. */
  readonly url?: string;
  readonly imageUrls?: readonly string[];
  /** Minor units of `currency` (cents): what a shopper pays today. */
  readonly priceMinor?: number;
  /** Minor units: the old price, above `priceMinor`. */
  readonly listPriceMinor?: number;
  /** ISO 4217; there where a price is. */
  readonly currency?: string;
  readonly availability: Availability;
  readonly brand?: string;
  readonly gtin?: string;
  readonly mpn?: string;
  readonly sku?: string;
  /** From the broadest to the narrowest. */
  readonly categoryPath: readonly string[];
  /** Number or path in Google's product taxonomy. */
  readonly googleCategory?: string;
  readonly tags?: readonly string[];
  /** Colour, size, material and whatever else the feed says of it, by lower-case name. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Mean 0 to 5, and how many gave one. */
  readonly rating?: { readonly value: number; readonly count: number };
  /** Minor units: what it costs the merchant. Never leaves the server. */
  readonly costMinor?: number;
  /** Pieces on stock. */
  readonly stock?: number;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  /** The merchant's own, as in `custom_label_0`. */
  readonly labels?: readonly string[];
  readonly adult?: true;
  /** How the feed names the product that this is a variant of. */
  readonly groupId?: string;
  /** All variants, this one included, where there are several. */
  readonly variants?: readonly Variant[];
  /** An earlier product that has the same title, brand and price: a suggestion, nothing is left out for it. */
  readonly duplicateOf?: string;
}

export interface Variant {
  readonly id: string;
  readonly priceMinor?: number;
  readonly availability: Availability;
  readonly url?: string;
  readonly imageUrl?: string;
  /** What tells it from its siblings: colour, size. */
  readonly attributes?: Readonly<Record<string, string>>;
}
