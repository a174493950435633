import { expect, test } from 'vitest';
import { countPairs } from './cooccurrence.ts';

const SEQUENCES = [
  [0, 1],
  [2, 3, 4, 2],
];

test('pairs count by their distance, one way or both, and a product is no pair with itself', () => {
  const after = countPairs(SEQUENCES, 5, { window: 2, decay: 0.5, directed: true });
  expect(after.map((row) => [...row])).toEqual([
    [[1, 1]],
    [],
    [
      [3, 1],
      [4, 0.5],
    ],
    [
      [4, 1],
      [2, 0.5],
    ],
    [[2, 1]],
  ]);
  const near = countPairs(SEQUENCES, 5, { window: 1, decay: 1, directed: false });
  expect(near.map((row) => [...row])).toEqual([
    [[1, 1]],
    [[0, 1]],
    [
      [3, 1],
      [4, 1],
    ],
    [
      [2, 1],
      [4, 1],
    ],
    [
      [3, 1],
      [2, 1],
    ],
  ]);
});

test('a pair out of a long history counts for less, so that a mean one stays as it is', () => {
  const rows = countPairs(SEQUENCES, 5, { window: 4, decay: 1, directed: true, lengthPower: -0.5 });
  // Lengths 2 and 4, the mean 3.
  expect(rows[0]?.get(1)).toBeCloseTo(Math.sqrt(3 / 2), 6);
  expect(rows[3]?.get(4)).toBeCloseTo(Math.sqrt(3 / 4), 6);
});

test('one endless visitor changes little for the others', () => {
  const crawler = Array.from({ length: 100_000 }, (_, at) => at % 2);
  const some = Array.from({ length: 500 }, () => [2, 3, 4]);
  const pair = (sequences: readonly (readonly number[])[]) =>
    countPairs(sequences, 5, { window: 50, decay: 1, directed: true, lengthPower: -0.5 })[2]?.get(3) ?? 0;
  expect(pair([...some, crawler]) / pair(some)).toBeLessThan(1.02);
});
