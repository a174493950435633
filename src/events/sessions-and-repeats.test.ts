import { describe, expect, it } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import { type ProductEvent, type QueryEvent, SESSION_GAP_MS } from '../domain/shop-event.ts';
import { repeatFilter } from './repeat-filter.ts';
import { sessionise } from './sessionise.ts';

const event = (kind: ProductEvent['kind'], productId: string, atMs: number, transactionId?: string): ProductEvent => ({
  kind,
  productId: productId as ProductId,
  atMs,
  ...(transactionId !== undefined && { transactionId }),
});

const search = (text: string, atMs: number): QueryEvent => ({ kind: 'query', text, atMs });

describe('sessionise', () => {
  it('cuts after a pause longer than the gap, not at the gap', () => {
    const times = [0, SESSION_GAP_MS, 2 * SESSION_GAP_MS + 1, 2 * SESSION_GAP_MS + 2];
    const sessions = sessionise(times.map((atMs) => ({ atMs })));
    expect(sessions.map((session) => session.map(({ atMs }) => times.indexOf(atMs)))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('keeps an event in its visit when the clock was set back', () => {
    expect(sessionise([{ atMs: 1e9 }, { atMs: 5 }, { atMs: 6 }])).toHaveLength(1);
    expect(sessionise([])).toEqual([]);
  });
});

describe('repeatFilter', () => {
  it('counts a view of the same product within a second once, and later again', () => {
    const views = [event('view', 'a', 0), event('view', 'b', 10), event('view', 'a', 1000), event('view', 'a', 2001)];
    expect(repeatFilter().fresh(views)).toEqual([views[0], views[1], views[3]]);
  });

  it('counts a search for the same words once in a visit, and other words or another visit again', () => {
    const reported = [search('kettle', 0), search('kettle', 0), search('mug', 5), search('kettle', 9)];
    expect(repeatFilter().fresh(reported)).toEqual([reported[0], reported[2], reported[3]]);
    const filter = repeatFilter([search('kettle', 0)]);
    expect(filter.fresh([event('view', 'a', 1), search('kettle', SESSION_GAP_MS)])).toEqual([event('view', 'a', 1)]);
    expect(filter.fresh([search('kettle', 2 * SESSION_GAP_MS + 1)])).toHaveLength(1);
  });

  it('counts an order once, also when an earlier visit reported it', () => {
    const order = [event('purchase', 'a', 5, 'T1'), event('purchase', 'b', 5, 'T1')];
    const again = order.map((line) => ({ ...line, atMs: 9_999_999 }));
    expect(repeatFilter(order).fresh(again)).toEqual([]);
    const filter = repeatFilter();
    expect(filter.fresh(order)).toEqual(order);
    expect(filter.fresh(again)).toEqual([]);
    expect(filter.fresh([event('purchase', 'a', 6, 'T2'), event('refund', 'a', 7, 'T1')])).toHaveLength(2);
  });

  it('still knows an order after a thousand views', () => {
    const filter = repeatFilter();
    filter.fresh([event('purchase', 'a', 5, 'T1')]);
    for (let i = 0; i < 1500; i++) filter.fresh([event('view', `p${i}`, i)]);
    expect(filter.fresh([event('purchase', 'a', 5, 'T1')])).toEqual([]);
  });

  it('does not mistake two orders without ids, nor two cart additions, for one', () => {
    const filter = repeatFilter();
    const events = [
      event('purchase', 'a', 5),
      event('purchase', 'a', 6),
      event('cart-add', 'a', 7),
      event('cart-add', 'a', 8),
    ];
    expect(filter.fresh(events)).toEqual(events);
  });
});
