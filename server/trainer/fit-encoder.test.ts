import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { RING_OPTIONS, ringCases, ringDataset } from '../../test/kit/ring-training.ts';
import type { Checkpoint } from './checkpoint.ts';
import { fitEncoder, judged } from './fit-encoder.ts';
import { startBackend } from './start-backend.ts';
import { startingVectors } from './starting-vectors.ts';

beforeAll(() => startBackend('wasm'));

const data = ringDataset(120);

/** The checkpoints after each epoch of a search over ring shoppers. */
async function searched(epochs: number, cases: number): Promise<readonly Checkpoint[]> {
  const kept: Checkpoint[] = [];
  const options = { ...RING_OPTIONS, epochs, finishEpochs: 1, learningRate: 0.02 };
  const random = seededRandom('search');
  await fitEncoder({
    ...{
      options,
      random,
      kept: data.sequences,
      all: data.sequences,
      startedAtMs: 0,
      signal: undefined,
      threads: undefined,
    },
    ...{ watched: ringCases(data, cases), watchedAtTheEnd: [], onProgress: () => {} },
    vectors: () => startingVectors(data.sequences, data.ids.length, options.shape.width, random.fork('vectors')),
    keeper: {
      ...{ resumed: undefined, everyMs: 1e9 },
      save: async (checkpoint) => {
        if (checkpoint.phase === 'search') kept.push(structuredClone(checkpoint));
      },
    },
  });
  return kept;
}

test('the newest epoch is taken that is as good as the best, but for the noise of the figure', async () => {
  const checkpoints = await searched(12, 40);
  let [bar, worse] = [0, 0];
  for (const { state, best, ...place } of checkpoints) {
    const isBest = best?.parameters.every((value, at) => value === state.parameters[at]) ?? false;
    expect((best?.ndcg ?? 0) >= bar).toBe(true);
    worse = isBest ? 0 : worse + 1;
    expect(place.worse).toBe(worse);
    expect(place.bar).toBeGreaterThanOrEqual(bar);
    bar = place.bar;
  }
  // Small falls are forgiven: the best of noisy figures would have been kept instead.
  const found = checkpoints.map(({ best }) => best?.ndcg ?? 0);
  expect(found.some((ndcg, at) => at > 0 && ndcg < (found[at - 1] ?? 0))).toBe(true);
});

test('an epoch is worse when it falls below the best by more than its error', () => {
  const figures = [0, 0.1, 0.4, 0.32, 0.29, 0.5, 0.4, 0.39, 0.38, 0.42].map((ndcg) => ({ ndcg, standardError: 0.1 }));
  let state = { bar: 0, worse: 0 };
  const seen = figures.map((figure) => {
    state = judged(state, figure);
    return [Number(state.bar.toFixed(6)), state.worse];
  });
  expect(seen).toEqual([
    [0, 0],
    [0, 0],
    [0.3, 0],
    [0.3, 0],
    [0.3, 1],
    [0.4, 0],
    [0.4, 0],
    [0.4, 1],
    [0.4, 2],
    [0.4, 0],
  ]);
});
