import { describe, expect, test } from 'vitest';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { CONVERSION_FEATURES, conversionFeatures, conversionProbability } from '../../models/conversion.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { conversionCounts, fitConversion } from './fit-conversion.ts';
import { fitLogistic } from './logistic-regression.ts';

const [VIEW, CART, BUY] = [kindIndex('view'), kindIndex('cart-add'), kindIndex('purchase')];
const PRODUCTS = 20;

/** Even products are carted by most who look at them, odd ones by few; nothing else matters. */
function shoppers(count: number) {
  const random = seededRandom('conversion');
  return Array.from({ length: count }, () =>
    Array.from({ length: 4 }, () => random.integer(PRODUCTS)).flatMap((product) => {
      const look = [{ product, kind: VIEW }];
      return random.uniform() < (product % 2 === 0 ? 0.6 : 0.05) ? [...look, { product, kind: CART }] : look;
    }),
  );
}

describe('conversion counts', () => {
  test('are of first views, with what the same shopper did later', () => {
    const counts = conversionCounts(
      [
        [
          { product: 0, kind: VIEW },
          { product: 0, kind: VIEW },
          { product: 1, kind: CART },
          { product: 0, kind: BUY },
          { product: 1, kind: VIEW },
        ],
        [{ product: 0, kind: VIEW }],
      ],
      3,
    );
    expect([...counts.shoppers]).toEqual([2, 0, 0]);
    expect([...counts.converted]).toEqual([1, 0, 0]);
    expect([...counts.views]).toEqual([3, 1, 0]);
  });
});

describe('the conversion head', () => {
  test('finds on other shoppers what makes them convert, with honest probabilities', () => {
    const { counts, weights, quality } = fitConversion(shoppers(3000), PRODUCTS);
    // Who knew the two rates would reach .81.
    expect(quality?.auc).toBeGreaterThan(0.78);
    // Ten bins of 240 coins each are .02 off by chance.
    expect(quality?.calibrationError).toBeLessThan(0.05);
    const chances = [0, 1].map((product) =>
      conversionProbability(weights, counts, [{ product: 5, kind: VIEW }], product),
    );
    expect(chances[0]).toBeCloseTo(0.6, 1);
    expect(chances[1]).toBeCloseTo(0.05, 1);
  });

  test('learns nothing where the outcome is a coin, although the coin stands in the counts', () => {
    const random = seededRandom('coin');
    const logs = Array.from({ length: 400 }, (_, shopper) => {
      // Two shoppers a product: a count with the shopper's own outcome in it would tell half of the answer.
      const look = { product: Math.floor(shopper / 2), kind: VIEW };
      return random.uniform() < 0.5 ? [look, { product: look.product, kind: CART }] : [look];
    });
    expect(Math.abs((fitConversion(logs, 200).quality?.auc ?? 1) - 0.5)).toBeLessThan(0.12);
  });

  test('is nothing where logs have no conversions', () => {
    const { weights, quality } = fitConversion([[{ product: 0, kind: VIEW }]], 1);
    expect(quality).toBeUndefined();
    expect(weights.get('conversion.line')?.every((value) => value === 0)).toBe(true);
  });

  test('is fitted, unmeasured, where all looks are of one shopper; a visitor of 50,000 events holds nothing up', () => {
    const one = Array.from({ length: 25 }, (_, product) => [
      { product, kind: VIEW },
      { product, kind: CART },
    ]).flat();
    const { weights, quality } = fitConversion([one], 25);
    expect(quality).toBeUndefined();
    expect(weights.get('conversion.line')?.every(Number.isFinite)).toBe(true);
    const robot = Array.from({ length: 50_000 }, (_, at) => ({ product: at, kind: at % 2 ? CART : VIEW }));
    const beganMs = performance.now();
    fitConversion([robot, one], 50_000);
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });

  test('reads the shopper as far as the look, and a product nobody met', () => {
    const nobody = { shoppers: 0, converted: 0, views: 0, overallRate: 0.1 };
    const past = [
      { product: 3, kind: VIEW },
      { product: 3, kind: BUY },
      { product: 4, kind: VIEW },
    ];
    const features = conversionFeatures(nobody, past);
    const of = (name: (typeof CONVERSION_FEATURES)[number]) => features[CONVERSION_FEATURES.indexOf(name)];
    expect(of('rate')).toBeCloseTo(Math.log(0.1 / 0.9), 10);
    expect(of('position')).toBeCloseTo(Math.log(4), 10);
    expect(of('sinceConversion')).toBeCloseTo(Math.log(2), 10);
    expect(of('converted')).toBeCloseTo(Math.log(2), 10);
    expect([of('afterView'), of('afterCart'), of('afterPurchase'), of('noneYet')]).toEqual([1, 0, 0, 0]);
    expect(of('variety')).toBeCloseTo(2 / 3, 10);
  });
});

describe('logistic regression', () => {
  test('finds the line and the bias that labels were drawn with, whatever the units', () => {
    const random = seededRandom('logistic');
    const rows = Array.from({ length: 20_000 }, () => Float64Array.of(random.normal(), 100 + 50 * random.normal()));
    const chance = (row: Float64Array) => 1 / (1 + Math.exp(-(1.5 * (row[0] ?? 0) - 0.02 * (row[1] ?? 0) + 1)));
    const labels = rows.map((row) => (random.uniform() < chance(row) ? 1 : 0));
    const [first, second, bias] = fitLogistic({ rows, labels });
    expect(first).toBeCloseTo(1.5, 1);
    expect(second).toBeCloseTo(-0.02, 2);
    expect(bias).toBeCloseTo(1, 0);
  });

  test('stays finite where the labels can be told apart, and where a feature never changes', () => {
    const rows = Array.from({ length: 40 }, (_, at) => Float64Array.of(at, 7));
    const weights = fitLogistic({ rows, labels: rows.map((_, at) => (at < 20 ? 0 : 1)) });
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(weights[0]).toBeGreaterThan(0);
  });
});
