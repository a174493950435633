/** Why a product is shown, from what the shopper did: facts that hold, strongest first, three at most. */
import type { Product } from '../domain/product.ts';
import type { Reason } from '../domain/recommendation.ts';
import type { ProductEvent } from '../domain/shop-event.ts';

const MOST = 3;

/**
 * @param seen products of the history, newest first, with what was done
 */
export function reasonsFor(
  product: Product,
  seen: readonly { readonly product: Product; readonly kind: ProductEvent['kind'] }[],
): Reason[] {
  const category = product.categoryPath.at(-1);
  const kin = seen.find((one) => one.product.id !== product.id && one.product.categoryPath.at(-1) === category);
  const reasons: Reason[] = [];
  if (kin) reasons.push({ kind: verb(kin.kind), productId: kin.product.id, title: kin.product.title });
  if (kin && category) reasons.push({ kind: 'category', category });
  if (product.brand && seen.some((one) => one.product.brand === product.brand)) {
    reasons.push({ kind: 'brand', brand: product.brand });
  }
  const newest = seen[0]?.product;
  if (reasons.length === 0 && newest) reasons.push({ kind: 'similar', productId: newest.id, title: newest.title });
  return reasons.length > 0 ? reasons.slice(0, MOST) : [{ kind: 'popular' }];
}

function verb(kind: ProductEvent['kind']): 'viewed' | 'bought' | 'in-cart' {
  if (kind === 'purchase') return 'bought';
  return kind === 'cart-add' ? 'in-cart' : 'viewed';
}
