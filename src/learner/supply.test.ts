import { expect, test } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { ProductMemory } from '../domain/personal-state.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { rebuild } from './personal-state.ts';
import { isSupplied } from './supply.ts';

const DAY = 24 * 60 * 60 * 1000;
const coffee = 'coffee' as ProductId;

/** What is remembered of coffee that was bought on these days. */
function bought(...days: number[]): ProductMemory {
  const events = days.map((day): ShopEvent => ({ kind: 'purchase', productId: coffee, atMs: day * DAY }));
  return rebuild(events, () => undefined).products.get(coffee) as ProductMemory;
}

const refunded = (): ProductMemory => {
  const events: ShopEvent[] = ['purchase', 'refund'].map((kind, at) => {
    return { kind, productId: coffee, atMs: at * DAY } as ShopEvent;
  });
  return rebuild(events, () => undefined).products.get(coffee) as ProductMemory;
};

test.each<[string, ProductMemory, number, boolean]>([
  ['bought once, the day after', bought(0), 1, true],
  ['bought once, a month ago', bought(0), 31, false],
  ['bought every ten days, four days after the last', bought(0, 10, 20), 24, true],
  ['bought every ten days, eight days after the last', bought(0, 10, 20), 28, false],
  ['bought every hundred days, two months after the last', bought(0, 100), 160, true],
  ['given back', refunded(), 2, false],
])('%s', (_, memory, day, supplied) => {
  expect(isSupplied(memory, day * DAY)).toBe(supplied);
});
