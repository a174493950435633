/** What a difference between two ways of ranking is worth: over shoppers, who are alike within and not between themselves. */
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';

/** Gains (NDCG@10) of one shopper's tests by two methods, test by test. */
export interface PairedTests {
  readonly one: readonly number[];
  readonly other: readonly number[];
}

/** A relative gain with its 95% interval, as shares: .1 is 10% more. */
export interface RelativeGain {
  readonly gain: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;
/** One-sided 95% quantile of Student's t, by degrees of freedom; beyond the table, of the normal distribution. */
const T_95 = [6.314, 2.92, 2.353, 2.132, 2.015, 1.943, 1.895, 1.86, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753];
const NORMAL_95 = 1.645;

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/**
 * By how much the mean over all tests of `one` is above that of `other`: percentile bootstrap over shoppers.
 * @see Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13
 */
export function relativeGain(shoppers: readonly PairedTests[]): RelativeGain {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const sums = shoppers.map(({ one, other }) => [sum(one), sum(other)] as const);
  const gainOf = (some: readonly (readonly [number, number])[]) => {
    let [ones, others] = [0, 0];
    for (const [one, other] of some) {
      ones += one;
      others += other;
    }
    return others > 0 ? ones / others - 1 : Number.NaN;
  };
  const random = seededRandom('bootstrap');
  const resampled = Array.from({ length: RESAMPLES }, () =>
    gainOf(sums.map(() => present(sums[random.integer(sums.length)], 'shopper'))),
  ).sort((a, b) => a - b);
  const at = (share: number) => resampled[Math.floor(share * RESAMPLES)] ?? Number.NaN;
  return { gain: gainOf(sums), low: at(0.025), high: at(0.975) };
}

/** Share of shoppers for whom `one` is worse than `other` beyond chance: paired, one-sided at 5%. */
export function shareHarmed(shoppers: readonly PairedTests[]): number {
  return shoppers.filter(isHarmed).length / Math.max(1, shoppers.length);
}

function isHarmed({ one, other }: PairedTests): boolean {
  const differences = one.map((value, at) => value - (other[at] as number));
  const { length } = differences;
  if (length < 2) return false;
  const average = mean(differences);
  const variance = differences.reduce((sum, value) => sum + (value - average) ** 2, 0) / (length - 1);
  if (average >= 0) return false;
  return average / Math.sqrt(variance / length) < -(T_95[length - 2] ?? NORMAL_95);
}
