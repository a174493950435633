import { productPicture } from '../pictures/product-picture.ts';
import type { CartLine } from './cart-line.ts';

/** The address of a cart line's picture: in the colour that was put into the cart, not the one that the card showed. */
export function linePicture({ product, variant }: Pick<CartLine, 'product' | 'variant'>): string {
  if (variant?.kind !== 'colour' || variant.label === product.picture.colour) return product.imageUrl;
  return `data:image/svg+xml,${encodeURIComponent(productPicture(product, { colour: variant.label }))}`;
}
