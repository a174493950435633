import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent } from '../domain/shop-event.ts';

/**
 * What still stands of a past: nothing of a product that the shopper is not interested in, and no cart that it was taken out of
 * again.
 * @param events oldest first
 * @param nameOf the product that an id means; variants are their product
 */
export function standingEvents(
  events: readonly ProductEvent[],
  nameOf: (id: ProductId) => ProductId = (id) => id,
): ProductEvent[] {
  const hidden = new Set(events.flatMap(({ kind, productId }) => (kind === 'hide' ? [nameOf(productId)] : [])));
  const removed = new Set<ProductId>();
  const standing = events.toReversed().filter(({ kind, productId }) => {
    const name = nameOf(productId);
    if (hidden.has(name)) return false;
    if (kind === 'cart-remove') removed.add(name);
    // What was bought was in the cart until then, whatever was taken out of a later one.
    if (kind === 'purchase') removed.delete(name);
    return kind !== 'cart-add' || !removed.has(name);
  });
  return standing.reverse();
}
