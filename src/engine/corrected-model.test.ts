import { beforeAll, expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { logitsOf } from '../../models/ranker-logits.ts';
import { startBackend } from '../../server/trainer/start-backend.ts';
import { seededRandom } from '../base/seeded-random.ts';
import { NOTHING_OFF } from '../learner/switched-off.ts';
import { correctedModel } from './corrected-model.ts';
import type { ServingModel } from './serving-model.ts';

const PRODUCTS = 9;
const PRICE = FEATURES.indexOf('price');
const random = seededRandom('prices');
const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal());
const shared = new Map(RANKER_LAYOUT.map(({ name, shape }) => [name, normals(shape.reduce((a, b) => a * b, 1))]));
const features = normals(PRODUCTS * FEATURES.length);

beforeAll(() => startBackend('wasm'));

/** A release that prices say something in. */
async function priced(): Promise<ServingModel> {
  const list = {
    products: Uint32Array.from({ length: PRODUCTS }, (_, row) => row),
    features,
    logits: await logitsOf(shared, features),
  };
  return {
    key: 'one',
    learnable: {
      shared,
      tables: { attributes: { price: Uint8Array.from({ length: PRODUCTS }, (_, row) => row + 1) } },
    },
    listAfter: async () => list,
  } as unknown as ServingModel;
}

test('prices that are off are in no list and in nothing that is fitted for a report', async () => {
  const model = await priced();
  const corrected = correctedModel(model, { ...NOTHING_OFF, price: true });
  const [before, after] = [await model.listAfter([]), await corrected.listAfter([])];
  const columnOf = (values: Float32Array, column: number) =>
    Array.from({ length: PRODUCTS }, (_, row) => values[row * FEATURES.length + column]);
  expect(columnOf(after.features, PRICE)).toEqual(Array(PRODUCTS).fill(0));
  FEATURES.forEach((_, at) => {
    if (at !== PRICE) expect(columnOf(after.features, at)).toEqual(columnOf(features, at));
  });
  expect(after.logits).not.toEqual(before.logits);
  expect(after.logits).toEqual(await logitsOf(shared, after.features));
  expect([...corrected.learnable.tables.attributes.price]).toEqual(Array(PRODUCTS).fill(0));
  // The release itself is as it was.
  expect(columnOf((await model.listAfter([])).features, PRICE)).toEqual(columnOf(features, PRICE));
  expect(model.learnable.tables.attributes.price[0]).toBe(1);
});

test('what is off names the model, so that nothing learned with another is taken for its own', async () => {
  const model = await priced();
  expect(correctedModel(model, NOTHING_OFF)).toBe(model);
  const keys = [{ price: true }, { brands: ['Alba'] }, { categories: ['Alba'] }].map(
    (off) => correctedModel(model, { ...NOTHING_OFF, ...off }).key,
  );
  expect(new Set([...keys, model.key]).size).toBe(4);
});
