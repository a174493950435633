import { expect, it } from 'vitest';
import { stateQuality } from './evaluate-states.ts';

/** One state a case, all of them (1, 0); products in a fan, the first straight ahead, the last two alike. */
const rows = Float32Array.of(1, 0, 0.8, 0.6, 0.6, 0.8, 0.6, 0.8);
const casesOf = (targets: readonly number[], seen: readonly number[] = []) =>
  targets.map((target) => ({ history: seen.map((product) => ({ product, kind: 0 })), target }));
const quality = (targets: readonly number[], seen?: readonly number[]) =>
  stateQuality(Float32Array.from(targets.flatMap(() => [1, 0])), rows, 2, casesOf(targets, seen));

it('counts who stands before the product that came next, of two alike the lower row', () => {
  expect(quality([0]).ndcg).toBe(1);
  expect(quality([1]).ndcg).toBeCloseTo(1 / Math.log2(3), 12);
  expect(quality([2]).ndcg).toBeCloseTo(1 / Math.log2(4), 12);
  expect(quality([3]).ndcg).toBeCloseTo(1 / Math.log2(5), 12);
});

it('leaves the history out: what stands in it is in nobody’s way, and is not found', () => {
  expect(quality([1], [0]).ndcg).toBe(1);
  expect(quality([0], [0])).toMatchObject({ ndcg: 0, hitRate: 0 });
});

it('says how sure the mean is', () => {
  const [one, other] = [1, 1 / Math.log2(3)];
  const { ndcg, standardError } = quality([0, 1, 0, 1]);
  expect(ndcg).toBeCloseTo((one + other) / 2, 12);
  // Four figures, each half the distance of the two from their mean.
  expect(standardError).toBeCloseTo((one - other) / 2 / 2, 12);
  expect(quality([]).standardError).toBe(0);
  // The mean of three equal figures is off by the last bit.
  expect(quality([2, 2, 2]).standardError).toBe(0);
  expect(quality([1, 1, 1, 1, 1, 1]).standardError).toBe(0);
});
