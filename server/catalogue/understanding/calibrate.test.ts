import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/seeded-random.ts';
import { fitCalibration } from './calibrate.ts';

test('confidences that boast become the shares that are right', () => {
  const random = seededRandom(1);
  const scores = Array.from({ length: 6000 }, () => random.uniform());
  const hits = scores.map((score) => (random.uniform() < score * score ? 1 : 0));
  const calibrated = fitCalibration(scores, hits);
  for (const score of [0.2, 0.5, 0.8]) expect(Math.abs(calibrated(score) - score * score)).toBeLessThan(0.08);
});

test('a higher score is never less sure, and nothing is quite sure', () => {
  const random = seededRandom(2);
  const scores = Array.from({ length: 400 }, () => random.uniform());
  const calibrated = fitCalibration(
    scores,
    scores.map(() => 1),
  );
  const line = Array.from({ length: 101 }, (_, i) => calibrated(i / 100));
  for (const [i, value] of line.entries()) expect(value).toBeGreaterThanOrEqual(line[i - 1] ?? 0);
  expect(line.at(-1)).toBeLessThan(1);
});

test('without answers a score stays what it is', () => {
  expect(fitCalibration([], [])(0.4)).toBe(0.4);
});
