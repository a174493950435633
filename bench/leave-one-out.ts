/**
 * Leave-one-out over sequences: of each shopper the last product is the test, the one before it for early stopping. Full
 * ranking; products of the history left out. The same rules as the independent scorer, in this process.
 */

import type { ProductText } from '../server/trainer/content.ts';
import { type Dataset, datasetOf, knownHistory } from '../server/trainer/dataset.ts';
import type { HeldOut } from '../server/trainer/evaluate-states.ts';
import type { ShopperLog } from '../server/trainer/read-logs.ts';

export interface LeaveOneOut {
  readonly data: Dataset;
  /** By shopper, for early stopping. */
  readonly valid: ReadonlyMap<string, string>;
  /** Histories with their validation product, and what came after it. */
  readonly tests: readonly HeldOut[];
}

/** Shoppers with fewer products are for training alone. */
const FEWEST = 3;

export function leaveOneOut(logs: readonly ShopperLog[], catalogue: ReadonlyMap<string, ProductText>): LeaveOneOut {
  const tested = logs.filter(({ events }) => events.length >= FEWEST);
  const kept = logs.map((log) => (log.events.length < FEWEST ? log : { ...log, events: log.events.slice(0, -2) }));
  const data = datasetOf(kept, catalogue);
  const valid = new Map(tested.map(({ shopper, events }) => [shopper, events.at(-2)?.productId ?? '']));
  const row = (id: string | undefined) => data.rowOf.get(id ?? '');
  const tests = tested.map(({ events }): HeldOut => {
    const history = knownHistory(events.slice(0, -1), data.rowOf);
    return { history, target: row(events.at(-1)?.productId) ?? -1 };
  });
  return { data, valid, tests };
}

/** The ten best rows for a history, best first. */
export type Method = (test: HeldOut, at: number) => Promise<readonly number[]> | readonly number[];

export interface Outcome {
  /** NDCG@10 of each test. */
  readonly gains: Float64Array;
  readonly hitRate: number;
  readonly ndcg: number;
  /** Share of all products that stand in some list. */
  readonly coverage: number;
  /** HR@10 where the target is not among the fifth of the products that are bought most. */
  readonly tailHitRate: number;
}

export async function outcomeOf(method: Method, tests: readonly HeldOut[], products: number): Promise<Outcome> {
  const isTail = tailOf(tests, products);
  const gains = new Float64Array(tests.length);
  const shown = new Set<number>();
  let [tail, tailHits] = [0, 0];
  for (const [at, test] of tests.entries()) {
    const list = await method(test, at);
    for (const row of list) shown.add(row);
    const place = list.indexOf(test.target);
    if (place >= 0) gains[at] = 1 / Math.log2(place + 2);
    if (!isTail(test.target)) continue;
    tail++;
    if (place >= 0) tailHits++;
  }
  const mean = (value: (gain: number) => number) => gains.reduce((sum, gain) => sum + value(gain), 0) / gains.length;
  return {
    gains,
    hitRate: mean((gain) => (gain > 0 ? 1 : 0)),
    ndcg: mean((gain) => gain),
    coverage: shown.size / products,
    tailHitRate: tailHits / Math.max(1, tail),
  };
}

/** Mean difference of two methods on the same tests, with the half-width of its 95% interval. */
export function pairedDifference(one: Float64Array, other: Float64Array): { mean: number; halfWidth: number } {
  const differences = one.map((value, at) => value - (other[at] as number));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / differences.length;
  return { mean, halfWidth: 1.96 * Math.sqrt(variance / differences.length) };
}

function tailOf(tests: readonly HeldOut[], products: number): (row: number) => boolean {
  const counts = new Float64Array(products);
  for (const { history } of tests) for (const { product } of history) counts[product] = (counts[product] ?? 0) + 1;
  const order = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
  const head = new Set(order.slice(0, Math.floor(0.2 * products)));
  return (row) => !head.has(row);
}
