/** Why a product is shown, from what the shopper did: facts that hold, strongest first, three at most. */
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { Reason } from '../domain/recommendation.ts';
import type { ProductEvent } from '../domain/shop-event.ts';

const MOST = 3;

/** A product of the history, with what was done. */
export interface Seen {
  readonly product: Product;
  readonly kind: ProductEvent['kind'];
}

/**
 * @param seen products of the history, newest first
 * @param alike whether the release holds that two products read alike
 * @returns empty when nothing that can be named is the cause
 */
export function reasonsFor(
  product: Product,
  seen: readonly Seen[],
  alike: (one: ProductId, other: ProductId) => boolean,
): Reason[] {
  const category = product.categoryPath.at(-1);
  const kin = seen.find((one) => one.product.id !== product.id && one.product.categoryPath.at(-1) === category);
  const reasons: Reason[] = [];
  if (kin) reasons.push({ kind: verb(kin.kind), productId: kin.product.id, title: kin.product.title });
  if (kin && category) reasons.push({ kind: 'category', category });
  if (product.brand && seen.some((one) => one.product.brand === product.brand)) {
    reasons.push({ kind: 'brand', brand: product.brand });
  }
  const model = kin ? undefined : seen.find((one) => alike(one.product.id, product.id))?.product;
  if (model) reasons.push({ kind: 'similar', productId: model.id, title: model.title });
  return reasons.slice(0, MOST);
}

function verb(kind: ProductEvent['kind']): 'viewed' | 'bought' | 'in-cart' {
  if (kind === 'purchase') return 'bought';
  return kind === 'cart-add' ? 'in-cart' : 'viewed';
}
