import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { allOf } from '../../models/own-memory.ts';
import { sizeOf } from '../../models/parameters.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { rankCandidates } from '../../src/ranker/rank-candidates.ts';
import { RING, RING_OPTIONS, ringShoppers } from '../../test/kit/ring-training.ts';
import { datasetOf } from './dataset.ts';
import { statesOf } from './evaluate-states.ts';
import { someProducts, weightForParity, without, withTower } from './new-products.ts';
import type { RankingExample } from './ranking-examples.ts';
import { startBackend } from './start-backend.ts';
import { train } from './train.ts';

beforeAll(() => startBackend('wasm'));

describe('the product tower', () => {
  const vectors = Float32Array.of(1, 0, 0, 1, 9, 9, 7, 7);
  const near = [new Map(), new Map(), new Map([[0, 0.8], [3, 0.5], [1, 0.4]]), new Map()]; // biome-ignore format: a row a product

  test('gives a product without events the mean of what reads alike and has events, by the square of the likeness', () => {
    const out = withTower(vectors, 2, near, Float32Array.of(5, 2, 0, 0));
    expect(out[4]).toBeCloseTo(0.64);
    expect(out[5]).toBeCloseTo(0.16);
  });

  test('leaves what has events, and what nothing reads like', () => {
    expect([...withTower(vectors, 2, near, Float32Array.of(5, 2, 1, 0))]).toEqual([...vectors]);
    expect([...withTower(vectors, 2, near, Float32Array.of(0, 0, 0, 0))]).toEqual([...vectors]);
  });
});

test('a share of the products is taken for new, the same for the same seed, and their events go', () => {
  const events = (rows: readonly number[]) => rows.map((product) => ({ product, kind: 0 }));
  const sequences = [events([0, 1, 2, 3]), events([4, 5, 6, 7, 8, 9]), events([0, 9])];
  const hidden = someProducts(sequences, 0.2, seededRandom('x'));
  expect(hidden.size).toBe(2);
  expect(someProducts(sequences, 0.2, seededRandom('x'))).toEqual(hidden);
  const [first = -1] = hidden;
  expect(without(events([first, 77, first]), hidden)).toEqual(events([77]));
});

describe('the weight of new products', () => {
  const blank = new Map(RANKER_LAYOUT.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))] as const));
  const [popularity, fresh] = [FEATURES.indexOf('popularity'), FEATURES.indexOf('fresh')];
  const ranker = new Map(blank).set(
    'ranker.line',
    Float32Array.from(FEATURES, (_, at) => (at === popularity ? 1 : 0)),
  );
  /** Twelve known products, the better the earlier, and a new one as good as the last; one of them was chosen. */
  const example = (chosen: number): RankingExample => {
    const features = new Float32Array(13 * FEATURES.length);
    for (let row = 0; row < 13; row++) features[row * FEATURES.length + popularity] = -Math.min(row, 11);
    features[12 * FEATURES.length + fresh] = 1;
    const products = Uint32Array.from({ length: 13 }, (_, row) => row);
    return { candidates: { products, features }, chosen, target: chosen, shopper: 0, isNew: chosen === 12 };
  };

  test('is the least that lets them be found so often as asked', async () => {
    const examples = [example(12), example(3)];
    const gain = (place: number) => 1 / Math.log2(place + 2);
    // The known one stands fourth until the new one, which begins at -11, has passed it too.
    expect(await weightForParity(ranker, examples, 1)).toBeCloseTo(8, 1);
    expect(await weightForParity(ranker, examples, gain(9) / gain(3))).toBeCloseTo(2, 1);
    expect(await weightForParity(ranker, examples, 0)).toBe(0);
  });

  test('counts what retrieval missed as not found', async () => {
    const missed = { ...example(3), chosen: -1 };
    // Half of the others are found now, so that new ones need to come to place 8 only: -11 + 4.
    const gain = (place: number) => 1 / Math.log2(place + 2);
    expect(gain(8)).toBeGreaterThan(gain(3) / 2);
    const [all, half] = [
      [example(12), example(3)],
      [example(12), example(3), missed],
    ];
    expect(await weightForParity(ranker, half, 1)).toBeLessThan((await weightForParity(ranker, all, 1)) - 3);
    const missedNew = { ...example(12), chosen: -1 };
    expect(await weightForParity(ranker, [example(12), missedNew, example(3)], 1)).toBeGreaterThan(8.5);
  });

  test('is 0 where no new product was chosen', async () => {
    expect(await weightForParity(ranker, [example(3)], 1)).toBe(0);
  });
});

describe('a product that nobody has had, in a shop of which the rest walks a ring', () => {
  const title = (place: number) => `shape${place} colour${Math.floor(place / 2)}`;
  const text = (place: number) => ({ title: title(place), brand: '', categories: '', price: undefined });
  const places = Array.from({ length: RING }, (_, place) => place);
  const catalogue = new Map([
    ...places.map((place) => [`p${place}`, text(place)] as const),
    ...places.filter((place) => place % 5 === 0).map((place) => [`new${place}`, text(place)] as const),
  ]);
  const logs = ringShoppers(300).map(({ shopper, items }) => ({
    shopper,
    events: items.map((productId) => ({ productId, kind: 0 })),
  }));
  const data = datasetOf(logs, catalogue);
  const row = (id: string) => present(data.rowOf.get(id), id);

  test('has the vector of what it reads like, near enough', async () => {
    const { model } = await train(data, RING_OPTIONS, undefined, () => {});
    const rows = dequantiseRows(model.vectors);
    const width = RING_OPTIONS.shape.width;
    const vector = rows.subarray(row('new10') * width, (row('new10') + 1) * width);
    const alike = scoreRows(rows, vector);
    expect(alike[row('p10')]).toBeGreaterThan(0.9);
    expect(Math.abs(alike[row('p30')] ?? 1)).toBeLessThan(0.5);
  });

  /** Mean place of the new product among what is proposed to who walked up to it. */
  async function placeOfNew(newProductParity: number): Promise<number> {
    const { model } = await train(data, { ...RING_OPTIONS, newProductParity }, undefined, () => {});
    const rows = dequantiseRows(model.vectors);
    const ranks: number[] = [];
    for (const place of places.filter((at) => at % 5 === 0)) {
      const history = [3, 2, 1].map((back) => row(`p${(place + RING - back) % RING}`));
      const events = history.map((product) => ({ product, kind: 0 }));
      const state = await statesOf(model.shape, model.base, rows, [events]);
      const list = await rankCandidates(
        model.tables,
        model.shared,
        allOf(events),
        { scores: scoreRows(rows, state), rows },
        new Set(history),
      );
      const at = list.findIndex(({ product }) => product === row(`new${place}`));
      ranks.push(at < 0 ? data.ids.length : at);
    }
    return ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  }

  test('stands near the top of the list of who walks up to what it reads like, and nearer when it is favoured', async () => {
    const [honest, favoured] = [await placeOfNew(0), await placeOfNew(1)];
    expect(favoured).toBeLessThan(5);
    expect(favoured).toBeLessThanOrEqual(honest);
  });
});
