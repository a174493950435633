/** Simulated histories in the two log formats of the command line. */
import type { SimulatedEvent, SimulatedHistory } from './simulated-product.ts';

/** Numbers of the kinds as in the RetailRocket logs. */
const KIND_NUMBERS = { view: 2, 'cart-add': 1, purchase: 0 } as const satisfies Record<SimulatedEvent['kind'], number>;

/** Lines of `user item item ...`, oldest first; each product once, where it was first met. Shoppers without events are left out. */
export function toSequencesFile(histories: readonly SimulatedHistory[]): string {
  return lines(histories, ({ shopper, events }) => {
    const items = new Set(events.map(({ productId }) => productId));
    return `${shopper} ${[...items].join(' ')}`;
  });
}

/** Lines of `visitor<TAB>item:kind@seconds ...`, oldest first: 2 view, 1 cart, 0 purchase. */
export function toEventsFile(histories: readonly SimulatedHistory[]): string {
  return lines(histories, ({ shopper, events }) => {
    const items = events.map(
      ({ productId, kind, atMs }) => `${productId}:${KIND_NUMBERS[kind]}@${Math.floor(atMs / 1000)}`,
    );
    return `${shopper}\t${items.join(' ')}`;
  });
}

function lines(histories: readonly SimulatedHistory[], write: (history: SimulatedHistory) => string): string {
  return histories
    .filter(({ events }) => events.length > 0)
    .map((history) => `${write(history)}\n`)
    .join('');
}
