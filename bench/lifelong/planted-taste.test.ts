import { expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { probesOf } from './mixture.ts';
import { PLANTED, plantedShopper } from './planted-taste.ts';
import { mean } from './statistics.ts';
import type { ReleaseLists } from './walk.ts';

const [PRODUCTS, CATEGORIES] = [600, 20];
/** As many of each as a loved category needs. */
const category = Uint16Array.from({ length: PRODUCTS }, (_, row) => 1 + (row % CATEGORIES));

/** Lists of all products in an order that means nothing. */
function lists(): ReleaseLists {
  const scored = (past: number) => {
    const random = seededRandom(`list ${past}`);
    return {
      products: Uint32Array.from({ length: PRODUCTS }, (_, row) => row),
      features: new Float32Array(PRODUCTS * FEATURES.length),
      logits: Float32Array.from({ length: PRODUCTS }, () => 1.5 * random.normal()),
    };
  };
  return {
    model: { tables: { attributes: { category } } } as unknown as ReleaseLists['model'],
    scoredBefore: async (_, at) => scored(at),
    scoredAfter: async (events) => scored(events.length),
  };
}

const start = [{ product: 0, kind: 0 }];
const shoppers = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, at) => plantedShopper(lists(), start, seededRandom(`planted ${at}`), 3)),
  );

test('a planted taste is found, its change is noticed, and one told of it begins its likings anew at that choice', async () => {
  const gains = await shoppers(8);
  const of = (which: 'frozen' | 'personal' | 'oracle', from: number, to: number) =>
    mean(gains.flatMap((one) => one[which].slice(from, to)));
  const { before, after } = PLANTED;
  expect(gains[0]?.personal).toHaveLength(before + after);
  expect(of('personal', 10, before)).toBeGreaterThan(1.1 * of('frozen', 10, before));
  expect(of('personal', before + 10, before + after)).toBeGreaterThan(1.1 * of('frozen', before + 10, before + after));
  for (const { personal, oracle } of gains) {
    expect(oracle.slice(0, before)).toEqual(personal.slice(0, before));
    expect(oracle.slice(before)).not.toEqual(personal.slice(before));
  }
});

test('the same seed makes the same shopper', async () => {
  expect(await shoppers(1)).toEqual(await shoppers(1));
});

test('probes are choices of the older half, each as it was then, at the end, and by the release', async () => {
  // Two events on one product are one choice.
  const events = Array.from({ length: 40 }, (_, at) => ({ product: Math.floor(at / 2) % 2 === 0 ? 1 : 21, kind: 0 }));
  const probes = await probesOf(lists(), events);
  expect(probes).toHaveLength(7);
  // Both are of one category, which the whole history has taught.
  expect(mean(probes.map(({ atTheEnd }) => atTheEnd))).toBeGreaterThanOrEqual(mean(probes.map(({ frozen }) => frozen)));
});
