/** Turns a state and a history into a ranked list, as every serving path does: browser, command line, simulation. */
import { candidatesFor, type EncoderOpinion, type ReleaseTables } from '../../models/candidate-features.ts';
import type { ShopperHistory } from '../../models/own-memory.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import { logitsOf } from '../../models/ranker-logits.ts';

export interface Ranked {
  /** Row of the product. */
  readonly product: number;
  readonly score: number;
}

/**
 * The candidates of a list, and what the ranker says of each.
 * @param opinion undefined where there is no state
 * @param excluded rows that are never proposed
 */
export async function scoreCandidates(
  tables: ReleaseTables,
  shared: ParameterValues,
  shopper: ShopperHistory,
  opinion: EncoderOpinion | undefined,
  excluded: ReadonlySet<number>,
): Promise<ScoredCandidates> {
  const candidates = candidatesFor(tables, shopper, opinion, excluded);
  return { ...candidates, logits: await logitsOf(shared, candidates.features) };
}

/** Best first; ties by row. @param scores of each product [C] */
export function inOrder(products: Uint32Array, scores: Float32Array): Ranked[] {
  return Array.from(products, (product, at) => ({ product, score: scores[at] as number })).sort(
    (a, b) => b.score - a.score || a.product - b.product,
  );
}

/** The candidates in the order of the release alone; as `scoreCandidates`. */
export async function rankCandidates(...list: Parameters<typeof scoreCandidates>): Promise<Ranked[]> {
  const { products, logits } = await scoreCandidates(...list);
  return inOrder(products, logits);
}
