/** The personal adapter as it lives on a device, and a control that does what one should not. */

import type { TrainingEvent } from '../../server/trainer/train-encoder.ts';
import { TRAINING_DEFAULTS } from '../../server/trainer/training-options.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { ndcgAt10, tested } from '../../src/learner/gate.ts';
import {
  type Choice,
  MAX_REPLAY,
  newPersonalAdapter,
  type PersonalAdapter,
  personalState,
  type StepOptions,
  trainedOnce,
} from '../../src/learner/personal-adapter.ts';
import type { Method, ReleaseLists } from './walk.ts';

export interface AdapterUse {
  /** Ranks only while it has found this shopper's products better than the release alone. */
  readonly gated: boolean;
  /** Gradient steps after each choice. */
  readonly steps: number;
  /** Choices that are replayed; a control has none but the last. */
  readonly replay: number;
  readonly how: StepOptions;
}

export const AS_SHIPPED: AdapterUse = { gated: true, steps: 2, replay: MAX_REPLAY, how: {} };
/** Fine-tuning as it is first thought of: large steps on the last choice, nothing that holds it back, always in use. */
export const NAIVE: AdapterUse = { gated: false, steps: 5, replay: 1, how: { learningRate: 0.05, driftWeight: 0 } };

interface Session {
  readonly of: readonly TrainingEvent[];
  adapter: PersonalAdapter;
  replay: Choice[];
  /** The event that is to be learned from next. */
  next: number;
}

/** A new shopper begins with a new adapter. Each choice is tested first where there is a gate, then learned from. */
export function adapterMethod(name: string, lists: ReleaseLists, { gated, steps, replay, how }: AdapterUse): Method {
  const { model, rows } = lists;
  const { shape } = model;
  let session: Session | undefined;

  async function learn(current: Session, at: number): Promise<void> {
    const product = present(current.of[at], 'event').product;
    // Going from a page to its own cart button is no choice.
    if (product === current.of[at - 1]?.product) return;
    const state = await lists.stateBefore(current.of, at);
    let { adapter } = current;
    if (gated && adapter.steps > 0) {
      const placeFrom = async (from: Float32Array) => (await lists.listBefore(current.of, at, from)).indexOf(product);
      const gain = ndcgAt10(await placeFrom(personalState(adapter, state))) - ndcgAt10(await placeFrom(state));
      adapter = { ...adapter, gate: tested(adapter.gate, gain) };
    }
    current.replay = [...current.replay, { state: Float32Array.from(state), product }].slice(-replay);
    const random = seededRandom(`adapter/${adapter.steps}`);
    for (let step = 0; step < steps; step++) {
      adapter = await trainedOnce(adapter, current.replay, rows, TRAINING_DEFAULTS.temperature, random, how);
    }
    current.adapter = adapter;
  }

  return {
    name,
    async rank(events, at) {
      const current =
        session?.of === events
          ? session
          : { of: events, adapter: newPersonalAdapter(shape.width), replay: [], next: 1 };
      session = current;
      while (current.next < at) await learn(current, current.next++);
      const state = await lists.stateBefore(events, at);
      const inUse = current.adapter.steps > 0 && (!gated || current.adapter.gate.inUse);
      return lists.listBefore(events, at, inUse ? personalState(current.adapter, state) : state);
    },
  };
}
