import { describe, expect, it } from 'vitest';
import { manualClock } from '../base/clock.ts';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import { encodeOffers, type Offer } from '../protocol/offers.ts';
import { liveOffers, OFFERS_KEY } from './live-offers.ts';

const URL_OF_FILE = 'https://cdn.example/offers.json';
const card = (id: string, more: Partial<Product> = {}): Product => ({
  id: id as ProductId,
  title: id,
  url: `/p/${id}`,
  currency: 'EUR',
  priceMinor: 5000,
  compareAtPriceMinor: 7000,
  categoryPath: [],
  inStock: true,
  ...more,
});
const CARDS = ['a', 'b', 'c', 'd'].map((id) => card(id));
const DAY_MS = 24 * 3_600_000;
const RELEASE = { products: CARDS, createdAtMs: 0 };

function fileOf(offers: Readonly<Record<string, Offer>>, currency = 'EUR', asOfMs = 1): Uint8Array<ArrayBuffer> {
  return encodeOffers({ asOfMs, currency, byId: new Map(Object.entries(offers) as [ProductId, Offer][]) });
}

/** A shop whose answers come when they are let out, and a cache that stays between visits. */
function shop() {
  const kept = new Map<string, unknown>();
  const waiting: ((answer: Response | Error) => void)[] = [];
  const asked: RequestInit[] = [];
  const notices: string[] = [];
  const clock = manualClock(0);
  const open = () =>
    liveOffers({
      url: URL_OF_FILE,
      cache: { get: async (key) => kept.get(key), put: async (key, value) => void kept.set(key, value) },
      fetch: (input, init) => {
        expect(String(input)).toBe(URL_OF_FILE);
        asked.push(init ?? {});
        return new Promise((resolve, reject) =>
          waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
        );
      },
      clock,
      onNotice: (notice) => notices.push(notice),
    });
  const answer = async (with_: Response | Error) => {
    waiting.shift()?.(with_);
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { open, answer, kept, asked, notices, clock };
}

const ALL_FOUR = { a: { priceMinor: 4000, inStock: true }, b: { inStock: false }, c: { inStock: true } };

describe('prices and stock of today', () => {
  it('take the place of those of the release, the old price included; what is no longer sold is gone', async () => {
    const { open, answer, asked } = shop();
    const offers = open();
    await answer(new Response(fileOf(ALL_FOUR)));
    await offers.ready();
    const today = offers.today(RELEASE);
    const { compareAtPriceMinor: _, ...plain } = card('a', { priceMinor: 4000 });
    expect(today(card('a'))).toEqual(plain);
    expect(today(card('b'))?.inStock).toBe(false);
    expect(today(card('c'))?.priceMinor).toBeUndefined();
    expect(today(card('d'))).toBeUndefined();
    expect(asked).toEqual([
      expect.objectContaining({ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-cache' }),
    ]);
  });

  it('are those of the last visit until newer ones come', async () => {
    const { open, answer, kept } = shop();
    open();
    await answer(new Response(fileOf(ALL_FOUR)));
    expect(kept.has(OFFERS_KEY)).toBe(true);
    const again = open();
    await again.ready();
    expect(again.today(RELEASE)(card('a'))?.priceMinor).toBe(4000);
    await answer(new Response(fileOf({ ...ALL_FOUR, a: { priceMinor: 3000, inStock: true } }, 'EUR', 2)));
    expect(again.today(RELEASE)(card('a'))?.priceMinor).toBe(3000);
  });

  it('are asked for again after ten minutes, not before', async () => {
    const { open, answer, asked, clock } = shop();
    const offers = open();
    await answer(new Response(fileOf(ALL_FOUR)));
    clock.advance(9 * 60_000);
    await offers.ready();
    expect(asked).toHaveLength(1);
    clock.advance(60_000);
    const next = offers.ready();
    void offers.ready();
    expect(asked).toHaveLength(2);
    await answer(new Response(fileOf({ ...ALL_FOUR, a: { priceMinor: 3000, inStock: true } }, 'EUR', 2)));
    await next;
    expect(offers.today(RELEASE)(card('a'))?.priceMinor).toBe(3000);
  });

  it('never go back to older ones, nor to those of another address', async () => {
    const { open, answer, kept } = shop();
    const offers = open();
    await answer(new Response(fileOf(ALL_FOUR, 'EUR', 2)));
    const again = open();
    await answer(new Response(fileOf({ ...ALL_FOUR, a: { priceMinor: 9, inStock: true } }, 'EUR', 1)));
    for (const one of [offers, again]) expect(one.today(RELEASE)(card('a'))?.priceMinor).toBe(4000);
    kept.set(OFFERS_KEY, { url: 'https://cdn.example/uk/offers.json', bytes: fileOf(ALL_FOUR) });
    const fresh = open();
    await answer(new Error('down'));
    await fresh.ready();
    expect(fresh.today(RELEASE)(card('a'))).toEqual(card('a'));
  });

  it('of before a release take none of its new products away, and say nothing of one that is a day younger', async () => {
    const { open, answer } = shop();
    const offers = open();
    await answer(new Response(fileOf(ALL_FOUR, 'EUR', 1000)));
    const younger = offers.today({ products: CARDS, createdAtMs: 2000 });
    expect(younger(card('a'))?.priceMinor).toBe(4000);
    expect(younger(card('d'))).toEqual(card('d'));
    expect(offers.today({ products: CARDS, createdAtMs: 2000 + DAY_MS })(card('a'))).toEqual(card('a'));
  });

  it('are found by the name of any variant', async () => {
    const { open, answer } = shop();
    const offers = open();
    await answer(new Response(fileOf({ ...ALL_FOUR, 'd-m': { priceMinor: 100, inStock: true } })));
    const sized = card('d', { variantIds: ['d-s', 'd-m'] as ProductId[] });
    expect(offers.today(RELEASE)(sized)).toMatchObject({ id: 'd', priceMinor: 100 });
  });

  it('hide nothing where the file has few of the shop’s products', async () => {
    const { open, answer } = shop();
    const offers = open();
    await answer(new Response(fileOf({ a: { priceMinor: 1, inStock: true }, other: { inStock: true } })));
    expect(offers.today(RELEASE)(card('d'))).toEqual(card('d'));
  });

  it.each([
    ['nobody answers', new Error('down')],
    ['there is no such file', new Response('', { status: 404 })],
    ['it is another file', new Response('<!doctype html>')],
  ])('are as before where %s, with a notice', async (_, wrong) => {
    const { open, answer, notices, kept } = shop();
    const offers = open();
    await answer(wrong);
    await offers.ready();
    expect(offers.today(RELEASE)(card('a'))).toEqual(card('a'));
    expect(notices).toEqual(['offers-unreadable']);
    expect(kept.size).toBe(0);
  });

  it('keep no list waiting for long', async () => {
    const { open } = shop();
    const started = performance.now();
    await open().ready();
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('of another currency are shown in it', async () => {
    const { open, answer } = shop();
    const offers = open();
    await answer(new Response(fileOf(ALL_FOUR, 'CHF')));
    expect(offers.today(RELEASE)(card('a'))).toMatchObject({ currency: 'CHF', priceMinor: 4000 });
  });
});
