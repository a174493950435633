import { describe, expect, it } from 'vitest';
import { discreteGaussian, varianceOf } from './discrete-gaussian.ts';
import { platformRandom } from './secure-random.ts';

function draw(stdDev: number, count: number): Int32Array {
  const sample = discreteGaussian(varianceOf(stdDev), platformRandom);
  return Int32Array.from({ length: count }, sample);
}

/** Mean square of the draws; the mean is zero. */
function meanSquare(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
}

describe('discrete Gaussian', () => {
  it('has the variance asked for, within 1% over a million draws, and mean zero', () => {
    const stdDev = 2.5;
    const values = draw(stdDev, 1_000_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(meanSquare(values) / stdDev ** 2).toBeGreaterThan(0.99);
    expect(meanSquare(values) / stdDev ** 2).toBeLessThan(1.01);
    expect(Math.abs(mean)).toBeLessThan((5 * stdDev) / 1000);
    expect(chiSquare(values, stdDev)).toBeLessThan(60);
  }, 120_000);

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

/** Against P(x) ~ exp(-x^2 / (2 variance)) on -10..10 and the tail: 21 degrees of freedom, 60 is beyond p = 1e-5. */
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
