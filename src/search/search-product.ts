/** What search reads of a product. */
export interface SearchProduct {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly brand?: string;
  /** From the broadest to the narrowest. */
  readonly categoryPath: readonly string[];
  readonly tags?: readonly string[];
  /** Colour, size and whatever else is known of it, by lower-case name. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Minor units. */
  readonly priceMinor?: number;
}
