/** What a trained model finds for the histories of a split. */
import { foldAdapter } from '../models/behaviour-encoder.ts';
import type { EncoderOpinion } from '../models/candidate-features.ts';
import { allOf, type PastEvent } from '../models/own-memory.ts';
import { scoreRows } from '../models/product-vectors.ts';
import type { ReleaseModel } from '../models/release-model.ts';
import { type HeldOut, statesOf } from '../server/trainer/evaluate-states.ts';
import { rankCandidates } from '../src/ranker/rank-candidates.ts';

/** What the encoder says of each test. */
export async function encoderOpinions(
  { shape, shared }: ReleaseModel,
  base: ReadonlyMap<string, Float32Array>,
  rows: Float32Array,
  tests: readonly HeldOut[],
): Promise<(at: number) => EncoderOpinion> {
  const histories = tests.map((test) => test.history);
  const states = await statesOf(shape, foldAdapter(shape, base, shared), rows, histories);
  return (at) => ({ scores: scoreRows(rows, states.subarray(at * shape.width, (at + 1) * shape.width)), rows });
}

/** The ten best of the whole list, products of the history left out. */
export async function ranked(
  { tables, shared }: ReleaseModel,
  past: readonly PastEvent[],
  opinion: EncoderOpinion | undefined,
): Promise<number[]> {
  const seen = new Set(past.map(({ product }) => product));
  const list = await rankCandidates(tables, shared, allOf(past), opinion, seen);
  return list.slice(0, 10).map(({ product }) => product);
}
