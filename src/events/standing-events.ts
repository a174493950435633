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
  const undone = undoneCarts(events);
  return events.filter((event) => !hidden.has(nameOf(event.productId)) && !undone.has(event));
}

/** What was put into the cart and left it again to the last piece, each variant a line of its own. What was bought stays. */
function undoneCarts(events: readonly ProductEvent[]): ReadonlySet<ProductEvent> {
  const lines = new Map<ProductId, { pieces: number; readonly adds: ProductEvent[] }>();
  const undone = new Set<ProductEvent>();
  for (const event of events) {
    const { kind, productId, quantity } = event;
    const line = lines.get(productId) ?? { pieces: 0, adds: [] };
    if (kind === 'cart-add') {
      line.pieces += quantity ?? 1;
      line.adds.push(event);
      lines.set(productId, line);
    }
    if (kind === 'purchase') lines.delete(productId);
    if (kind !== 'cart-remove') continue;
    // Shops that name no quantity mean the whole line.
    line.pieces -= quantity ?? line.pieces;
    if (line.pieces > 0) continue;
    for (const add of line.adds) undone.add(add);
    lines.delete(productId);
  }
  return undone;
}
