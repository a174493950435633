import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Product, RecommendationList, RecommendRequest } from '../../index.ts';
import { createPage, type PageOptions, type SlotRequest } from './page.ts';
import type { PopularList } from './popular-list.ts';

const product = (id: string, inStock = true) =>
  ({ id, title: id, url: `/${id}`, currency: 'EUR', categoryPath: [], inStock }) as unknown as Product;
const listOf = (basis: RecommendationList['basis'], ids: readonly string[]): RecommendationList => ({
  placement: 'home',
  basis,
  items: ids.map((id) => ({ product: product(id), score: 0, reasons: [] })),
});
const home: SlotRequest = { placement: 'home', limit: 3 };
const related: SlotRequest = { placement: 'related', limit: 3 };
const stock = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

function open(options: Partial<PageOptions['engine']> = {}) {
  const asked: RecommendRequest[] = [];
  const observed: unknown[] = [];
  const hides: string[] = [];
  const engine: PageOptions['engine'] = {
    async recommend(request) {
      asked.push(request);
      return listOf('personal', stock.filter((id) => !request.exclude?.includes(id)).slice(0, request.limit));
    },
    async observe(event) {
      observed.push(event);
    },
    async hide(id) {
      hides.push(id);
    },
    ...options,
  };
  const popular = vi.fn(async (): Promise<PopularList> => {
    return { basis: 'popular', products: ['x', 'a', 'y', 'z', 'w'].map((id) => product(id, id !== 'y')) };
  });
  return { page: createPage({ engine, popular }), asked, observed, hides, popular };
}
const ids = (slot: { state(): { list?: RecommendationList } }) =>
  slot.state().list?.items.map(({ product: { id } }) => String(id));

describe('the slots of a page', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('no product stands in two slots', async () => {
    const { page } = open();
    const first = page.join(home, () => true);
    const second = page.join({ ...related, productId: 'd' }, () => true);
    expect(first.state().phase).toBe('loading');
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(first)).toEqual(['a', 'b', 'c']);
    expect(ids(second)).toEqual(['e', 'f', 'g']);
  });

  test('an engine that fails gives way to the popular list at once, without what stands elsewhere or is sold out', async () => {
    const { page } = open({ recommend: () => Promise.reject(new Error('worker-blocked')) });
    const slot = page.join({ ...related, productId: 'a' }, () => true);
    await vi.advanceTimersByTimeAsync(1);
    expect(slot.state().list?.basis).toBe('popular');
    expect(ids(slot)).toEqual(['x', 'z', 'w']);
  });

  test('with an empty list of the engine the slot is empty: it knows what is sold out today, and the popular list does not', async () => {
    const { page, popular } = open({ recommend: async () => listOf('popular', []) });
    const slot = page.join(home, () => true);
    await vi.advanceTimersByTimeAsync(1);
    expect(slot.state().phase).toBe('empty');
    expect(popular).not.toHaveBeenCalled();
  });

  test('with no list at all the slot is empty', async () => {
    const { page, popular } = open({ recommend: () => Promise.reject(new Error('worker-blocked')) });
    popular.mockResolvedValue({ basis: 'popular', products: [] });
    const slot = page.join(home, () => true);
    await vi.advanceTimersByTimeAsync(1);
    expect(slot.state().phase).toBe('empty');
  });

  test.each([
    ['is kept from a shopper who looks at the popular list', true, 'popular'],
    ['takes its place while nobody looks', false, 'personal'],
  ])('a list that comes too late %s', async (_case, inView, basis) => {
    let answer = (_list: RecommendationList) => {};
    const { page } = open({
      recommend: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const slot = page.join(home, () => inView);
    await vi.advanceTimersByTimeAsync(4900);
    expect(slot.state().phase).toBe('loading');
    await vi.advanceTimersByTimeAsync(200);
    expect(slot.state().list?.basis).toBe('popular');
    answer(listOf('personal', ['b', 'c']));
    await vi.advanceTimersByTimeAsync(1);
    expect(slot.state().list?.basis).toBe(basis);
  });

  test('two slots share one patience', async () => {
    const { page } = open({ recommend: () => new Promise(() => {}) });
    const slots = [page.join(home, () => true), page.join({ ...related, productId: 'd' }, () => true)];
    await vi.advanceTimersByTimeAsync(5100);
    expect(slots.map((slot) => slot.state().phase)).toEqual(['ready', 'ready']);
  });

  test("a related slot waits for the page's product and asks with it", async () => {
    const { page, asked } = open();
    const slot = page.join(related, () => true);
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toEqual([]);
    page.setProduct('a');
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([{ placement: 'related', limit: 3, productId: 'a', exclude: ['a'] }]);
    expect(ids(slot)).toEqual(['b', 'c', 'd']);
  });

  test('a related slot on a page that never names a product asks without one', async () => {
    const { page, asked } = open();
    page.join(related, () => true);
    await vi.advanceTimersByTimeAsync(1100);
    expect(asked).toEqual([{ placement: 'related', limit: 3, exclude: [] }]);
  });

  test('a hidden product can come back for a while; then the engine is told, once', async () => {
    const { page, hides } = open();
    const slot = page.join(home, () => true);
    await vi.advanceTimersByTimeAsync(1);
    slot.hidden.hide('a');
    slot.hidden.hide('b');
    slot.hidden.undo('b');
    expect([slot.hidden.has('a'), slot.hidden.has('b')]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(7000);
    expect(hides).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(hides).toEqual(['a']);
    expect(slot.hidden.canUndo('a')).toBe(false);
    expect(ids(slot)).toEqual(['a', 'b', 'c']);
    page.refresh();
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(slot)).toEqual(['b', 'c', 'd']);
  });

  test('what was hidden is told at once when the page goes away', async () => {
    const { page, hides } = open();
    const slot = page.join(home, () => true);
    slot.hidden.hide('a');
    page.flush();
    page.flush();
    expect(hides).toEqual(['a']);
  });

  test('clicks and impressions name the list they came from', async () => {
    const { page, observed } = open();
    const slot = page.join(home, () => true);
    slot.clicked('a');
    slot.seen(['a', 'b']);
    expect(observed).toMatchObject([
      { name: 'select_item', parameters: { item_list_id: 'inkling:home', items: [{ item_id: 'a' }] } },
      {
        name: 'view_item_list',
        parameters: { item_list_id: 'inkling:home', items: [{ item_id: 'a' }, { item_id: 'b' }] },
      },
    ]);
  });

  test('an engine that fails later leaves a personal list where it is', async () => {
    let broken = false;
    const { page } = open({
      recommend: async () => {
        if (broken) throw new Error('gone');
        return listOf('personal', ['b']);
      },
    });
    const slot = page.join(home, () => true);
    await vi.advanceTimersByTimeAsync(1);
    broken = true;
    page.refresh();
    await vi.advanceTimersByTimeAsync(1);
    expect(ids(slot)).toEqual(['b']);
  });
});
