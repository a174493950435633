import { expect, test } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { standingEvents } from './standing-events.ts';

/** `view a` and the like, a second apart. */
function past(...lines: string[]): ProductEvent[] {
  return lines.map((line, at) => {
    const [kind, productId] = line.split(' ');
    return { kind, productId, atMs: 1000 * at } as ProductEvent;
  });
}

const told = (events: readonly ProductEvent[]) => events.map(({ kind, productId }) => `${kind} ${productId}`);

test('nothing stands of a product that was hidden, before or after', () => {
  expect(told(standingEvents(past('view a', 'view b', 'hide a', 'view a', 'view c')))).toEqual(['view b', 'view c']);
});

test('a variant that was hidden hides its product', () => {
  const nameOf = (id: ProductId) => id.split('-')[0] as ProductId;
  expect(told(standingEvents(past('view a', 'hide a-xl', 'view b'), nameOf))).toEqual(['view b']);
});

test('a product that left the cart was never put there, and its view stays', () => {
  const events = past('view a', 'cart-add a', 'cart-add b', 'cart-remove a', 'view c');
  expect(told(standingEvents(events))).toEqual(['view a', 'cart-add b', 'cart-remove a', 'view c']);
});

test('a cart that lost some of its pieces, or another variant, is still a cart', () => {
  const of = (kind: string, productId: string, quantity?: number) =>
    ({ kind, productId, atMs: 0, ...(quantity && { quantity }) }) as ProductEvent;
  const pieces = [of('cart-add', 'a', 2), of('cart-remove', 'a', 1)];
  expect(standingEvents(pieces)).toEqual(pieces);
  expect(told(standingEvents([...pieces, of('cart-remove', 'a', 1)]))).toEqual(['cart-remove a', 'cart-remove a']);
  const nameOf = () => 'a' as ProductId;
  const sizes = [of('cart-add', 'a-s'), of('cart-add', 'a-m'), of('cart-remove', 'a-s')];
  expect(told(standingEvents(sizes, nameOf))).toEqual(['cart-add a-m', 'cart-remove a-s']);
});

test('what was bought had been in the cart, and what was put there again is there', () => {
  const bought = past('cart-add a', 'purchase a', 'cart-add a', 'cart-remove a');
  expect(told(standingEvents(bought))).toEqual(['cart-add a', 'purchase a', 'cart-remove a']);
  expect(told(standingEvents(past('cart-add a', 'cart-remove a', 'cart-add a')))).toEqual([
    'cart-remove a',
    'cart-add a',
  ]);
});
