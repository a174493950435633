import { describe, expect, it } from 'vitest';
import { toEventsFile, toSequencesFile } from './log-files.ts';
import { simulateShoppers } from './simulate-shoppers.ts';
import type { SimulatedHistory, SimulatedProduct } from './simulated-product.ts';

const DEPARTMENTS = ['Out', 'In', 'Desk', 'Play'];
const products: SimulatedProduct[] = Array.from({ length: 480 }, (_, index) => {
  const shelf = index % 20;
  return {
    id: `P${index}`,
    categoryPath: [DEPARTMENTS[shelf % 4] ?? 'Out', `Shelf ${shelf}`],
    brand: `Brand ${(index * 7) % 23}`,
    priceMinor: 500 + ((index * 7919) % 20_000),
    attributes: { colour: ['Red', 'Blue', 'Green', 'Sand'][(index * 3) % 4] ?? 'Red' },
    complements: [`Shelf ${(shelf + 4) % 20}`],
  };
});
const simulate = (seed: number | string, shoppers = 400) => simulateShoppers({ products, shoppers, seed, days: 120 });

describe('simulated shoppers', () => {
  it('do the same for the same seed and other things for another', () => {
    expect(simulate(3)).toEqual(simulate(3));
    expect(simulate(4)).not.toEqual(simulate(3));
  });

  it('keep their own history when more shoppers are added', () => {
    expect(simulate(3, 500).slice(0, 400)).toEqual(simulate(3, 400));
  });

  it('act in order of time, inside the simulated days', () => {
    for (const { events } of simulate(5)) {
      const times = events.map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThan(0);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
      expect(Math.max(...times)).toBeLessThan(Date.UTC(2026, 0, 1) + 121 * 86_400_000);
    }
  });

  it('buy only what they put in the cart, and most views end without either', () => {
    const kinds = { view: 0, 'cart-add': 0, purchase: 0 };
    for (const { events } of simulate(6)) {
      events.forEach((event, index) => {
        kinds[event.kind]++;
        if (event.kind === 'purchase')
          expect(events[index - 1]).toMatchObject({ kind: 'cart-add', productId: event.productId });
      });
    }
    expect(kinds.purchase).toBeGreaterThan(50);
    expect(kinds['cart-add']).toBeGreaterThan(kinds.purchase);
    expect(kinds.view).toBeGreaterThan(4 * kinds['cart-add']);
  });

  it('leave a trace that a model of order reads better than popularity or co-occurrence, and not perfectly', () => {
    const { train, held } = split(simulate(7, 2500));
    const popularity = hitRate(held, popular(train));
    const together = hitRate(held, nearest(train));
    const order = hitRate(held, transitions(train));
    expect(order).toBeGreaterThan(3 * popularity);
    expect(order).toBeGreaterThan(1.15 * together);
    expect(order).toBeLessThan(0.55);
  });

  it('refuses a number of shoppers that is none', () => {
    expect(() => simulateShoppers({ products, shoppers: 1.5, seed: 1, days: 3 })).toThrow('whole number of shoppers');
    expect(() => simulateShoppers({ products: [], shoppers: 1, seed: 1, days: 3 })).toThrow('at least one product');
  });
});

describe('log files', () => {
  const histories: SimulatedHistory[] = [
    {
      shopper: 's1',
      events: [
        { productId: 'b', kind: 'view', atMs: 1 },
        { productId: 'a', kind: 'view', atMs: 2 },
        { productId: 'b', kind: 'cart-add', atMs: 3 },
        { productId: 'b', kind: 'purchase', atMs: 4_000 },
      ],
    },
    { shopper: 's2', events: [] },
  ];

  it('hold each product once in a sequence, where it was first met', () => {
    expect(toSequencesFile(histories)).toBe('s1 b a\n');
  });

  it('hold every event with its kind number and its second', () => {
    expect(toEventsFile(histories)).toBe('s1\tb:2@0 a:2@0 b:1@0 b:0@4\n');
  });
});

type Model = (history: readonly string[]) => ReadonlyMap<string, number>;

/** The last product of each shopper is held out. */
function split(histories: readonly SimulatedHistory[]) {
  const sequences = toSequencesFile(histories)
    .trim()
    .split('\n')
    .map((line) => line.split(' ').slice(1))
    .filter((items) => items.length >= 3);
  return {
    train: sequences.map((items) => items.slice(0, -1)),
    held: sequences.slice(0, 700).map((items) => ({ history: items.slice(0, -1), target: items.at(-1) ?? '' })),
  };
}

function hitRate(held: readonly { history: readonly string[]; target: string }[], model: Model): number {
  const hits = held.filter(({ history, target }) => {
    const known = new Set(history);
    const ranked = [...model(history)].filter(([id]) => !known.has(id)).sort((left, right) => right[1] - left[1]);
    return ranked.slice(0, 10).some(([id]) => id === target);
  });
  return hits.length / held.length;
}

function popular(train: readonly (readonly string[])[]): Model {
  const counts = new Map<string, number>();
  for (const id of train.flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
  return () => counts;
}

function nearest(train: readonly (readonly string[])[]): Model {
  const pairs = countPairs(train, (items) =>
    items.flatMap((from) => items.filter((to) => to !== from).map((to) => [from, to, 1])),
  );
  const sizes = new Map<string, number>();
  for (const id of train.flat()) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  return (history) => {
    const scores = new Map<string, number>();
    for (const from of history)
      for (const [to, count] of pairs.get(from) ?? [])
        scores.set(to, (scores.get(to) ?? 0) + count / Math.sqrt((sizes.get(from) ?? 1) * (sizes.get(to) ?? 1)));
    return scores;
  };
}

function transitions(train: readonly (readonly string[])[]): Model {
  const pairs = countPairs(train, (items) =>
    items.flatMap((from, i) => items.slice(i + 1, i + 4).map((to, gap) => [from, to, 1 / (gap + 1)])),
  );
  return (history) => {
    const scores = new Map<string, number>();
    history
      .slice(-4)
      .reverse()
      .forEach((from, age) => {
        for (const [to, count] of pairs.get(from) ?? []) scores.set(to, (scores.get(to) ?? 0) + count * 0.5 ** age);
      });
    return scores;
  };
}

function countPairs(
  train: readonly (readonly string[])[],
  pairsOf: (items: readonly string[]) => (readonly (string | number)[])[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const pairs = new Map<string, Map<string, number>>();
  for (const items of train)
    for (const [from, to, weight] of pairsOf(items)) {
      const row = pairs.get(String(from)) ?? new Map<string, number>();
      row.set(String(to), (row.get(String(to)) ?? 0) + Number(weight));
      pairs.set(String(from), row);
    }
  return pairs;
}
