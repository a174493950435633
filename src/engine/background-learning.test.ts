import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import { manualClock } from '../base/clock.ts';
import { seededRandom } from '../base/seeded-random.ts';
import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { openHistory } from '../history/open-history.ts';
import { backgroundLearner } from './background-learning.ts';
import type { ServingModel } from './serving-model.ts';

const PRODUCTS = 60;
const LIKED = FEATURES.indexOf('content');
const signal = new AbortController().signal;

/** A release that says nothing of this shopper, and a shopper who takes what one of its features is high for. */
function stubborn(release: string) {
  let scored = 0;
  /** The list after so many events. */
  const listAfter = (events: number): ScoredCandidates => {
    const random = seededRandom(`list ${events}`);
    const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal());
    return {
      products: Uint32Array.from({ length: PRODUCTS }, (_, row) => row),
      features: normals(PRODUCTS * FEATURES.length),
      logits: normals(PRODUCTS),
    };
  };
  const model = {
    key: release,
    counts: () => true,
    learnable: { tables: { attributes: { category: new Uint16Array(PRODUCTS) } } },
    inputOf: (events: readonly ProductEvent[]) =>
      events.map(({ productId }) => ({ product: Number(productId), kind: 0, gap: 0 })),
    async listAfter(input: readonly unknown[]) {
      scored++;
      return listAfter(input.length);
    },
  } as unknown as ServingModel;
  const liking = ({ features }: ScoredCandidates, row: number) => features[row * FEATURES.length + LIKED] as number;
  const choices = (from: number, to: number): ProductEvent[] =>
    Array.from({ length: to - from }, (_, i) => {
      const list = listAfter(from + i);
      const liked = [...list.products].reduce((best, row) => (liking(list, row) > liking(list, best) ? row : best));
      return { kind: 'view', atMs: 20_000 * (from + i), productId: String(liked) as ProductId };
    });
  return { model, choices, listAfter, liking, scored: () => scored };
}

async function memory() {
  const consent = { history: false, sync: false };
  return openHistory({ shop: 'stubborn', consent, clock: manualClock(0) });
}

describe('learning in the background', () => {
  it('turns lists towards what the shopper chooses, once it has come to the end of the history', async () => {
    const { model, choices, listAfter, liking } = stubborn('one');
    const history = await memory();
    const clock = manualClock(0);
    const learner = backgroundLearner(history, clock);
    const list = listAfter(1000);
    const first = (scores: Float32Array) => scores.indexOf(Math.max(...scores));
    expect(await learner.scores(model, list)).toBe(list.logits);
    await history.append(choices(0, 100));
    // Time is up after the first of them: half of a past is nobody's taste.
    const ticking = { ...clock, nowMs: () => clock.nowMs() + (clock.advance(1), 0) };
    const hasty = backgroundLearner(history, ticking);
    expect(await hasty.work(model, 20, signal)).toBe(true);
    expect(hasty.status.choices).toBeGreaterThan(0);
    expect(await hasty.scores(model, list)).toBe(list.logits);
    expect(await backgroundLearner(history, clock).scores(model, list)).toBe(list.logits);
    await learner.work(model, Number.POSITIVE_INFINITY, signal);
    const scores = await learner.scores(model, list);
    expect(liking(list, first(scores))).toBeGreaterThan(liking(list, first(list.logits)) + 0.5);
    // Of another release nothing has been learned.
    const other = { ...model, key: 'other' } as unknown as ServingModel;
    expect(await learner.scores(other, list)).toBe(list.logits);
  });

  it('goes on after a reload where it was, ranks from the first list on, and begins anew with another release', async () => {
    const { model, choices, listAfter, scored } = stubborn('one');
    const history = await memory();
    await history.append(choices(0, 100));
    const first = backgroundLearner(history, manualClock(0));
    await first.work(model, 1, signal);
    const [taught, calls, list] = [first.status, scored(), listAfter(1000)];
    const again = backgroundLearner(history, manualClock(0));
    expect(await again.scores(model, list)).toEqual(await first.scores(model, list));
    await again.work(model, 1, signal);
    expect(again.status).toEqual(taught);
    // Nothing is tested or learned twice.
    expect(scored()).toBe(calls);
    await history.append(choices(100, 110));
    await again.work(model, 1, signal);
    const next = { ...model, key: 'two' } as unknown as ServingModel;
    const other = backgroundLearner(history, manualClock(0));
    expect(await other.work(next, 0, signal)).toBe(true);
    expect(other.status.choices).toBe(0);
  });

  it('learns nothing from a thousand events a minute, and goes on where a human does', async () => {
    const { model, choices } = stubborn('one');
    const history = await memory();
    const robot = choices(0, 400).map((event, at) => ({ ...event, atMs: 60 * at }));
    await history.append(robot);
    const learner = backgroundLearner(history, manualClock(0));
    await learner.work(model, 1, signal);
    const { choices: learned } = learner.status;
    expect(learned).toBeLessThan(100);
    await history.append(choices(400, 420));
    await learner.work(model, 1, signal);
    expect(learner.status.choices).toBe(learned + 20);
  });

  it('takes a clock that jumps back for no robot', async () => {
    const { model, choices } = stubborn('one');
    const history = await memory();
    await history.append(
      choices(0, 150).map((event, at) => ({ ...event, atMs: at < 100 ? event.atMs : event.atMs - 1e9 })),
    );
    const learner = backgroundLearner(history, manualClock(0));
    await learner.work(model, 1, signal);
    const steady = await memory();
    await steady.append(choices(0, 150));
    const other = backgroundLearner(steady, manualClock(0));
    await other.work(model, 1, signal);
    expect(learner.status).toEqual(other.status);
  });

  it('learns from a choice whose list failed when it is tried again, and nothing from a list of no numbers', async () => {
    const { model, choices } = stubborn('one');
    const { listAfter } = model;
    const status = async (broken: ServingModel['listAfter']) => {
      const history = await memory();
      await history.append(choices(0, 20));
      const learner = backgroundLearner(history, manualClock(0));
      await learner.work({ ...model, listAfter: broken }, 1, signal).catch(() => {});
      await learner.work(model, 1, signal);
      return learner.status;
    };
    let asked = 0;
    const steady = await status(listAfter);
    const failing = await status((input) => (++asked === 7 ? Promise.reject(new Error('lost')) : listAfter(input)));
    expect(failing).toEqual(steady);
    const numberless = await status(async (input) => {
      const list = await listAfter(input);
      return input.length === 7 ? { ...list, logits: list.logits.fill(Number.NaN) } : list;
    });
    expect(numberless.choices).toBe(steady.choices - 1);
    expect(numberless.trust.line).toBeCloseTo(steady.trust.line, 0);
  });

  it('comes to the same whether it has learned in one sitting or in many', async () => {
    const { model, choices, listAfter } = stubborn('one');
    const [once, often] = [await memory(), await memory()];
    await once.append(choices(0, 60));
    const steady = backgroundLearner(once, manualClock(0));
    await steady.work(model, 1, signal);
    for (let from = 0; from < 60; from += 20) {
      await often.append(choices(from, from + 20));
      await backgroundLearner(often, manualClock(0)).work(model, 1, signal);
    }
    const list = listAfter(1000);
    const reloaded = backgroundLearner(often, manualClock(0));
    expect(await reloaded.scores(model, list)).toEqual(await steady.scores(model, list));
  });
});
