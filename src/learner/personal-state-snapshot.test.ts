import { expect, it } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import { emptyPersonalState, rebuild } from './personal-state.ts';
import { parsePersonalState } from './personal-state-snapshot.ts';

const full = () =>
  rebuild(
    [
      { kind: 'purchase', productId: 'a' as ProductId, atMs: 5 },
      { kind: 'cart-add', productId: '__proto__' as ProductId, atMs: 6, quantity: 2 },
      { kind: 'query', atMs: 7, text: 'kettle' },
    ],
    (id) => ({
      id,
      title: id,
      url: '/',
      currency: 'EUR',
      categoryPath: ['x'],
      brand: 'b',
      inStock: true,
      priceMinor: 7,
    }),
  );

it('takes back what storage kept', () => {
  expect(parsePersonalState(structuredClone(full()))).toEqual(full());
  expect(parsePersonalState(emptyPersonalState())).toEqual(emptyPersonalState());
});

it.each([
  ['nothing', undefined],
  ['another format', { ...full(), format: 'inkling-personal/0' }],
  ['maps that went through JSON', JSON.parse(JSON.stringify(full()))],
  ['a number that is none', { ...full(), eventCount: Number.NaN }],
  ['a missing part', { ...full(), price: undefined }],
  ['a broken product', { ...full(), products: new Map([['a', { views: 1 }]]) }],
])('refuses %s', (_what, value) => {
  expect(parsePersonalState(value)).toBeUndefined();
});
