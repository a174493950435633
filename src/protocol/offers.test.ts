import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import { encodeOffers, type Offer, type Offers, parseOffers } from './offers.ts';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const file = (...offers: unknown[]) => ({ format: 'inkling-offers/1', asOfMs: 1, currency: 'EUR', offers });

const amount = fc.integer({ min: 0, max: 10 ** 9 });
const offer: fc.Arbitrary<Offer> = fc.oneof(
  fc.record({ inStock: fc.boolean() }),
  fc.record({ priceMinor: amount, inStock: fc.boolean() }),
  fc
    .record({ priceMinor: amount, inStock: fc.boolean(), more: fc.integer({ min: 1, max: 1000 }) })
    .map(({ priceMinor, inStock, more }) => ({ priceMinor, compareAtPriceMinor: priceMinor + more, inStock })),
);
const ids = fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/).map((id) => id as ProductId);

describe('offers', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, offer)), amount, (rows, asOfMs) => {
        const offers: Offers = { asOfMs, currency: 'EUR', byId: new Map(rows) };
        expect(parseOffers(encodeOffers(offers))).toEqual(offers);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('have no old price that is none', () => {
    expect(parseOffers(bytes(file(['a', 1000, 1, 900], ['b', null, 1, 900])))).toEqual({
      asOfMs: 1,
      currency: 'EUR',
      byId: new Map([
        ['a', { priceMinor: 1000, inStock: true }],
        ['b', { inStock: true }],
      ]),
    });
  });

  it.each([
    ['no JSON', '{'],
    ['null', null],
    ['a list', []],
    ['another format', { ...file(), format: 'inkling-offers/9' }],
    ['a price below nothing', file(['secret', -1, 1])],
    ['a price in words', file(['secret', '12', 1])],
    ['half a cent', file(['secret', 1.5, 1])],
    ['stock by count', file(['secret', 100, 7])],
    ['no stock', file(['secret', 100])],
    ['a currency that is none', { ...file(), currency: '<b>' }],
    ['an id that is none', file([' secret', 100, 1])],
  ])('are refused where there is %s, without a word of any product', (_, value) => {
    const problem = parseOffers(bytes(value));
    expect(problem).toEqual(expect.stringContaining('offers: '));
    expect(problem).not.toContain('secret');
  });
});
