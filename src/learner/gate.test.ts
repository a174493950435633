import { expect, test } from 'vitest';
import { seededRandom } from '../base/seeded-random.ts';
import { CLOSED_GATE, type Gate, ndcgAt10, tested } from './gate.ts';

const after = (gains: readonly number[], gate: Gate = CLOSED_GATE) => gains.reduce(tested, gate);

test('a wanted product counts by its place, and not beyond the tenth', () => {
  expect(ndcgAt10(0)).toBe(1);
  expect(ndcgAt10(2)).toBeCloseTo(0.5, 12);
  expect(ndcgAt10(9)).toBeCloseTo(1 / Math.log2(11), 12);
  expect([ndcgAt10(10), ndcgAt10(-1)]).toEqual([0, 0]);
});

test('old tests fade by 1.5% a test', () => {
  const gate = after([0.5, -0.2, 0.1]);
  const weights = [0.985 ** 2, 0.985, 1];
  expect(gate.weight).toBeCloseTo(
    weights.reduce((a, b) => a + b),
    12,
  );
  expect(gate.sum).toBeCloseTo(0.5 * 0.985 ** 2 - 0.2 * 0.985 + 0.1, 12);
  expect(gate.sumOfSquares).toBeCloseTo(0.25 * 0.985 ** 2 + 0.04 * 0.985 + 0.01, 12);
  expect(gate.squaredWeight).toBeCloseTo(0.985 ** 4 + 0.985 ** 2 + 1, 12);
});

test('it opens for a gain that is no accident, and never on a handful of tests', () => {
  const gains = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0.2 : 0.05));
  expect(after(gains.slice(0, 15)).inUse).toBe(false);
  expect(after(gains).inUse).toBe(true);
});

test('it stays closed while nothing changes, and opens for luck in few of many shoppers', () => {
  expect(after(Array.from({ length: 200 }, () => 0)).inUse).toBe(false);
  const random = seededRandom('luck');
  const lucky = Array.from({ length: 400 }, () => after(Array.from({ length: 30 }, () => 0.3 * random.normal())).inUse);
  // One look in twenty is wrong by design; ten dependent looks at 20 to 30 tests make some more of them.
  expect(lucky.filter(Boolean).length / lucky.length).toBeLessThan(0.2);
});

test('it closes when the gain has gone', () => {
  const open = after(Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0.3 : 0.1)));
  expect(open.inUse).toBe(true);
  expect(after([-0.1, -0.1], open).inUse).toBe(true);
  expect(
    after(
      Array.from({ length: 120 }, () => -0.1),
      open,
    ).inUse,
  ).toBe(false);
});
