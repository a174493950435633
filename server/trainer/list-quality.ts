/** How good ranked lists are on held-out choices. */
import type { ParameterValues } from '../../models/parameters.ts';
import { logitsOf, placeOf } from '../../models/ranker-logits.ts';
import { topRows } from '../../models/top-rows.ts';
import { present } from '../../src/base/must.ts';
import type { RankingExample } from './ranking-examples.ts';

/** A mean over cases with the half-width of its 95% interval. */
export interface Estimate {
  readonly mean: number;
  readonly halfWidth: number;
}

export interface ListQuality {
  readonly cases: number;
  readonly hitRate: Estimate;
  readonly ndcg: Estimate;
  /** HR@10 where the product is not among the fifth that is had most. */
  readonly tailHitRate: Estimate;
  /** Share of all products that stand in some list of ten; grows with the number of cases. */
  readonly coverage: number;
  /** Mean distance of the first place's probability from how often it is right, over ten bins of equal size. */
  readonly calibrationError: number;
}

/** What the lists are of. */
export interface Shelf {
  readonly products: number;
  readonly popularity: Float32Array;
}

interface Judged {
  readonly shopper: number;
  readonly gain: number;
  readonly isTail: boolean;
  readonly firstProbability: number;
  readonly firstIsRight: boolean;
}

const BINS = 10;
const HEAD = 0.2;

/** @param ranker by the names of the ranker's layout. Uses the tensor backend of this process. */
export async function listQuality(
  ranker: ParameterValues,
  examples: readonly RankingExample[],
  { products, popularity }: Shelf,
): Promise<ListQuality> {
  const head = new Set(topRows(popularity, Math.floor(HEAD * products)));
  const shown = new Set<number>();
  const judged: Judged[] = [];
  for (const { candidates, chosen, target, shopper } of examples) {
    const logits = await logitsOf(ranker, candidates.features);
    const [first = -1, ...others] = topRows(logits, 10);
    for (const at of [first, ...others]) if (at >= 0) shown.add(present(candidates.products[at], 'candidate'));
    const place = chosen < 0 ? Number.POSITIVE_INFINITY : placeOf(logits, chosen);
    judged.push({
      shopper,
      gain: place < 10 ? 1 / Math.log2(place + 2) : 0,
      isTail: !head.has(target),
      firstProbability: first < 0 ? 0 : probabilityOf(logits, first),
      firstIsRight: first >= 0 && first === chosen,
    });
  }
  const over = (some: readonly Judged[], value: (one: Judged) => number) =>
    estimate(
      some.map(value),
      some.map(({ shopper }) => shopper),
    );
  const hit = ({ gain }: Judged) => (gain > 0 ? 1 : 0);
  return {
    cases: judged.length,
    hitRate: over(judged, hit),
    ndcg: over(judged, ({ gain }) => gain),
    tailHitRate: over(
      judged.filter(({ isTail }) => isTail),
      hit,
    ),
    coverage: shown.size / Math.max(1, products),
    calibrationError: calibrationError(judged),
  };
}

/**
 * The mean, and 1.96 standard errors; 0 and infinity where there is no value, and infinity where there is one group. Values of a group
 * may go together: the error is of the groups' sums.
 * @param groups of each value
 * @see Liang and Zeger 1986, "Longitudinal data analysis using generalized linear models", on the variance of clustered values
 */
export function estimate(values: readonly number[], groups: readonly number[]): Estimate {
  if (values.length === 0) return { mean: 0, halfWidth: Number.POSITIVE_INFINITY };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sums = new Map<number, number>();
  for (const [at, value] of values.entries()) {
    const group = present(groups[at], 'group of a value');
    sums.set(group, (sums.get(group) ?? 0) + value - mean);
  }
  if (sums.size < 2) return { mean, halfWidth: Number.POSITIVE_INFINITY };
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  return { mean, halfWidth: (1.96 * Math.sqrt(squares)) / values.length };
}

function probabilityOf(logits: Float32Array, at: number): number {
  const most = logits[at] as number;
  return 1 / logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
}

function calibrationError(judged: readonly Judged[]): number {
  const order = judged.toSorted((a, b) => a.firstProbability - b.firstProbability);
  const size = Math.max(1, Math.ceil(order.length / BINS));
  let error = 0;
  for (let from = 0; from < order.length; from += size) {
    const bin = order.slice(from, from + size);
    const said = bin.reduce((sum, one) => sum + one.firstProbability, 0);
    error += Math.abs(said - bin.filter((one) => one.firstIsRight).length);
  }
  return error / Math.max(1, order.length);
}
