import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { manualClock } from '../base/clock.ts';
import { seededRandom } from '../base/seeded-random.ts';
import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { openHistory } from '../history/open-history.ts';
import { backgroundLearner } from './background-learning.ts';
import type { ServingModel } from './serving-model.ts';

const [WIDTH, PRODUCTS] = [8, 60];
const signal = new AbortController().signal;

beforeAll(() => tf.setBackend('cpu'));

/** A model whose states say nothing of this shopper, and a shopper who takes only what lies in one direction. */
function stubborn(release: string) {
  const random = seededRandom('stubborn');
  const normal = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const rows = unitRowsInPlace(normal(PRODUCTS * WIDTH), WIDTH);
  const liking = unitRowsInPlace(normal(WIDTH), WIDTH);
  const byLiking = [...scoreRows(rows, liking).entries()].sort((a, b) => b[1] - a[1]);
  let encoded = 0;
  const model = {
    release: { id: release },
    learnable: { shape: { width: WIDTH }, temperature: 0.1, rows },
    inputOf: (events: readonly ProductEvent[]) =>
      events.map(({ productId }) => ({ product: Number(productId), kind: 0, gap: 0 })),
    async stateOf(input: readonly { product: number }[]) {
      encoded++;
      const noise = seededRandom(`state ${input.length}`);
      return unitRowsInPlace(
        Float32Array.from({ length: WIDTH }, () => noise.normal()),
        WIDTH,
      );
    },
    async rank(_: unknown, state: Float32Array) {
      const scores = scoreRows(rows, state);
      return [...scores.entries()].map(([product, score]) => ({ product, score })).sort((a, b) => b.score - a.score);
    },
  } as unknown as ServingModel;
  const choices = (count: number): ProductEvent[] =>
    Array.from({ length: count }, (_, i) => ({
      kind: 'view',
      atMs: i,
      productId: String(byLiking[(3 * i) % 7]?.[0]) as ProductId,
    }));
  return { model, choices, liking, encoded: () => encoded };
}

async function memory() {
  const consent = { history: false, sync: false };
  return openHistory({ shop: 'stubborn', consent, clock: manualClock(0) });
}

describe('learning in the background', () => {
  it('lets the adapter into serving once it has proven itself, and turns the state towards the taste', async () => {
    const { model, choices, liking } = stubborn('one');
    const history = await memory();
    const learner = backgroundLearner(history, manualClock(0));
    const state = unitRowsInPlace(
      liking.map((value, d) => (d % 2 === 0 ? -value : 0.3)),
      WIDTH,
    );
    const towards = () => scoreRows(liking, learner.adapt(model, state))[0] as number;
    await history.append(choices(10));
    await learner.work(model, 1, signal);
    expect(learner.status).toEqual({ steps: 18, adapterInUse: false });
    expect(learner.adapt(model, state)).toBe(state);
    const before = towards();
    await history.append(choices(90));
    await learner.work(model, 1, signal);
    expect(learner.status.adapterInUse).toBe(true);
    expect(towards()).toBeGreaterThan(before + 0.2);
    expect(learner.adapt({ ...model, release: { id: 'other' } } as unknown as ServingModel, state)).toBe(state);
  });

  it('goes on after a reload where it was, and begins anew with another release', async () => {
    const { model, choices, encoded } = stubborn('one');
    const history = await memory();
    await history.append(choices(100));
    const first = backgroundLearner(history, manualClock(0));
    await first.work(model, 1, signal);
    const [taught, calls] = [first.status, encoded()];
    const again = backgroundLearner(history, manualClock(0));
    await again.work(model, 1, signal);
    expect(again.status).toEqual(taught);
    // The replay is encoded again; nothing is tested or learned twice.
    expect(encoded() - calls).toBe(99);
    const next = { ...model, release: { id: 'two' } } as unknown as ServingModel;
    const slow = manualClock(0);
    const other = backgroundLearner(history, slow);
    expect(await other.work(next, 0, signal)).toBe(true);
    expect(other.status).toEqual({ steps: 0, adapterInUse: false });
  });
});
