import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import { categoryKey, type PersonalState } from '../domain/personal-state.ts';
import type { Product } from '../domain/product.ts';
import { PRODUCT_EVENT_KINDS, type ProductEvent, type ProductEventKind, type ShopEvent } from '../domain/shop-event.ts';
import {
  INTEREST,
  interestNow,
  MAX_AFFINITIES,
  MAX_CART,
  MAX_PRODUCTS,
  MAX_RECENT,
  observe,
  rebuild,
} from './personal-state.ts';

const DAY_MS = 86_400_000;
const product = (id: string, fields: Partial<Product> = {}): Product => ({
  id: id as ProductId,
  title: id,
  url: `/p/${id}`,
  currency: 'EUR',
  categoryPath: [],
  inStock: true,
  ...fields,
});
const event = (kind: ProductEventKind, id: string, atMs = 1000, quantity?: number): ProductEvent => ({
  kind,
  productId: id as ProductId,
  atMs,
  ...(quantity !== undefined && { quantity }),
});
const learn = (events: readonly ShopEvent[], ...catalogue: Product[]): PersonalState =>
  rebuild(events, (id) => catalogue.find((candidate) => candidate.id === id));
const memoryOf = (state: PersonalState, id: string) => state.products.get(id as ProductId);

describe('personal state', () => {
  it('counts what happened to each product and how it ended', () => {
    const kinds: ProductEventKind[] = ['view', 'view', 'click', 'cart-add', 'cart-remove', 'wish', 'hide', 'view'];
    const state = learn(kinds.map((kind, i) => event(kind, 'a', 1000 + i)));
    expect(memoryOf(state, 'a')).toEqual({
      views: 3,
      clicks: 1,
      cartAdds: 1,
      cartRemovals: 1,
      wishes: 1,
      purchases: 0,
      hidden: true,
      lastAtMs: 1007,
      lastKind: 'view',
      purchaseInterval: { count: 0, meanMs: 0, m2: 0 },
    });
    expect(state.eventCount).toBe(8);
  });

  it('knows the rhythm in which a product is bought again', () => {
    const days = [3, 10, 24, 31];
    const state = learn(days.map((day) => event('purchase', 'coffee', day * DAY_MS)));
    const memory = memoryOf(state, 'coffee');
    expect(memory?.purchases).toBe(4);
    expect(memory?.purchaseInterval.count).toBe(3);
    // Gaps of 7, 14 and 7 days: mean 28/3, squared deviations 2 (7/3)^2 + (14/3)^2 = 294/9.
    expect(memory?.purchaseInterval.meanMs).toBeCloseTo((28 / 3) * DAY_MS, 3);
    expect((memory?.purchaseInterval.m2 ?? 0) / DAY_MS ** 2).toBeCloseTo(294 / 9, 9);
    const refunded = memoryOf(observe(state, event('refund', 'coffee', 32 * DAY_MS), undefined), 'coffee');
    expect(refunded?.purchases).toBe(3);
    // The shopper has given the last one back.
    expect(refunded?.lastPurchaseAtMs).toBeUndefined();
  });

  it('takes two orders of one day for one errand', () => {
    const state = learn([0, 600_000].map((atMs) => event('purchase', 'coffee', atMs)));
    expect(memoryOf(state, 'coffee')).toMatchObject({ purchases: 2, purchaseInterval: { count: 0 } });
  });

  it('learns every level of a category path, and the brand', () => {
    const kettle = product('k', { categoryPath: ['Kitchen', 'Kettles'], brand: 'Ondo' });
    const pan = product('p', { categoryPath: ['Kitchen', 'Pans'] });
    const state = learn([event('view', 'k'), event('cart-add', 'p')], kettle, pan);
    const now = (path: string[]) => interestNow(state, state.categories.get(categoryKey(path))).slow;
    const decay = 2 ** (-1 / 400);
    expect(now(['Kitchen'])).toBeCloseTo(3 + decay, 12);
    expect(now(['Kitchen', 'Kettles'])).toBeCloseTo(decay, 12);
    expect(now(['Kitchen', 'Pans'])).toBe(3);
    expect(now(['Kettles'])).toBe(0);
    expect(interestNow(state, state.brands.get('Ondo')).fast).toBeCloseTo(2 ** (-1 / 20), 12);
  });

  it('halves interest after 20 events fast and after 400 slow, whoever asks in between', () => {
    const kettle = product('k', { brand: 'Ondo' });
    let state = learn([event('purchase', 'k')], kettle);
    for (let i = 0; i < 20; i++) state = observe(state, event('view', `other-${i}`), undefined);
    expect(interestNow(state, state.brands.get('Ondo')).fast).toBeCloseTo(2.5, 12);
    for (let i = 0; i < 380; i++) state = observe(state, event('view', `other-${i}`), undefined);
    expect(interestNow(state, state.brands.get('Ondo')).slow).toBeCloseTo(2.5, 12);
  });

  it.each(['cart-remove', 'hide', 'refund'] as const)('takes %s as less interest', (kind) => {
    const kettle = product('k', { brand: 'Ondo', categoryPath: ['Kitchen'] });
    const before = learn([event('cart-add', 'k')], kettle);
    const after = learn([event('cart-add', 'k'), event(kind, 'k')], kettle);
    const interest = (state: PersonalState) => interestNow(state, state.brands.get('Ondo')).fast;
    expect(interest(after)).toBeLessThan(interest(before) - 1);
    expect(interestNow(after, after.categories.get('Kitchen')).slow).toBeLessThan(2);
  });

  it('knows the price habit: weighted mean and spread of the logarithm, old prices fading', () => {
    const cheap = product('c', { priceMinor: 1000 });
    const dear = product('d', { priceMinor: 8000 });
    const { price } = learn([event('view', 'c'), event('cart-add', 'd')], cheap, dear);
    const [low, high] = [Math.log(1000), Math.log(8000)];
    for (const [habit, halfLife] of [
      [price.fast, 20],
      [price.slow, 400],
    ] as const) {
      const old = 2 ** (-1 / halfLife);
      const mean = (old * low + 3 * high) / (old + 3);
      expect(habit.weight).toBeCloseTo(old + 3, 12);
      expect(habit.mean).toBeCloseTo(mean, 12);
      expect(habit.m2).toBeCloseTo(old * (low - mean) ** 2 + 3 * (high - mean) ** 2, 12);
    }
  });

  it('learns no price from free, unpriced or rejected products', () => {
    const free = product('f', { priceMinor: 0 });
    const dear = product('d', { priceMinor: 8000 });
    const { price } = learn([event('view', 'f'), event('view', 'x'), event('hide', 'd')], free, product('x'), dear);
    expect(price.slow).toEqual({ weight: 0, mean: 0, m2: 0 });
  });

  it('keeps the cart: pieces added, removed, bought', () => {
    const events = [
      event('cart-add', 'a', 1, 3),
      event('cart-add', 'a', 2),
      event('cart-remove', 'a', 3, 2),
      event('cart-add', 'b', 4, 2),
      event('cart-remove', 'b', 5),
      event('cart-add', 'c', 6),
      event('purchase', 'c', 7),
      event('cart-remove', 'd', 8, 2),
    ];
    expect([...learn(events).cart]).toEqual([['a', 2]]);
  });

  it('remembers the last products in order and the last search, and does not count what it showed', () => {
    const state = learn([
      event('view', 'a', 1),
      { kind: 'query', atMs: 2, text: 'kettle' },
      event('impression', 'b', 3),
      event('view', 'c', 4),
    ]);
    expect(state.recent.map(({ productId }) => productId)).toEqual(['a', 'c']);
    expect(state.lastQuery).toEqual({ text: 'kettle', atMs: 2 });
    expect([state.eventCount, state.products.size]).toEqual([2, 2]);
  });

  it('is bounded, and forgets what was only seen before what was hidden or bought', () => {
    let state = learn([event('hide', 'hidden'), event('purchase', 'bought')]);
    for (let i = 0; i < 3000; i++) {
      const shown = product(`p${i}`, { brand: `b${i}`, categoryPath: [`c${i}`] });
      state = observe(state, event('cart-add', `p${i}`, i), shown);
    }
    expect([state.products.size, state.brands.size, state.categories.size]).toEqual([
      MAX_PRODUCTS,
      MAX_AFFINITIES,
      MAX_AFFINITIES,
    ]);
    expect([state.cart.size, state.recent.length]).toEqual([MAX_CART, MAX_RECENT]);
    expect([memoryOf(state, 'hidden')?.hidden, memoryOf(state, 'bought')?.purchases]).toEqual([true, 1]);
    expect([memoryOf(state, 'p2999')?.cartAdds, memoryOf(state, 'p0')]).toEqual([1, undefined]);
  });

  it('survives structured clone, with products of any name', () => {
    const state = learn(
      [event('view', '__proto__'), event('view', 'constructor')],
      product('__proto__', { brand: '__proto__' }),
    );
    expect(structuredClone(state)).toEqual(state);
    expect(memoryOf(state, '__proto__')?.views).toBe(1);
  });

  const ids = ['a', 'b', 'c', 'd'];
  const catalogue = ids.map((id, i) =>
    product(id, { priceMinor: 100 + 77 * i, brand: `brand-${i % 2}`, categoryPath: ['all', `half-${i % 2}`] }),
  );
  const history = fc.array(
    fc.record({
      kind: fc.constantFrom(...PRODUCT_EVENT_KINDS),
      productId: fc.constantFrom(...ids) as fc.Arbitrary<ProductId>,
      atMs: fc.nat(1e9),
    }),
    { maxLength: 120 },
  );
  const productOf = (id: ProductId) => catalogue.find((candidate) => candidate.id === id);

  it('is the same whether it learned at once or was stored and went on', () => {
    fc.assert(
      fc.property(history, fc.nat(120), (events, cut) => {
        let state = structuredClone(rebuild(events.slice(0, cut), productOf));
        for (const later of events.slice(cut)) state = observe(state, later, productOf(later.productId));
        expect(state).toEqual(rebuild(events, productOf));
      }),
    );
  });

  it('agrees with a slow sum over all events', () => {
    fc.assert(
      fc.property(history, (events) => {
        const counted = events.filter(({ kind }) => kind !== 'impression');
        const expected = counted.reduce((sum, { kind, productId }, i) => {
          const isOfBrand = productOf(productId)?.brand === 'brand-1';
          return sum + (isOfBrand ? INTEREST[kind] * 2 ** (-(counted.length - 1 - i) / 20) : 0);
        }, 0);
        const state = rebuild(events, productOf);
        expect(interestNow(state, state.brands.get('brand-1')).fast).toBeCloseTo(expected, 8);
      }),
    );
  });
});
