/** Held-out choices as the ranker meets them: the candidates of that moment, and which of them was chosen. */
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { type Candidates, candidatesFor, type ReleaseTables } from '../../models/candidate-features.ts';
import { allOf } from '../../models/own-memory.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { scoreRows } from '../../models/product-vectors.ts';
import { statesOf } from './evaluate-states.ts';
import type { Choice } from './hold-out.ts';

export interface RankingExample {
  readonly candidates: Candidates;
  /** Place of the chosen product among the candidates; -1 where retrieval missed it. */
  readonly chosen: number;
  /** Row of the chosen product. */
  readonly target: number;
  /** Whether it has no events, as far as the tables have counted. */
  readonly isNew: boolean;
  /** Whose choice it was. */
  readonly shopper: number;
}

/** Where states come from; without one, the encoder proposes nothing and scores everything 0. */
export interface StateSource {
  readonly shape: EncoderShape;
  readonly weights: ParameterValues;
  /** Unit product vectors. [P, D] */
  readonly rows: Float32Array;
}

/** @param onCase called before each; may throw to end the work */
export async function rankingExamples(
  source: StateSource | undefined,
  cases: readonly Choice[],
  tables: ReleaseTables,
  onCase: () => Promise<void> = async () => {},
): Promise<RankingExample[]> {
  const histories = cases.map((one) => one.history);
  const states = source && (await statesOf(source.shape, source.weights, source.rows, histories));
  const width = source?.shape.width ?? 0;
  const examples: RankingExample[] = [];
  for (const [at, { history, target, shopper }] of cases.entries()) {
    await onCase();
    const state = states?.subarray(at * width, (at + 1) * width);
    // As in serving: without a history there is no state.
    const hasState = source && state && history.length > 0;
    const opinion = hasState ? { scores: scoreRows(source.rows, state), rows: source.rows } : undefined;
    const candidates = candidatesFor(tables, allOf(history), opinion, new Set());
    const chosen = candidates.products.indexOf(target);
    examples.push({ candidates, chosen, target, shopper, isNew: tables.popularity[target] === 0 });
  }
  return examples;
}
