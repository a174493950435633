/** One product as the shop's pages, its feed and its pictures know it. Plain JSON: `/shop/catalogue.json` is an array of these. */
export interface ShopProduct {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly brand: string;
  /** From the broadest to the narrowest: `['Kitchen', 'Kettles']`. Never empty. */
  readonly categoryPath: readonly string[];
  /** In minor units of `currency`; missing when the feed has none, and then the product cannot be bought. */
  readonly priceMinor?: number;
  /** Old price, struck through; above `priceMinor`. */
  readonly compareAtPriceMinor?: number;
  /** ISO 4217. */
  readonly currency: string;
  /** Pieces on the shelf; 0 is sold out. */
  readonly stock: number;
  /** What filters and drawings read: `colour`, `size`, `material`, `type`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Rows of the details table, in order. */
  readonly facts: readonly ShopFact[];
  readonly rating?: { readonly value: number; readonly count: number };
  /**
   * Choices on the product page. Of colours the first is the one in the picture, and it is in stock where any is. Empty
   * when there is no choice.
   */
  readonly variants: readonly ShopVariant[];
  /** Names of categories that go with this one. */
  readonly complements: readonly string[];
  /** Place in the order of popularity, 1 is the most bought. */
  readonly salesRank: number;
  /** Path on the shop's own origin. */
  readonly url: string;
  readonly imageUrl: string;
  readonly picture: ShopPicture;
  /** Chosen by hand for the home page. */
  readonly editorsPick?: boolean;
}

export interface ShopFact {
  readonly name: string;
  readonly value: string;
}

export interface ShopVariant {
  /** Unique inside the product, fit for `item_variant`. */
  readonly id: string;
  /** What the choice is about. */
  readonly kind: 'colour' | 'size';
  readonly label: string;
  readonly stock: number;
}

/** What the drawing needs: which one, of which kind, in which colour, and a seed for its small differences. */
export interface ShopPicture {
  readonly drawing: string;
  /** Index of the category's kind (round kettle, gooseneck kettle, ...). */
  readonly kind: number;
  /** Name of a colour in `colours.ts`. */
  readonly colour: string;
  readonly seed: number;
}

/** Whether at least one piece can be bought. */
export function isBuyable(product: ShopProduct): boolean {
  return product.stock > 0 && product.priceMinor !== undefined;
}
