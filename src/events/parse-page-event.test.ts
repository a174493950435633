import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ITEMS, parsePageEvent } from './parse-page-event.ts';

const atMs = 1_700_000_000_123;
const parse = (name: string, parameters: unknown) => parsePageEvent({ name, parameters, atMs });

describe('parsePageEvent', () => {
  it.each([
    ['view_item', 'view'],
    ['view_item_list', 'impression'],
    ['select_item', 'click'],
    ['add_to_cart', 'cart-add'],
    ['remove_from_cart', 'cart-remove'],
    ['add_to_wishlist', 'wish'],
    ['hide', 'hide'],
  ])('reads GA4 %s as %s', (name, kind) => {
    const { events, dropped } = parse(name, { currency: 'EUR', items: [{ item_id: 'kettle-7' }] });
    expect(events).toEqual([{ kind, atMs, productId: 'kettle-7' }]);
    expect(dropped).toBe(0);
  });

  it('makes one purchase event per product, with pieces from strings and the order id', () => {
    const items = [
      { item_id: 'a', quantity: '3', price: '12,90' },
      { item_id: 7, quantity: 2 },
      { item_id: 'c', quantity: 'many' },
    ];
    expect(parse('purchase', { transaction_id: 4711, items }).events).toEqual([
      { kind: 'purchase', atMs, productId: 'a', quantity: 3, transactionId: '4711' },
      { kind: 'purchase', atMs, productId: '7', quantity: 2, transactionId: '4711' },
      { kind: 'purchase', atMs, productId: 'c', transactionId: '4711' },
    ]);
  });

  it('adds up the pieces of a product that stands in two lines of an order', () => {
    const items = [{ item_id: 'a', quantity: 2 }, { item_id: 'b' }, { item_id: 'a', quantity: 3 }];
    const { events } = parse('purchase', { transaction_id: 't', items });
    expect(events.map((event) => event.kind !== 'query' && [event.productId, event.quantity])).toEqual([
      ['a', 5],
      ['b', undefined],
    ]);
  });

  it('counts a product shown twice in one list once', () => {
    expect(parse('view_item_list', { items: [{ item_id: 'a' }, { item_id: 'a' }] }).events).toHaveLength(1);
  });

  it('prefers item_id, accepts id, and refuses a product that has only a name', () => {
    const items = [{ item_id: 'x', id: 'y' }, { id: 'z' }, { item_name: 'Kettle' }, { item_id: '   ' }, 'text', null];
    const { events, dropped } = parse('view_item', { items });
    expect(events.map((event) => event.kind !== 'query' && event.productId)).toEqual(['x', 'z']);
    expect(dropped).toBe(4);
  });

  it('takes the list from the item before the event', () => {
    const items = [{ item_id: 'a', item_list_id: 'own' }, { item_id: 'b' }];
    expect(parse('select_item', { item_list_id: 'inkling:home', items }).events).toMatchObject([
      { listId: 'own' },
      { listId: 'inkling:home' },
    ]);
  });

  it.each(['search', 'view_search_results'])('reads %s as a query with spaces tidied', (name) => {
    expect(parse(name, { search_term: '  steel   kettle ' }).events).toEqual([
      { kind: 'query', atMs, text: 'steel kettle' },
    ]);
    expect(parse(name, { search_term: '  ' })).toEqual({ events: [], dropped: 1 });
  });

  it('cuts what is too long and keeps the first 200 items', () => {
    const items = Array.from({ length: MAX_ITEMS + 30 }, (_, i) => ({ item_id: `p${i}` }));
    const parsed = parse('view_item_list', { item_list_id: 'l'.repeat(999), items });
    expect(parsed.events).toHaveLength(MAX_ITEMS);
    expect(parsed.dropped).toBe(30);
    expect(parsed.events[0]).toMatchObject({ listId: 'l'.repeat(100) });
    expect(parse('search', { search_term: 'q'.repeat(999) }).events).toMatchObject([{ text: 'q'.repeat(200) }]);
    expect(parse('view_item', { items: [{ item_id: 'p'.repeat(201) }] }).dropped).toBe(1);
  });

  it.each([
    ['detail', 'view'],
    ['click', 'click'],
    ['add', 'cart-add'],
    ['remove', 'cart-remove'],
  ])('reads the older dialect: %s as %s', (member, kind) => {
    const parameters = { ecommerce: { [member]: { actionField: { list: 'Sale' }, products: [{ id: 'a' }] } } };
    expect(parse('productEvent', parameters).events).toEqual([{ kind, atMs, productId: 'a', listId: 'Sale' }]);
    expect(parse('', parameters.ecommerce).events).toHaveLength(1);
  });

  it('reads impressions and purchases of the older dialect, together in one entry', () => {
    const parsed = parse('checkout', {
      impressions: [{ id: 'a', list: 'Search' }, { name: 'only a name' }],
      purchase: { actionField: { id: 'T9', revenue: '35' }, products: [{ id: 'b', quantity: '2' }] },
    });
    expect(parsed).toEqual({
      events: [
        { kind: 'impression', atMs, productId: 'a', listId: 'Search' },
        { kind: 'purchase', atMs, productId: 'b', quantity: 2, transactionId: 'T9' },
      ],
      dropped: 1,
    });
  });

  it('reads our own hide with the product beside it', () => {
    expect(parse('hide', { productId: 'a' }).events).toEqual([{ kind: 'hide', atMs, productId: 'a' }]);
  });

  it('counts unknown names, missing items and impossible times as dropped', () => {
    expect(parse('page_view', { page: '/' })).toEqual({ events: [], dropped: 1 });
    expect(parse('view_item', {})).toEqual({ events: [], dropped: 1 });
    expect(parse('view_item', { items: [] })).toEqual({ events: [], dropped: 1 });
    const timeless = { name: 'view_item', parameters: { items: [{ item_id: 'a' }] }, atMs: Number.NaN };
    expect(parsePageEvent(timeless)).toEqual({ events: [], dropped: 1 });
  });

  it('survives an entry whose members throw when they are read', () => {
    const hostile = {
      get items(): never {
        throw new Error('no');
      },
    };
    expect(parse('view_item', hostile)).toEqual({ events: [], dropped: 1 });
  });

  it('never throws, whatever the page pushes, and makes only events that can be kept', () => {
    const names = fc.constantFrom('view_item', 'purchase', 'search', 'hide', 'detail', '__proto__');
    const members = fc.constantFrom('items', 'ecommerce', 'detail', 'impressions', 'purchase', 'search_term');
    const loose = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });
    const items = fc.array(fc.oneof(loose, fc.record({ item_id: loose, quantity: loose })));
    const parameters = fc.oneof(loose, fc.dictionary(members, fc.oneof(loose, items)));
    fc.assert(
      fc.property(fc.oneof(names, fc.string()), parameters, fc.oneof(fc.double(), fc.nat()), (name, given, time) => {
        const { events, dropped } = parsePageEvent({ name, parameters: given, atMs: time });
        expect(events.length + dropped).toBeGreaterThan(0);
        for (const event of events) {
          expect(event.atMs).toBeGreaterThanOrEqual(0);
          expect(structuredClone(event)).toEqual(event);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
