import { expect, test } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { withoutRobots } from './robots.ts';

const looks = (count: number, fromMs: number, everyMs: number, kind: ProductEvent['kind'] = 'view') =>
  Array.from({ length: count }, (_, at): ProductEvent => {
    return { kind, productId: `p${at}` as ProductId, atMs: fromMs + at * everyMs };
  });

test('of a thousand looks in a minute the first hundred stay, and whoever comes after them is a person again', () => {
  const later = looks(5, 300_000, 5_000);
  expect(withoutRobots([...looks(1000, 0, 50), ...later])).toEqual([...looks(100, 0, 50), ...later]);
});

test('a robot is one also where its pages show many lists', () => {
  const crowded = looks(300, 0, 100).flatMap((look) => [look, ...looks(40, look.atMs, 1, 'impression')]);
  expect(withoutRobots(crowded).filter(({ kind }) => kind === 'view')).toHaveLength(100);
});

test('a quick shopper, a list that was shown and a clock that was set back are no robots', () => {
  for (const events of [
    looks(300, 0, 650),
    [...looks(400, 0, 10, 'impression'), ...looks(50, 4_000, 1_000)],
    [...looks(90, 10_000_000, 20_000), ...looks(90, 0, 20_000)],
  ]) {
    expect(withoutRobots(events)).toEqual(events);
  }
});
