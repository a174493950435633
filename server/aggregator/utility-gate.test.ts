import { expect, test } from 'vitest';
import type { RoundPlan } from './aggregator.ts';
import { utilityOf } from './utility-gate.ts';

const plan = (noiseMultiplier: number, targetReports: number) => ({ noiseMultiplier, targetReports }) as RoundPlan;

test('a round is opened where its mean is more than its noise, and says what it costs', () => {
  expect(utilityOf(plan(4, 1000), 16_384)).toBe(
    'privacy: noise over clip 0.51; a profile gives 12 reports a year, epsilon 4.1518 (delta 0.000001)',
  );
  // Padded to the next power of two.
  expect(utilityOf(plan(4, 512), 9_000)).toMatch(/noise over clip 1.0;/);
});

test('a round that would be noise is refused with what it needs', () => {
  expect(() => utilityOf(plan(4, 100), 1_513)).toThrow(
    /noise of 1\.8 times the clip; 100 reports a round are too few, 182 are needed/,
  );
});

test('a round that no browser would take part in is refused', () => {
  expect(() => utilityOf(plan(1, 1000), 1_513)).toThrow(/costs more than a browser gives in a year/);
  expect(utilityOf(plan(2, 1000), 1_513)).toMatch(/gives 3 reports a year, epsilon 4\.1518/);
  expect(utilityOf(plan(8, 1000), 1_513)).toMatch(/gives 12 reports a year, epsilon 1\.9/);
});

test('no noise, and next to none, are not called private', () => {
  expect(utilityOf(plan(0, 8), 1_513)).toMatch(/no differential privacy/);
  expect(utilityOf(plan(0.001, 8), 1_513)).toMatch(/too little for a claim/);
});
