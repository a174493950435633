import type { ShopProduct, ShopVariant } from '../catalogue/shop-product.ts';

/** One line of the cart. */
export interface CartLine {
  readonly product: ShopProduct;
  readonly variant?: ShopVariant;
  readonly quantity: number;
}
