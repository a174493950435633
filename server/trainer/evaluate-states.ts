/** How well states alone find the next product: the figure that early stopping watches. B shoppers, D width. */
import * as tf from '@tensorflow/tfjs-core';
import { type EncoderShape, encodeNewest, encoderLayout } from '../../models/behaviour-encoder.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { present } from '../../src/base/must.ts';
import type { TrainingEvent } from './train-encoder.ts';

export interface HeldOut {
  readonly history: readonly TrainingEvent[];
  /** Row of the product that came next. */
  readonly target: number;
}

/** Means over held-out cases; a case whose product is not found counts 0. */
export interface Quality {
  readonly ndcg: number;
  readonly hitRate: number;
}

export interface MeasuredQuality extends Quality {
  /** Of `ndcg`. */
  readonly standardError: number;
}

/**
 * Unit states after each history; zeros where it is empty. Histories of one length share a batch. [cases, D]
 * @param weights the base, or the base with the shared adapter folded in (`foldAdapter`), as serving has it
 */
export async function statesOf(
  shape: EncoderShape,
  weights: ParameterValues,
  unitRows: Float32Array,
  histories: readonly (readonly TrainingEvent[])[],
): Promise<Float32Array> {
  const states = new Float32Array(histories.length * shape.width);
  const byLength = groupByLength(histories, shape.maxEvents);
  for (const [events, places] of byLength) {
    for (let i = 0; i < places.length; i += 64) {
      await encodeGroup(shape, weights, unitRows, histories, places.slice(i, i + 64), events, states);
    }
  }
  return unitRowsInPlace(states, shape.width);
}

/** Mean NDCG@10 and HR@10 over cases with a history, products of the history left out; ties by row, as in serving. */
export function stateQuality(
  states: Float32Array,
  unitRows: Float32Array,
  width: number,
  cases: readonly HeldOut[],
): MeasuredQuality {
  let [ndcg, squares, hits] = [0, 0, 0];
  cases.forEach(({ history, target }, at) => {
    const scores = scoreRows(unitRows, states.subarray(at * width, (at + 1) * width));
    for (const { product } of history) scores[product] = Number.NEGATIVE_INFINITY;
    const wanted = scores[target] as number;
    const isBetter = (score: number, row: number) => score > wanted || (score === wanted && row < target);
    const better = scores.reduce((count, score, row) => count + (isBetter(score, row) ? 1 : 0), 0);
    if (better < 10 && Number.isFinite(wanted)) {
      const gain = 1 / Math.log2(better + 2);
      hits++;
      ndcg += gain;
      squares += gain * gain;
    }
  });
  const count = Math.max(1, cases.length);
  const mean = ndcg / count;
  return {
    ndcg: mean,
    hitRate: hits / count,
    standardError: Math.sqrt(Math.max(0, squares / count - mean * mean) / count),
  };
}

/** Places of the histories by how many events are read of them; empty ones are left out. */
export function groupByLength(
  histories: readonly (readonly TrainingEvent[])[],
  maxEvents: number,
): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  histories.forEach((history, at) => {
    const events = Math.min(maxEvents, history.length);
    if (events === 0) return;
    const group = groups.get(events);
    if (group) group.push(at);
    else groups.set(events, [at]);
  });
  return groups;
}

async function encodeGroup(
  shape: EncoderShape,
  weights: ParameterValues,
  unitRows: Float32Array,
  histories: readonly (readonly TrainingEvent[])[],
  places: readonly number[],
  events: number,
  states: Float32Array,
): Promise<void> {
  const width = shape.width;
  const batch = places.map((place) => {
    const recent = present(histories[place], 'history').slice(-events);
    return {
      products: recent.map((event) => event.product),
      kinds: recent.map((event) => event.kind),
      gaps: recent.map((event) => event.gap ?? 0),
    };
  });
  const last = tf.tidy(() => {
    const tensors = new Map(
      encoderLayout(shape).map(({ name, shape: dims }) => [
        name,
        tf.tensor(present(weights.get(name), name), dims.slice()),
      ]),
    );
    return encodeNewest(shape, weights, (name) => present(tensors.get(name), name), unitRows, batch);
  });
  const values = await last.data();
  last.dispose();
  const bias = weights.get('state.bias');
  for (const [b, place] of places.entries()) {
    const state = values.subarray(b * width, (b + 1) * width);
    states.set(bias ? state.map((value, d) => value + (bias[d] as number)) : state, place * width);
  }
}
