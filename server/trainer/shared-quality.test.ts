import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { allOf } from '../../models/own-memory.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { historyEncoder } from '../../src/encoder/history-encoder.ts';
import { rankCandidates } from '../../src/ranker/rank-candidates.ts';
import { RING_OPTIONS, ringCases, ringDataset } from '../../test/kit/ring-training.ts';
import type { HeldOut } from './evaluate-states.ts';
import { sharedQuality } from './shared-quality.ts';
import { startBackend } from './start-backend.ts';
import { train } from './train.ts';

let model: ReleaseModel;
let cases: HeldOut[];

beforeAll(async () => {
  await startBackend('wasm');
  const data = ringDataset(300);
  ({ model } = await train(data, RING_OPTIONS, undefined, () => {}));
  cases = ringCases(data, 75);
});

/** The shared values, each tensor through `change`. */
function changed(change: (name: string, values: Float32Array) => Float32Array): Map<string, Float32Array> {
  return new Map([...model.shared].map(([name, values]) => [name, change(name, values)]));
}

/** As the browser and `predict` serve: one history at a time, the whole list sorted. */
async function servedQuality(shared: ReadonlyMap<string, Float32Array>) {
  const rows = dequantiseRows(model.vectors);
  const encoder = historyEncoder(model.shape, model.base, shared, rows);
  let [ndcg, hits] = [0, 0];
  for (const { history, target } of cases) {
    const seen = history.map(({ product }) => product);
    const state = await encoder.encode(history.map((event) => ({ ...event, gap: 0 })));
    const ranked = await rankCandidates(
      model.tables,
      shared,
      allOf(history),
      { scores: scoreRows(rows, state), rows },
      new Set(seen),
    );
    const place = ranked.slice(0, 10).findIndex(({ product }) => product === target);
    if (place < 0) continue;
    hits++;
    ndcg += 1 / Math.log2(place + 2);
  }
  encoder.dispose();
  return { ndcg: ndcg / cases.length, hitRate: hits / cases.length };
}

describe('sharedQuality', () => {
  test('is what serving gives, also with an adapter, a bias and a ranker of another kind', async () => {
    const random = seededRandom('another shared part');
    const other = changed((_, values) => values.map((value) => value + 1.5 * random.normal()));
    // The encoder's score alone decides, so that its adapter and bias cannot hide behind the tables of the ring.
    const encoderAlone = changed((name, values) => {
      if (!name.startsWith('ranker.')) return values.map(() => random.normal());
      return values.map((_, at) => (name === 'ranker.line' && at === FEATURES.indexOf('encoder') ? 1 : 0));
    });
    for (const shared of [model.shared, other, encoderAlone]) {
      const [got, want] = [await sharedQuality(model, shared, cases), await servedQuality(shared)];
      expect(got.ndcg).toBeCloseTo(want.ndcg, 6);
      expect(got.hitRate).toBeCloseTo(want.hitRate, 6);
    }
    const figures = [model.shared, other, encoderAlone].map(async (shared) => (await servedQuality(shared)).ndcg);
    expect(new Set(await Promise.all(figures)).size).toBe(3);
  });

  test('is high for what was trained and low for its ranker turned round', async () => {
    const good = await sharedQuality(model, model.shared, cases);
    const ends = ['ranker.line', 'ranker.contract'];
    const poisoned = changed((name, values) => (ends.includes(name) ? values.map((value) => -value) : values));
    const bad = await sharedQuality(model, poisoned, cases);
    expect(good.ndcg).toBeGreaterThan(0.7);
    expect(bad.ndcg).toBeLessThan(good.ndcg - 0.3);
  });

  test('is nothing where numbers are not finite, however short the list', async () => {
    for (const name of ['state.bias', 'ranker.line', 'block0.expand.b']) {
      const broken = changed((at, values) => (at === name ? values.map(() => Number.NaN) : values));
      expect(await sharedQuality(model, broken, cases)).toEqual({ ndcg: 0, hitRate: 0 });
    }
  });

  test('takes an empty history and no cases at all', async () => {
    const target = present(cases[0], 'case').target;
    expect((await sharedQuality(model, model.shared, [{ history: [], target }])).hitRate).toBeLessThanOrEqual(1);
    expect(await sharedQuality(model, model.shared, [])).toEqual({ ndcg: 0, hitRate: 0 });
    expect(sharedLayout(model.shape).length).toBe(model.shared.size);
  });
});
