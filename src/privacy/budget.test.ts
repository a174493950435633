import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cappedEpsilon } from './accountant.ts';
import { CLAIM, isWithinBudget, type Participation } from './budget.ts';

const DAY_MS = 86_400_000;
const reports = (noiseMultiplier: number, ...days: number[]): Participation[] =>
  days.map((day) => ({ atMs: day * DAY_MS, noiseMultiplier }));
const may = (past: readonly Participation[], noiseMultiplier: number, day: number) =>
  isWithinBudget(past, noiseMultiplier, day * DAY_MS);

test('twelve reports a year, thirty days apart', () => {
  const monthly = Array.from({ length: 12 }, (_, month) => 30 * month);
  expect(may([], 4, 0)).toBe(true);
  expect(may(reports(4, 0), 4, 29)).toBe(false);
  expect(may(reports(4, 0), 4, 30)).toBe(true);
  expect(may(reports(4, ...monthly.slice(0, 11)), 4, 330)).toBe(true);
  expect(may(reports(4, ...monthly), 4, 360)).toBe(false);
  // The first of them is a year ago.
  expect(may(reports(4, ...monthly), 4, 365)).toBe(true);
});

test('less noise costs more, and a round that would cost more than a year has is not taken part in', () => {
  expect(may([], 1.1, 0)).toBe(false);
  expect(may([], 2, 0)).toBe(true);
  // Three of z = 2 are twelve of z = 4.
  expect(may(reports(2, 0, 30), 2, 60)).toBe(true);
  expect(may(reports(2, 0, 30, 60), 4, 90)).toBe(false);
  expect(may(reports(8, ...Array.from({ length: 12 }, (_, at) => 30 * at)), 8, 360)).toBe(true);
});

test('of rounds with next to no noise nothing is claimed, and they count for nothing', () => {
  expect(may(reports(0.001, 0, 1, 2), 0.001, 3)).toBe(true);
  expect(may(reports(0, 0, 1), 4, 3)).toBe(true);
});

test('a clock that was set back frees nothing', () => {
  expect(may(reports(4, 100), 4, 80)).toBe(false);
  expect(may(reports(2, 100, 140, 180), 2, 40)).toBe(false);
});

test('whatever is asked for how often, a year never costs more than the claim', () => {
  const asked = fc.array(
    fc.record({ day: fc.integer({ min: 0, max: 364 }), z: fc.double({ min: 0.5, max: 20, noNaN: true }) }),
    {
      maxLength: 60,
    },
  );
  const claim = cappedEpsilon(CLAIM, CLAIM.delta);
  fc.assert(
    fc.property(asked, (rounds) => {
      const taken: Participation[] = [];
      for (const { day, z } of rounds.sort((a, b) => a.day - b.day)) {
        if (may(taken, z, day)) taken.push({ atMs: day * DAY_MS, noiseMultiplier: z });
      }
      const cost = taken.reduce((sum, { noiseMultiplier }) => sum + 1 / noiseMultiplier ** 2, 0);
      if (cost === 0) return;
      // All of them together are one Gaussian of that cost.
      const together = cappedEpsilon({ noiseMultiplier: 1 / Math.sqrt(cost), participations: 1 }, CLAIM.delta);
      expect(together).toBeLessThanOrEqual(claim * (1 + 1e-6));
    }),
    { seed: 11 },
  );
});
