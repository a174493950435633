/**
 * What this shopper would change in the shared parameters: a few steps of plain gradient descent on their own history,
 * taken one by one so that an idle page can do them in slices. Nothing here leaves the device; the delta does, and only
 * after the privacy room has clipped and masked it.
 * Legend: T events, D width, K negatives, V shared parameters.
 * @see McMahan et al. 2017, "Communication-Efficient Learning of Deep Networks from Decentralized Data", algorithm 1
 */
import * as tf from '@tensorflow/tfjs-core';
import { encoderLayout, fixedAdapter, sharedEncoderLayout } from '../../models/behaviour-encoder.ts';
import { candidatesFor } from '../../models/candidate-features.ts';
import { adapterGradient, type HistoryExample, rankerGradient } from '../../models/local-gradients.ts';
import { collisions } from '../../models/objectives.ts';
import { allOf } from '../../models/own-memory.ts';
import { flatten, layoutSize, unflatten } from '../../models/parameters.ts';
import { gatherRows, scoreRows } from '../../models/product-vectors.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { sharedLayout } from '../../models/release-model.ts';
import { present } from '../base/must.ts';
import type { SeededRandom } from '../base/seeded-random.ts';
import type { EncodeHistory, LearnerEvent, LearnerModel } from './learner-model.ts';

export interface DeltaOptions {
  readonly encode: EncodeHistory;
  /** Chooses windows and negatives. */
  readonly random: SeededRandom;
}

/** Local training under way. One call at a time. */
export interface DeltaSession {
  /** Takes one step; true when more are to come. */
  step(): Promise<boolean>;
  /** Trained minus released parameters, in the order of `sharedLayout`. [V] */
  delta(): Float32Array;
  dispose(): void;
}

/** Fewer events teach nothing that the base does not know. */
export const FEWEST_EVENTS = 5;
const STEPS = 8;
const NEGATIVES = 64;
const CHOICES_A_STEP = 4;
const ENCODER_RATE = 0.5;
const RANKER_RATE = 0.02;

/** @param events oldest first; undefined when there are fewer than FEWEST_EVENTS */
export function deltaSession(
  model: LearnerModel,
  events: readonly LearnerEvent[],
  { encode, random }: DeltaOptions,
): DeltaSession | undefined {
  if (events.length < FEWEST_EVENTS) return undefined;
  const { shape, temperature } = model;
  const released = flatten(sharedLayout(shape), model.shared);
  const trained = Float32Array.from(released);
  const encoderSize = layoutSize(sharedEncoderLayout(shape));
  const [encoderPart, rankerPart] = [trained.subarray(0, encoderSize), trained.subarray(encoderSize)];
  const tensors = tensorsOf(model);
  const weight = (name: string) => present(tensors.get(name), name);
  let taken = 0;
  return {
    async step() {
      const example = historyExample(model, events, random);
      const adapter = unflatten(sharedEncoderLayout(shape), encoderPart);
      descend(
        encoderPart,
        (await adapterGradient(shape, temperature, weight, weight, adapter, example)).gradient,
        ENCODER_RATE,
      );
      for (let i = 0; i < CHOICES_A_STEP; i++) {
        const choice = await rankingChoice(model, events, encode, random);
        if (!choice) continue;
        const ranker = unflatten(RANKER_LAYOUT, rankerPart);
        const { gradient } = await rankerGradient(ranker, choice.candidates, choice.chosen);
        descend(rankerPart, gradient, RANKER_RATE / CHOICES_A_STEP);
      }
      return ++taken < STEPS;
    },
    delta: () => trained.map((value, i) => value - (released[i] as number)),
    dispose: () => tf.dispose([...tensors.values()]),
  };
}

/** Base and A matrices on the backend, by name. */
function tensorsOf({ shape, base }: LearnerModel): Map<string, tf.Tensor> {
  const keep = (values: Float32Array, dims: readonly number[]) => tf.keep(tf.tensor(values, dims.slice()));
  const frozen = encoderLayout(shape).map(
    ({ name, shape: dims }) => [name, keep(present(base.get(name), name), dims)] as const,
  );
  const rank = shape.adapterRank;
  const fixed = [...fixedAdapter(shape)].map(
    ([name, values]) => [name, keep(values, [values.length / rank, rank])] as const,
  );
  return new Map([...frozen, ...fixed]);
}

/** A window of the history that ends at a random event, with what came next at every place of it. */
function historyExample(
  { shape, rows }: LearnerModel,
  events: readonly LearnerEvent[],
  random: SeededRandom,
): HistoryExample {
  const end = 2 + random.integer(events.length - 1);
  const window = events.slice(Math.max(0, end - shape.maxEvents - 1), end);
  const inputs = window.slice(0, -1);
  const targets = window.slice(1).map(({ product }) => product);
  const products = rows.length / shape.width;
  const negatives = Array.from({ length: NEGATIVES }, () => random.integer(products));
  return {
    products: gatherRows(
      rows,
      inputs.map(({ product }) => product),
      shape.width,
      Math.sqrt(shape.width),
    ),
    kinds: Int32Array.from(inputs, ({ kind }) => kind),
    gaps: Int32Array.from(inputs, ({ gap }) => gap),
    positives: gatherRows(rows, targets, shape.width),
    negatives: gatherRows(rows, negatives, shape.width),
    collision: collisions(targets, negatives),
    weights: new Float32Array(inputs.length).fill(1 / inputs.length),
  };
}

/** The candidates before a random event that met a product for the first time; undefined when retrieval missed it. */
async function rankingChoice(
  { rows, tables }: LearnerModel,
  events: readonly LearnerEvent[],
  encode: EncodeHistory,
  random: SeededRandom,
) {
  const at = 1 + random.integer(events.length - 1);
  const past = events.slice(0, at);
  const seen = past.map(({ product }) => product);
  const wanted = present(events[at], 'event').product;
  if (seen.includes(wanted)) return undefined;
  const opinion = { scores: scoreRows(rows, await encode(past)), rows };
  const candidates = candidatesFor(tables, allOf(past), opinion, new Set(seen));
  const chosen = candidates.products.indexOf(wanted);
  return chosen < 0 ? undefined : { candidates, chosen };
}

function descend(parameters: Float32Array, gradient: Float32Array, rate: number): void {
  for (let i = 0; i < parameters.length; i++) {
    parameters[i] = (parameters[i] as number) - rate * (gradient[i] as number);
  }
}
