import { describe, expect, it } from 'vitest';
import { type SeededRandom, seededRandom } from '../base/seeded-random.ts';
import { discreteGaussian, varianceOf } from './discrete-gaussian.ts';
import type { SecureRandom } from './secure-random.ts';

/** The same bytes in every run: a test that fails once in a thousand runs is no test. */
function repeatable(seed: string): SecureRandom {
  const random = seededRandom(seed);
  const word = () => random.integer(2 ** 32);
  return { kind: 'secure', bytes: (length) => new Uint8Array(Uint32Array.from({ length: length / 4 }, word).buffer) };
}

function draw(stdDev: number, count: number, seed = 'draws'): Int32Array {
  const sample = discreteGaussian(varianceOf(stdDev), repeatable(seed));
  return Int32Array.from({ length: count }, sample);
}

/** Mean square of the draws; the mean is zero. */
function meanSquare(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
}

const STD_DEV = 2.5;
const DRAWS = 1_000_000;
/** Of 21 degrees of freedom, at p = .001. */
const CHI_SQUARE_LIMIT = 46.797;

/** What a million draws betray of a sampler that is none. */
function faultsOf(values: Int32Array): string[] {
  const variance = meanSquare(values) / STD_DEV ** 2;
  return [
    ...(Math.abs(variance - 1) < 0.01 ? [] : ['variance']),
    ...(chiSquare(values, STD_DEV) < CHI_SQUARE_LIMIT ? [] : ['chi-square']),
  ];
}

/** Samplers that are wrong in ways that happen. */
const WRONG: Readonly<Record<string, (random: SeededRandom) => () => number>> = {
  'the stdDev squared': () => discreteGaussian(varianceOf(STD_DEV ** 2), repeatable('squared')),
  'the variance in place of the stdDev': () => discreteGaussian(varianceOf(Math.sqrt(STD_DEV)), repeatable('root')),
  'a variance that is one too large': () =>
    discreteGaussian(varianceOf(Math.sqrt(STD_DEV ** 2 + 1)), repeatable('one')),
  'minus zero counted beside zero': (random) => byWeights(random, (x) => density(x) * (x === 0 ? 2 : 1)),
  'negative values one too low': (random) => byWeights(random, (x) => (x < 0 ? density(x + 1) : density(x))),
  'a float Gaussian, rounded': (random) => () => Math.round(STD_DEV * random.normal()),
  'a float Gaussian, cut off': (random) => () => Math.trunc(STD_DEV * random.normal()),
  'a tail that ends at four stdDev': (random) => byWeights(random, (x) => (Math.abs(x) > 9 ? 0 : density(x))),
};

function density(x: number): number {
  return Math.exp(-(x ** 2) / (2 * STD_DEV ** 2));
}

/** Integers by their weights, from the cumulative distribution. */
function byWeights(random: SeededRandom, weight: (x: number) => number): () => number {
  const values = Array.from({ length: 81 }, (_, at) => at - 40);
  let sum = 0;
  const cumulative = values.map((x) => (sum += weight(x)));
  return () => {
    const point = random.uniform() * sum;
    return values[cumulative.findIndex((until) => point < until)] as number;
  };
}

describe('discrete Gaussian', () => {
  it('has the variance asked for, within 1% over a million draws, and the distribution, at p = .001', () => {
    const values = draw(STD_DEV, DRAWS);
    expect(faultsOf(values)).toEqual([]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan((5 * STD_DEV) / 1000);
  }, 120_000);

  it.each(Object.entries(WRONG))(
    'would betray %s',
    (name, wrong) => {
      const sample = wrong(seededRandom(name));
      expect(faultsOf(Int32Array.from({ length: DRAWS }, sample))).not.toEqual([]);
    },
    120_000,
  );

  it('keeps its variance at the size of a real round', () => {
    const stdDev = 4 * 128 * 4.06;
    expect(Math.abs(meanSquare(draw(stdDev, 60_000)) / stdDev ** 2 - 1)).toBeLessThan(0.04);
  });

  it('is not the square or the root of what was asked', () => {
    expect(meanSquare(draw(0.5, 40_000))).toBeLessThan(0.3);
    expect(meanSquare(draw(7, 40_000))).toBeGreaterThan(45);
  });

  it('rounds a variance up, never down', () => {
    const { numerator, denominator } = varianceOf(1 / 3);
    expect(Number(numerator) / Number(denominator)).toBeGreaterThanOrEqual(1 / 9);
    expect(Number(numerator) / Number(denominator)).toBeLessThan(1 / 9 + 2e-5);
  });

  it('refuses a stdDev that is none', () => {
    for (const stdDev of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => varianceOf(stdDev)).toThrow(/stdDev/);
  });
});

/** Against P(x) ~ exp(-x^2 / (2 variance)) on -10..10 and the tail: 21 degrees of freedom. */
function chiSquare(values: Int32Array, stdDev: number): number {
  const weight = (x: number) => Math.exp(-(x ** 2) / (2 * stdDev ** 2));
  let total = 0;
  for (let x = -60; x <= 60; x++) total += weight(x);
  const observed = new Map<number, number>();
  for (const value of values) {
    const cell = Math.abs(value) <= 10 ? value : 11;
    observed.set(cell, (observed.get(cell) ?? 0) + 1);
  }
  let statistic = 0;
  let inside = 0;
  for (let x = -10; x <= 10; x++) {
    inside += weight(x) / total;
    statistic += cellDistance(observed.get(x) ?? 0, (values.length * weight(x)) / total);
  }
  return statistic + cellDistance(observed.get(11) ?? 0, values.length * (1 - inside));
}

function cellDistance(observed: number, expected: number): number {
  return (observed - expected) ** 2 / expected;
}
