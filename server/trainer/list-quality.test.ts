import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { sizeOf } from '../../models/parameters.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { estimate, listQuality } from './list-quality.ts';
import type { RankingExample } from './ranking-examples.ts';
import { startBackend } from './start-backend.ts';

/** Scores a candidate by its popularity column alone. */
const byPopularity = new Map(RANKER_LAYOUT.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))] as const));
byPopularity.get('ranker.line')?.fill(1, FEATURES.indexOf('popularity'), FEATURES.indexOf('popularity') + 1);

function example(products: readonly number[], popularity: readonly number[], target: number): RankingExample {
  const features = new Float32Array(products.length * FEATURES.length);
  for (const [row, value] of popularity.entries()) {
    features[row * FEATURES.length + FEATURES.indexOf('popularity')] = value;
  }
  const candidates = { products: Uint32Array.from(products), features };
  return { candidates, chosen: products.indexOf(target), target, shopper: 0, isNew: false };
}

/** Twenty products, of which the first four are the head. */
const shelf = { products: 20, popularity: Float32Array.from({ length: 20 }, (_, row) => 1 - row / 20) };

beforeAll(() => startBackend('wasm'));

describe('the quality of lists', () => {
  test('counts hits by their place, a product that was not proposed as a miss, and rare products apart', async () => {
    const cases = [example([0, 5, 6], [3, 2, 1], 0), example([0, 5, 6], [3, 2, 1], 6), example([0, 5], [1, 0], 9)];
    const quality = await listQuality(byPopularity, cases, shelf);
    expect(quality.cases).toBe(3);
    expect(quality.hitRate.mean).toBeCloseTo(2 / 3);
    expect(quality.ndcg.mean).toBeCloseTo((1 + 1 / Math.log2(4)) / 3);
    expect(quality.tailHitRate.mean).toBeCloseTo(1 / 2);
    expect(quality.coverage).toBeCloseTo(3 / 20);
  });

  test('knows places from 0 to 9 as hits and the next as a miss', async () => {
    const products = Array.from({ length: 12 }, (_, row) => row);
    const fallen = products.map((row) => -row);
    const at = async (target: number) =>
      (await listQuality(byPopularity, [example(products, fallen, target)], shelf)).hitRate.mean;
    expect([await at(9), await at(10)]).toEqual([1, 0]);
  });

  test('finds a ranker well calibrated that is as sure as it is right, and one badly that is surer', async () => {
    // Two candidates, the first three times as likely: right in three of four cases.
    const sure = (times: number) =>
      Array.from({ length: 40 }, (_, at) => example([0, 1], [Math.log(times), 0], at % 4 === 0 ? 1 : 0));
    const error = async (times: number) => (await listQuality(byPopularity, sure(times), shelf)).calibrationError;
    expect(await error(3)).toBeLessThan(1e-6);
    expect(await error(1000)).toBeCloseTo(0.249, 2);
  });

  test('takes equals in the order of their rows, as a list does', async () => {
    const products = Array.from({ length: 12 }, (_, row) => row);
    const equal = products.map(() => 0);
    const at = async (target: number) =>
      (await listQuality(byPopularity, [example(products, equal, target)], shelf)).hitRate.mean;
    expect([await at(9), await at(10)]).toEqual([1, 0]);
  });

  test('of nothing is nothing', async () => {
    const quality = await listQuality(byPopularity, [example([], [], 3)], shelf);
    expect(quality).toMatchObject({ cases: 1, hitRate: { mean: 0 }, coverage: 0, calibrationError: 0 });
    expect((await listQuality(byPopularity, [], shelf)).ndcg.halfWidth).toBe(Number.POSITIVE_INFINITY);
  });
});

test('the half-width of a share is the textbook one', () => {
  const values = Array.from({ length: 100 }, (_, at) => (at < 20 ? 1 : 0));
  const { mean, halfWidth } = estimate(values, [...values.keys()]);
  expect(mean).toBeCloseTo(0.2);
  expect(halfWidth).toBeCloseTo(1.96 * Math.sqrt((0.2 * 0.8) / 100));
});

test('choices of one shopper that always go together say as much as one', () => {
  const values = Array.from({ length: 100 }, (_, at) => (at < 20 ? 1 : 0));
  const thrice = values.flatMap((value) => [value, value, value]);
  const shoppers = thrice.map((_, at) => Math.floor(at / 3));
  expect(estimate(thrice, shoppers).halfWidth).toBeCloseTo(estimate(values, [...values.keys()]).halfWidth);
  expect(estimate(thrice, [...thrice.keys()]).halfWidth).toBeLessThan(estimate(thrice, shoppers).halfWidth / 1.7);
  expect(estimate([1, 0], [7, 7]).halfWidth).toBe(Number.POSITIVE_INFINITY);
});
