/**
 * How well a release with given federated parameters finds the next product, ranked as the browser ranks: adapter folded
 * into the base, int8 vectors, candidates, ranker. Not the shopper's own memory, which no release has.
 * Legend: B cases, C candidates, F features, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { foldAdapter } from '../../models/behaviour-encoder.ts';
import { type Candidates, candidatesFor, FEATURES } from '../../models/candidate-features.ts';
import { allOf } from '../../models/own-memory.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import { RANKER_LAYOUT, rank } from '../../models/ranker.ts';
import type { ReleaseModel } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { type HeldOut, type Quality, statesOf } from './evaluate-states.ts';

/** Cases whose candidates are ranked in one tensor. */
const CASES_A_BATCH = 32;

/**
 * Mean NDCG@10 and HR@10 of `shared` over the cases; products of the history are left out, as `predict` leaves them out.
 * Numbers that are not finite find nothing. Uses the tensor backend of this process; changes nothing.
 * @param shared by the names of `sharedLayout(model.shape)`, in place of `model.shared`
 * @param cases histories and targets as rows of the model
 */
export async function sharedQuality(
  model: ReleaseModel,
  shared: ParameterValues,
  cases: readonly HeldOut[],
): Promise<Quality> {
  const rows = dequantiseRows(model.vectors);
  const weights = foldAdapter(model.shape, model.base, shared);
  let [ndcg, hits] = [0, 0];
  for (let i = 0; i < cases.length; i += CASES_A_BATCH) {
    const batch = cases.slice(i, i + CASES_A_BATCH);
    const states = await statesOf(
      model.shape,
      weights,
      rows,
      batch.map((one) => one.history),
    );
    for (const place of await placesOf(model, shared, rows, states, batch)) {
      if (place >= 10) continue;
      hits++;
      ndcg += 1 / Math.log2(place + 2);
    }
  }
  const count = Math.max(1, cases.length);
  return { ndcg: ndcg / count, hitRate: hits / count };
}

/** How many candidates stand before each case's target; Infinity where it is none of them. [B] */
async function placesOf(
  model: ReleaseModel,
  shared: ParameterValues,
  rows: Float32Array,
  states: Float32Array,
  cases: readonly HeldOut[],
): Promise<number[]> {
  const width = model.shape.width;
  const candidates = cases.map(({ history }, at) => {
    const seen = new Set(history.map((event) => event.product));
    const scores = scoreRows(rows, states.subarray(at * width, (at + 1) * width));
    return candidatesFor(model.tables, allOf(history), { scores, rows }, seen);
  });
  const logits = await logitsOf(shared, candidates);
  return cases.map(({ target }, at) => {
    const { products } = present(candidates[at], 'candidates of a case');
    return placeOf(products.indexOf(target), present(logits[at], 'logits of a case'));
  });
}

/** Ties by row, as in serving. */
function placeOf(wanted: number, logits: Float32Array): number {
  const own = logits[wanted] ?? Number.NaN;
  if (!Number.isFinite(own)) return Number.POSITIVE_INFINITY;
  return logits.reduce((place, logit, at) => {
    const behind = at === wanted || logit < own || (logit === own && at > wanted);
    return behind ? place : place + 1;
  }, 0);
}

/** Logits of every case's candidates, from one product of all their features. [B] of [C] */
async function logitsOf(shared: ParameterValues, candidates: readonly Candidates[]): Promise<Float32Array[]> {
  const total = candidates.reduce((sum, { products }) => sum + products.length, 0);
  if (total === 0) return candidates.map(() => new Float32Array(0));
  const features = new Float32Array(total * FEATURES.length);
  let at = 0;
  for (const one of candidates) {
    features.set(one.features, at);
    at += one.features.length;
  }
  const tensor = tf.tidy(() => {
    const tensors = new Map(
      RANKER_LAYOUT.map(({ name, shape }) => [name, tf.tensor(present(shared.get(name), name), shape.slice())]),
    );
    return rank((name) => present(tensors.get(name), name), tf.tensor2d(features, [total, FEATURES.length]));
  });
  const logits = (await tensor.data()) as Float32Array;
  tensor.dispose();
  let begin = 0;
  return candidates.map(({ products }) => {
    begin += products.length;
    return logits.slice(begin - products.length, begin);
  });
}
