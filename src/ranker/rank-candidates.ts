/** Turns a state and a history into a ranked list, as every serving path does: browser, command line, simulation. */
import * as tf from '@tensorflow/tfjs-core';
import { candidatesFor, type EncoderOpinion, FEATURES, type ReleaseTables } from '../../models/candidate-features.ts';
import type { ShopperHistory } from '../../models/own-memory.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { RANKER_LAYOUT, rank } from '../../models/ranker.ts';
import { must, present } from '../base/must.ts';

export interface Ranked {
  /** Row of the product. */
  readonly product: number;
  readonly score: number;
}

/**
 * The candidates in order, best first; ties by row.
 * @param opinion undefined where there is no state
 * @param excluded rows that are never proposed
 */
export async function rankCandidates(
  tables: ReleaseTables,
  shared: ParameterValues,
  shopper: ShopperHistory,
  opinion: EncoderOpinion | undefined,
  excluded: ReadonlySet<number>,
): Promise<Ranked[]> {
  const { products, features } = candidatesFor(tables, shopper, opinion, excluded);
  if (products.length === 0) return [];
  const logits = tf.tidy(() => {
    const weights = new Map(
      RANKER_LAYOUT.map(({ name, shape }) => [name, tf.tensor(present(shared.get(name), name), shape.slice())]),
    );
    return rank((name) => present(weights.get(name), name), tf.tensor2d(features, [products.length, FEATURES.length]));
  });
  const scores = await logits.data();
  logits.dispose();
  must(scores.length === products.length, 'one score a candidate');
  return Array.from(products, (product, at) => ({ product, score: scores[at] as number })).sort(
    (a, b) => b.score - a.score || a.product - b.product,
  );
}
