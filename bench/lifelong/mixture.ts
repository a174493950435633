/** A shopper's expert mixture as it lives on a device, with parts of it taken out, and a control that does what one should not. */

import { rankerGradient } from '../../models/local-gradients.ts';
import { adamState, adamStep } from '../../models/optimiser.ts';
import { flatten, unflatten } from '../../models/parameters.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { logitsOf } from '../../models/ranker-logits.ts';
import type { TrainingEvent } from '../../server/trainer/train-encoder.ts';
import {
  type ExpertMixture,
  learned,
  type MixtureOptions,
  mixedScores,
  ndcgAt10,
  newExpertMixture,
} from '../../src/learner/expert-mixture.ts';
import { isChoiceAt, type Method, type ReleaseLists, rowsInOrder, WARM_UP } from './walk.ts';

/** The mixture without one of its experts: what it would have been trusted with goes to the others. */
export const WITHOUT_LINE: MixtureOptions = { trust: { release: 2 / 3, line: 0, taste: 1 / 3 } };
export const WITHOUT_TASTE: MixtureOptions = { trust: { release: 0.5, line: 0.5, taste: 0 } };
/** The line's correction alone, whatever it has done for this shopper. */
export const LINE_ALWAYS: MixtureOptions = { trust: { release: 0, line: 1, taste: 0 } };

interface Learner<State> {
  readonly fresh: State;
  /** After the choice at `at`, which came to another product than the event before it. */
  learn(state: State, events: readonly TrainingEvent[], at: number): Promise<State>;
  list(state: State, events: readonly TrainingEvent[], at: number): Promise<readonly number[]>;
}

/** A new shopper begins afresh. Every choice is learned from once, before the next list. */
function learningMethod<State>(name: string, { fresh, learn, list }: Learner<State>): Method {
  let session: { readonly of: readonly TrainingEvent[]; state: State; next: number } | undefined;
  return {
    name,
    async rank(events, at) {
      const current = session?.of === events ? session : { of: events, state: fresh, next: 1 };
      session = current;
      for (; current.next < at; current.next++) {
        if (isChoiceAt(events, current.next)) current.state = await learn(current.state, events, current.next);
      }
      return list(current.state, events, at);
    },
  };
}

export function mixtureMethod(name: string, lists: ReleaseLists, options: MixtureOptions = {}): Method {
  const { categories, learn } = mixtureOf(lists, options);
  return learningMethod(name, {
    fresh: newExpertMixture(options),
    learn,
    async list(mixture, events, at) {
      const scored = await lists.scoredBefore(events, at);
      return rowsInOrder(scored.products, mixedScores(mixture, scored, categories));
    },
  });
}

function mixtureOf(lists: ReleaseLists, options: MixtureOptions) {
  const categories = lists.model.tables.attributes.category;
  const learn = async (mixture: ExpertMixture, events: readonly TrainingEvent[], at: number) => {
    const scored = await lists.scoredBefore(events, at);
    return learned(mixture, scored, categories, scored.products.indexOf(events[at]?.product ?? -1), options);
  };
  return { categories, learn };
}

/** Fine-tuning as it is first thought of: large steps of the whole ranker on the last choice, nothing that holds it back. */
export function naiveMethod(name: string, lists: ReleaseLists): Method {
  const [STEPS, RATE] = [2, 0.05];
  return learningMethod<Float32Array | undefined>(name, {
    fresh: undefined,
    async learn(tuned, events, at) {
      const scored = await lists.scoredBefore(events, at);
      const chosen = scored.products.indexOf(events[at]?.product ?? -1);
      if (chosen < 0) return tuned;
      const flat = (tuned ?? flatten(RANKER_LAYOUT, lists.model.shared)).slice();
      const adam = adamState(flat.length);
      for (let step = 0; step < STEPS; step++) {
        const { gradient } = await rankerGradient(unflatten(RANKER_LAYOUT, flat), scored, chosen);
        adamStep(flat, gradient, adam, RATE);
      }
      return flat;
    },
    async list(tuned, events, at) {
      const scored = await lists.scoredBefore(events, at);
      const logits = tuned ? await logitsOf(unflatten(RANKER_LAYOUT, tuned), scored.features) : scored.logits;
      return rowsInOrder(scored.products, logits);
    },
  });
}

/** NDCG@10 of a test of the older half of a history: as the mixture was then, as it is at the end, and without one. */
export interface Probe {
  readonly atTheTime: number;
  readonly atTheEnd: number;
  readonly frozen: number;
}

/** What a mixture that has learned the whole history still knows of its older half: only tests with a choice. */
export async function probesOf(lists: ReleaseLists, events: readonly TrainingEvent[]): Promise<Probe[]> {
  const { categories, learn } = mixtureOf(lists, {});
  let mixture = newExpertMixture();
  const older: { readonly at: number; readonly earlier: ExpertMixture }[] = [];
  for (let at = 1; at < events.length; at++) {
    if (!isChoiceAt(events, at)) continue;
    if (at >= WARM_UP && at < events.length / 2) older.push({ at, earlier: mixture });
    mixture = await learn(mixture, events, at);
  }
  const probes: Probe[] = [];
  for (const { at, earlier } of older) {
    const scored = await lists.scoredBefore(events, at);
    const gainOf = (by: ExpertMixture) => {
      const list = rowsInOrder(scored.products, mixedScores(by, scored, categories));
      return ndcgAt10(list.indexOf(events[at]?.product ?? -1));
    };
    probes.push({ atTheTime: gainOf(earlier), atTheEnd: gainOf(mixture), frozen: gainOf(newExpertMixture()) });
  }
  return probes;
}
