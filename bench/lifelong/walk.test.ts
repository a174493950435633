import { expect, test } from 'vitest';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { withoutTwins } from './shoppers.ts';
import { type Method, PROTOCOLS, WARM_UP, walk } from './walk.ts';

const events = [1, 2, 3, 4, 5, 6, 6, 2, 7].map((product) => ({ product, kind: 0 }));
/** Always the same list. */
const fixed = (...list: number[]): Method => ({ name: 'fixed', rank: async () => list });

test('each protocol counts what it says', async () => {
  const [gains = []] = await walk(events, [fixed(6, 2, 7)]);
  // Events 6, 6 again, 2 again, 7.
  const told = PROTOCOLS.map((protocol) => gains.map((one) => one[protocol]));
  const second = 1 / Math.log2(3);
  const third = 1 / Math.log2(4);
  expect(WARM_UP).toBe(5);
  expect(told).toEqual([
    // Of the lists of what is new, the first still has 6 at its head; the last has lost 6 and 2.
    [1, undefined, undefined, 1],
    [1, undefined, second, third],
    [1, 1, second, third],
    [1, undefined, second, third],
  ]);
});

test('as it is served, a list holds nothing that lies in the cart or was bought, and such a choice is no test', async () => {
  const kinds = { 2: 'cart-add', 4: 'purchase', 6: 'refund' } as const;
  const products = [1, 5, 7, 3, 5, 6, 5, 7];
  const shopper = products.map((product, at) => ({ product, kind: kindIndex(kinds[at as 2] ?? 'view') }));
  const [gains = []] = await walk(shopper, [fixed(7, 5, 6)]);
  // 7 lies in the cart, 5 is bought until it is given back: 6 stands first, then 5 before its refund is no test, nor 7.
  expect(gains.map((one) => one['as served'])).toEqual([1, undefined, undefined]);
});

test('what stands behind the tenth place is not found', async () => {
  const far = Array.from({ length: 10 }, (_, at) => 100 + at);
  const [gains = []] = await walk(events, [fixed(...far, 6, 2, 7)]);
  expect(gains.map(({ all }) => all)).toEqual([0, 0, 0, 0]);
});

test('a method is asked with all events and the place, never told what comes', async () => {
  const asked: number[] = [];
  const method: Method = {
    name: 'asked',
    async rank(given, at) {
      asked.push(at);
      return given.slice(0, at).map(({ product }) => product);
    },
  };
  await walk(events, [method]);
  expect(asked).toEqual([5, 6, 7, 8]);
});

test('of two shoppers who have half of the shorter history in common the first stays', () => {
  const log = (shopper: string, products: string) => ({
    shopper,
    events: [...products].map((productId) => ({ productId, kind: 0 })),
  });
  const logs = [log('a', 'abcdefgh'), log('b', 'abcdeXYZ'), log('c', 'abcdXYZW'), log('d', 'abcde'), log('e', 'KLMNO')];
  expect(withoutTwins(logs).map(({ shopper }) => shopper)).toEqual(['a', 'c', 'e']);
});
