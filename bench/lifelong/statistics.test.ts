import { expect, test } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { relativeGain, shareHarmed } from './statistics.ts';

const random = seededRandom('statistics');
/** Shoppers whose tests differ by `shift` on average. */
const shoppers = (count: number, shift: number) =>
  Array.from({ length: count }, () => {
    const level = random.uniform();
    const other = Array.from({ length: 30 }, () => level + 0.2 * random.normal());
    return { one: other.map((value) => value + shift + 0.2 * random.normal()), other };
  });

test('a gain is told with an interval that holds it, and no gain with one about zero', () => {
  const gain = relativeGain(shoppers(300, 0.1));
  expect(gain.gain).toBeCloseTo(0.2, 1);
  expect(gain.low).toBeGreaterThan(0.1);
  expect(gain.low).toBeLessThan(gain.gain);
  expect(gain.high).toBeGreaterThan(gain.gain);
  const none = relativeGain(shoppers(300, 0));
  expect(none.low).toBeLessThan(0);
  expect(none.high).toBeGreaterThan(0);
});

test('a few tests of one shopper do not count as many shoppers', () => {
  const [loud] = shoppers(1, 0.5);
  const quiet = shoppers(40, 0);
  const { low } = relativeGain([...quiet, ...(loud ? [loud] : [])]);
  expect(low).toBeLessThan(0);
});

test('one in twenty is harmed by chance, and nearly all by harm', () => {
  expect(shareHarmed(shoppers(2000, 0))).toBeGreaterThan(0.035);
  expect(shareHarmed(shoppers(2000, 0))).toBeLessThan(0.065);
  expect(shareHarmed(shoppers(200, -0.3))).toBeGreaterThan(0.95);
  expect(shareHarmed(shoppers(200, 0.3))).toBe(0);
  expect(shareHarmed([{ one: [0, 0, 0], other: [0, 0, 0] }])).toBe(0);
});
