import { describe, expect, test } from 'vitest';
import { type LoaderEvent, tapDataLayer } from './data-layer.ts';

function tapped(host: { dataLayer?: unknown }) {
  const events: LoaderEvent[] = [];
  const consents: unknown[] = [];
  tapDataLayer(host, {
    event: (event) => events.push(event),
    consentMode: (kind, state) => consents.push([kind, state]),
  });
  return { layer: host.dataLayer as unknown[], events, consents };
}
/** gtag() pushes its `arguments`, which are no Array. */
function gtag(..._values: unknown[]): unknown {
  // biome-ignore lint/complexity/noArguments: the very thing under test
  return arguments;
}
const kettle = { item_id: 'kettle-1', price: 49.9 };

describe('the dataLayer tap', () => {
  test('replays what was pushed before it came, once, in order', () => {
    const host = {
      dataLayer: [
        { event: 'view_item', ecommerce: { items: [kettle] } },
        gtag('event', 'search', { search_term: 'tea' }),
      ],
    };
    const { events, layer } = tapped(host);
    expect(events.map(({ name }) => name)).toEqual(['view_item', 'search']);
    expect(layer).toHaveLength(2);
  });

  test('hears both the GTM and the gtag shape', () => {
    const { layer, events } = tapped({});
    layer.push({ event: 'add_to_cart', ecommerce: { currency: 'EUR', items: [kettle] } });
    layer.push(gtag('event', 'add_to_cart', { currency: 'EUR', items: [kettle] }));
    expect(events).toHaveLength(2);
    expect(events[0]?.parameters).toEqual({ currency: 'EUR', items: [kettle] });
    expect(events[1]?.parameters).toEqual(events[0]?.parameters);
  });

  test('takes a search term that stands beside the event name', () => {
    const { layer, events } = tapped({});
    layer.push({ ecommerce: null }, { event: 'search', search_term: 'tea pot' });
    expect(events[0]?.parameters).toEqual({ search_term: 'tea pot' });
  });

  test('copies nothing about the person and nothing of other events', () => {
    const { layer, events } = tapped({});
    layer.push({ event: 'login', user_id: 'u-77' });
    layer.push({ event: 'purchase', email: 'a@b.example', ecommerce: { transaction_id: 'T1', user: { name: 'Ada' } } });
    expect(events).toHaveLength(1);
    expect(events[0]?.parameters).toEqual({ transaction_id: 'T1' });
  });

  test('hears consent mode', () => {
    const { layer, consents } = tapped({ dataLayer: [gtag('consent', 'default', { analytics_storage: 'denied' })] });
    layer.push(gtag('consent', 'update', { analytics_storage: 'granted' }));
    expect(consents).toEqual([
      ['default', { analytics_storage: 'denied' }],
      ['update', { analytics_storage: 'granted' }],
    ]);
  });

  test('the push of another tag runs first, with its own this, arguments, result and errors', () => {
    const seen: unknown[][] = [];
    const dataLayer: unknown[] = [];
    dataLayer.push = function push(this: unknown[], ...entries: unknown[]) {
      if (entries[0] === 'boom') throw new Error('their error');
      expect(this).toBe(dataLayer);
      seen.push(entries);
      return 42;
    };
    const { layer, events } = tapped({ dataLayer });
    expect(layer.push({ event: 'view_item', items: [kettle] }, 7)).toBe(42);
    expect(() => layer.push('boom')).toThrow('their error');
    expect(seen).toHaveLength(1);
    expect(events).toHaveLength(1);
  });

  test('hostile entries neither throw nor silence the tap', () => {
    const { layer, events } = tapped({});
    const cycle: Record<string, unknown> = { event: 'view_item', items: [kettle] };
    cycle.ecommerce = cycle;
    const getter = Object.defineProperty({ event: 'view_item' }, 'ecommerce', {
      get: () => {
        throw new Error('getter');
      },
    });
    const proxy = new Proxy(
      {},
      {
        get: () => {
          throw new Error('get');
        },
        ownKeys: () => {
          throw new Error('ownKeys');
        },
      },
    );
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const huge = { event: 'view_item', items: Array.from({ length: 100_000 }, () => ({ item_id: 'x'.repeat(5000) })) };
    const odd = [null, undefined, 0, '', Symbol('s'), () => 0, new Date(), new Map(), 10n];
    for (let round = 0; round < 10; round++)
      layer.push(cycle, getter, proxy, revoked, ...odd, gtag('event', 'view_item', proxy));
    layer.push({ event: 'view_item', ecommerce: { items: [proxy, revoked, cycle] } }, huge);
    const before = events.length;
    layer.push({ event: 'view_item', items: [kettle] });
    expect(events).toHaveLength(before + 1);
    expect(events.at(-1)?.parameters).toEqual({ items: [kettle] });
    const largest = JSON.stringify(events.at(-2));
    expect(largest.length).toBeLessThan(200_000);
  });

  test('a layer that is no list is left alone', () => {
    const host = { dataLayer: { push: 'not a function' } };
    expect(() => tapped(host)).not.toThrow();
    expect(host.dataLayer.push).toBe('not a function');
  });
});
