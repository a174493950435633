/**
 * The personal adapter: a vector of this shopper, added to every state of the frozen encoder and trained on this device
 * from a replay of their choices. Never leaves it. Legend: D width, K negatives, P products.
 */
import { type ChoiceExamples, personalGradient } from '../../models/local-gradients.ts';
import { collisions } from '../../models/objectives.ts';
import { adamStep } from '../../models/optimiser.ts';
import { gatherRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import type { SeededRandom } from '../base/seeded-random.ts';
import { CLOSED_GATE, type Gate } from './gate.ts';

export interface PersonalAdapter {
  readonly format: 'inkling-adapter/1';
  /** [D] */
  readonly vector: Float32Array;
  /** Moments of Adam. [D] each */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Gradient steps taken. */
  readonly steps: number;
  readonly gate: Gate;
}

/** One choice: the state before it, and the row of what was chosen. */
export interface Choice {
  /** Unit state of the frozen encoder. [D] */
  readonly state: Float32Array;
  readonly product: number;
}

/** Choices that are replayed; the oldest go first. */
export const MAX_REPLAY = 512;
const BATCH = 32;
const NEGATIVES = 64;
const LEARNING_RATE = 5e-3;
/** Strength of the pull back to the release's opinion. */
const DRIFT_WEIGHT = 0.3;

/** In place of what devices do; for measurements. */
export interface StepOptions {
  readonly learningRate?: number;
  readonly driftWeight?: number;
}

export function newPersonalAdapter(width: number): PersonalAdapter {
  const zeros = () => new Float32Array(width);
  return { format: 'inkling-adapter/1', vector: zeros(), mean: zeros(), square: zeros(), steps: 0, gate: CLOSED_GATE };
}

/** The state with the shopper's vector, at unit length. [D] */
export function personalState({ vector }: PersonalAdapter, state: Float32Array): Float32Array {
  return unitRowsInPlace(
    state.map((value, d) => value + (vector[d] as number)),
    state.length,
  );
}

/**
 * One step of Adam on a random part of the replay.
 * @param replay not empty
 * @param rows unit product vectors [P, D]
 * @returns the adapter afterwards; as it was when the gradient is not finite
 */
export async function trainedOnce(
  adapter: PersonalAdapter,
  replay: readonly Choice[],
  rows: Float32Array,
  temperature: number,
  random: SeededRandom,
  { learningRate = LEARNING_RATE, driftWeight = DRIFT_WEIGHT }: StepOptions = {},
): Promise<PersonalAdapter> {
  const examples = sampleOf(replay, rows, adapter.vector.length, random);
  const { gradient } = await personalGradient(adapter.vector, examples, temperature, driftWeight);
  if (!gradient.every(Number.isFinite)) return adapter;
  const [vector, mean, square] = [adapter.vector.slice(), adapter.mean.slice(), adapter.square.slice()];
  const moments = { step: adapter.steps, mean, square };
  adamStep(vector, gradient, moments, learningRate);
  return { ...adapter, vector, mean, square, steps: moments.step };
}

function sampleOf(replay: readonly Choice[], rows: Float32Array, width: number, random: SeededRandom): ChoiceExamples {
  // The newest choice is always in, so that what has just been learned from is what was just tested.
  const others = Array.from({ length: Math.min(BATCH, replay.length) - 1 }, () => random.integer(replay.length));
  const chosen = [...others, replay.length - 1].flatMap((at) => replay[at] ?? []);
  const negatives = Array.from({ length: NEGATIVES }, () => random.integer(rows.length / width));
  const states = new Float32Array(chosen.length * width);
  chosen.forEach(({ state }, at) => {
    states.set(state, at * width);
  });
  const targets = chosen.map(({ product }) => product);
  return {
    states,
    positives: gatherRows(rows, targets, width),
    negatives: gatherRows(rows, negatives, width),
    collision: collisions(targets, negatives),
  };
}
