import { expect, test } from 'vitest';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import type { ProductEventKind } from '../../src/domain/shop-event.ts';
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
  const shopper = (...told: string[]) =>
    [...Array(WARM_UP).fill('1'), ...told].map((one) => {
      const [product, kind = 'view'] = one.split(' ');
      return { product: Number(product), kind: kindIndex(kind as ProductEventKind) };
    });
  const served = async (...told: string[]) => {
    const [gains = []] = await walk(shopper(...told), [fixed(7, 5, 6)]);
    return gains.map((one) => one['as served']);
  };
  const second = 1 / Math.log2(3);
  // 7 goes into the cart: then 5 stands first, and 7 is no test until it has left again.
  expect(await served('7 cart-add', '5', '7', '7 cart-remove', '6', '7')).toEqual([1, 1, undefined, undefined, 0.5, 1]);
  // Bought, a second piece carted and taken out again: it is owned all the same, until both purchases are given back.
  expect(
    (
      await served(
        '5 purchase',
        '5 cart-add',
        '5 cart-remove',
        '7',
        '5 purchase',
        '5 refund',
        '7',
        '5',
        '5 refund',
        '7',
        '5',
      )
    ).slice(6),
  ).toEqual([1, undefined, undefined, 1, second]);
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
