/** What is in a list: beside a product, of a category, by today's prices and stock, by any name of a product. */
import { describe, expect, it } from 'vitest';
import { device } from '../../test/kit/ring-device.ts';
import { ringShops } from '../../test/kit/ring-shop.ts';

const { ring, open: shop } = ringShops();

describe('a list beside a product', () => {
  const related = (one: Awaited<ReturnType<typeof device>>) =>
    one.engine.recommend({ placement: 'related', limit: 8, productId: 'p20', exclude: ['p39'] });

  it('depends on the two products that came before, whatever was shown, hidden or reloaded in between', async () => {
    const served = await shop();
    const plain = await device(served);
    for (const id of ['p4', 'p5']) await plain.look(id);
    const alone = await related(await device(served));
    const expected = await related(plain);
    expect(alone).not.toEqual(expected);

    const busy = await device(served);
    for (const id of ['p30', 'p4', 'p4', 'p5']) await busy.look(id);
    const items = ['p1', 'p2', 'p3'].map((item_id) => ({ item_id }));
    await busy.engine.observe({ name: 'view_item_list', parameters: { items }, atMs: busy.clock.nowMs() });
    await busy.look('p20');
    await busy.look('p20');
    await busy.engine.observe({ name: 'view_item_list', parameters: { items }, atMs: busy.clock.nowMs() });
    await busy.engine.hide('p39');
    expect(await related(busy)).toEqual(expected);
  });
});

describe('a list of a category', () => {
  const ask = async (one: Awaited<ReturnType<typeof device>>, category: string, limit = 8) =>
    one.engine.recommend({ placement: 'category', limit, category });

  it('is what is popular in it, then what fits the shopper in it, and all of it at most', async () => {
    const one = await device(await shop());
    const popular = await ask(one, 'Ring > West');
    expect(popular).toMatchObject({ placement: 'category', basis: 'popular' });
    expect(popular.items).toHaveLength(8);
    for (const id of ['p20', 'p21', 'p22']) await one.look(id);
    const personal = await ask(one, 'Ring > West', 50);
    expect(personal.basis).toBe('personal');
    expect(personal.items[0]?.product.id).toBe('p23');
    for (const { items } of [popular, personal]) {
      expect(new Set(items.map(({ product }) => product.categoryPath.join(' > ')))).toEqual(new Set(['Ring > West']));
      expect(new Set(items.map(({ product }) => product.id)).size).toBe(items.length);
    }
    expect(personal.items.length).toBeLessThanOrEqual(20);
    const scores = personal.items.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect((await ask(one, 'Ring', 50)).items.length).toBeGreaterThan(30);
  });

  it('is empty where the shop has no such category, whatever it is called', async () => {
    const one = await device(await shop());
    for (const category of ['Rin', 'West', 'Ring > Wes', '__proto__', ' > ']) {
      expect((await ask(one, category)).items).toEqual([]);
    }
    expect((await one.engine.recommend({ placement: 'category', limit: 8 })).items).toHaveLength(8);
  });
});

describe('what the shopper has taken back', () => {
  const home = { placement: 'home', limit: 12 } as const;
  const tell = ({ engine, clock }: Awaited<ReturnType<typeof device>>, name: string, id: string, more: object = {}) =>
    engine.observe({ name, parameters: { ...more, items: [{ item_id: id }] }, atMs: clock.nowMs() });
  const shown = (list: { readonly items: readonly { readonly product: { readonly id: string } }[] }) =>
    list.items.map(({ product }) => product.id);

  it('a product that was hidden speaks for nothing any more, and no reason names it', async () => {
    const served = await shop();
    const [one, never] = [await device(served), await device(served)];
    for (const id of ['p4', 'p5']) await never.look(id);
    for (const id of ['p30', 'p31', 'p30', 'p31', 'p4', 'p5']) await one.look(id);
    const before = await one.engine.recommend(home);
    expect(before).not.toEqual(await never.engine.recommend(home));
    for (const id of ['p30', 'p31-s']) await one.engine.hide(id);
    // What remains is a shopper's who hid the same before looking at anything.
    for (const id of ['p30', 'p31']) await never.engine.hide(id);
    expect(await one.engine.recommend(home)).toEqual(await never.engine.recommend(home));
  });

  it('a cart that it was taken out of again is no liking', async () => {
    const served = await shop();
    const [one, never] = [await device(served), await device(served)];
    for (const each of [one, never]) for (const id of ['p4', 'p9', 'p14']) await each.look(id);
    await tell(one, 'add_to_cart', 'p9');
    expect(await one.engine.recommend(home)).not.toEqual(await never.engine.recommend(home));
    await tell(one, 'remove_from_cart', 'p9');
    expect(await one.engine.recommend(home)).toEqual(await never.engine.recommend(home));
  });

  it('what was bought is not shown again until it is due', async () => {
    const one = await device(await shop());
    for (const id of ['p4', 'p5', 'p4']) await one.look(id);
    const [first = ''] = shown(await one.engine.recommend(home));
    const day = 24 * 3_600_000;
    await tell(one, 'purchase', `${first}-s`, { transaction_id: 't1' });
    expect(shown(await one.engine.recommend({ ...home, limit: 50 }))).not.toContain(first);
    one.clock.advance(31 * day);
    expect(shown(await one.engine.recommend({ ...home, limit: 50 }))).toContain(first);
    await tell(one, 'purchase', first, { transaction_id: 't2' });
    one.clock.advance(20 * day);
    expect(shown(await one.engine.recommend({ ...home, limit: 50 }))).not.toContain(first);
    one.clock.advance(5 * day);
    expect(shown(await one.engine.recommend({ ...home, limit: 50 }))).toContain(first);
  });
});

describe('lists of the shopper’s own products', () => {
  const ids = (list: { readonly items: readonly { readonly product: { readonly id: string } }[] }) =>
    list.items.map(({ product }) => product.id).sort();

  it('are what was looked at and not bought, and what was bought and is due again', async () => {
    const one = await device(await shop());
    const ask = (placement: 'continue' | 'again') => one.engine.recommend({ placement, limit: 50 });
    for (const id of ['p4', 'p30-s', 'p9', 'p12']) await one.look(id);
    const tell = (name: string, id: string) =>
      one.engine.observe({
        name,
        parameters: { transaction_id: `t ${id}`, items: [{ item_id: id }] },
        atMs: one.clock.nowMs(),
      });
    await tell('purchase', 'p9-xl');
    await one.engine.hide('p12');
    const looked = await ask('continue');
    expect(looked).toMatchObject({ placement: 'continue', basis: 'own' });
    expect(ids(looked)).toEqual(['p30', 'p4']);
    expect(looked.items[0]?.reasons).toEqual([
      { kind: 'viewed', productId: looked.items[0]?.product.id, title: looked.items[0]?.product.title },
    ]);
    // Bought just now: until it is due, what fits.
    const early = await ask('again');
    expect(early).toMatchObject({ placement: 'again', basis: 'personal' });
    expect(early.items.length).toBeGreaterThan(10);
    one.clock.advance(31 * 24 * 3_600_000);
    const due = await ask('again');
    expect(due).toMatchObject({ placement: 'again', basis: 'own' });
    expect(ids(due)).toEqual(['p9']);
    expect(due.items[0]?.reasons[0]?.kind).toBe('bought');
  });

  it('are popular for somebody who has done nothing', async () => {
    const one = await device(await shop());
    const list = await one.engine.recommend({ placement: 'continue', limit: 5 });
    expect(list).toMatchObject({ placement: 'continue', basis: 'popular' });
    expect(list.items).toHaveLength(5);
  });
});

describe('a product by the id of its variant', () => {
  it('is looked at, in the cart and on the page as the product that it is', async () => {
    const served = await shop();
    const named = async (id: string) => {
      const one = await device(served);
      for (const other of ['p4', 'p5', id]) await one.look(other);
      return one;
    };
    const [plain, sized] = [await named('p6'), await named('p6-xl')];
    const home = { placement: 'home', limit: 8 } as const;
    expect(await sized.engine.recommend(home)).toEqual(await plain.engine.recommend(home));
    const related = (productId: string) => ({ placement: 'related', limit: 8, productId }) as const;
    expect(await sized.engine.recommend(related('p20-s'))).toEqual(await plain.engine.recommend(related('p20')));
    const first = (await sized.engine.recommend(home)).items[0]?.product.id ?? '';
    const items = [{ item_id: `${first}-s` }];
    await sized.engine.observe({ name: 'add_to_cart', parameters: { items }, atMs: sized.clock.nowMs() });
    for (const request of [home, { placement: 'category', category: 'Ring' } as const]) {
      const { items: after } = await sized.engine.recommend({ ...request, limit: 50 });
      expect(after.length).toBeGreaterThan(10);
      expect(after.map(({ product }) => product.id)).not.toContain(first);
    }
  });
});

describe('prices and stock of today', () => {
  it('are on the cards, and what is sold out or gone is in no list', async () => {
    const served = await shop();
    const before = await (await device(served)).engine.recommend({ placement: 'related', limit: 8, productId: 'p20' });
    const [first, second, third] = before.items.map(({ product }) => product.id);
    const rows = ring().data.ids.map((id) => [id, id === third ? 77 : 100, id === first ? 0 : 1]);
    const offers = rows.filter(([id]) => id !== second);
    const file = JSON.stringify({ format: 'inkling-offers/1', asOfMs: Date.now(), currency: 'EUR', offers });
    const offersUrl = 'https://shop.example/offers.json';
    const one = await device(
      served,
      { offersUrl },
      { fetch: async (input, init) => (String(input) === offersUrl ? new Response(file) : fetch(input, init)) },
    );
    for (const placement of ['related', 'home'] as const) {
      const { items } = await one.engine.recommend({ placement, limit: 50, productId: 'p20' });
      const ids = items.map(({ product }) => product.id);
      expect(ids.length).toBeGreaterThan(3);
      expect(ids).not.toContain(first);
      expect(ids).not.toContain(second);
      for (const { product } of items) expect(product.priceMinor).toBe(product.id === third ? 77 : 100);
    }
    expect((await one.engine.status()).notices).not.toContain('offers-unreadable');
  });

  it('hold over a release that a round made of old cards', async () => {
    const served = await shop();
    const offersUrl = 'https://shop.example/offers.json';
    const asOfMs = 1_790_000_000_000;
    const offers = ring().data.ids.map((id) => [id, 100, 1]);
    const file = JSON.stringify({ format: 'inkling-offers/1', asOfMs, currency: 'EUR', offers });
    const priced = async (origin: object) => {
      const answer: typeof fetch = async (input, init) => {
        if (String(input) === offersUrl) return new Response(file);
        const response = await fetch(input, init);
        if (!String(input).endsWith('manifest.json')) return response;
        return Response.json({ ...(await response.json()), createdAtMs: asOfMs + 5 * 24 * 3_600_000, origin });
      };
      const one = await device(served, { offersUrl }, { fetch: answer });
      const { items } = await one.engine.recommend({ placement: 'home', limit: 3 });
      return items.map(({ product }) => product.priceMinor);
    };
    expect(await priced({ kind: 'round', round: 'r1', reports: 3 })).toEqual([100, 100, 100]);
    expect(await priced({ kind: 'trained', seed: 's', backend: 'wasm' })).toEqual([undefined, undefined, undefined]);
  });

  it('leave an empty list where all is sold out, and popular products where only what is like it is', async () => {
    const served = await shop();
    const offersUrl = 'https://shop.example/offers.json';
    const listWith = async (inStock: (id: string) => boolean) => {
      const offers = ring().data.ids.map((id) => [id, 100, inStock(id) ? 1 : 0]);
      const file = JSON.stringify({ format: 'inkling-offers/1', asOfMs: Date.now(), currency: 'EUR', offers });
      const answer: typeof fetch = async (input, init) =>
        String(input) === offersUrl ? new Response(file) : fetch(input, init);
      const one = await device(served, { offersUrl }, { fetch: answer });
      for (const id of ['p4', 'p5']) await one.look(id);
      return one.engine.recommend({ placement: 'home', limit: 50 });
    };
    expect(await listWith(() => false)).toMatchObject({ basis: 'popular', items: [] });
    expect((await listWith((id) => id === 'p33')).items.map(({ product }) => product.id)).toEqual(['p33']);
  });
});
