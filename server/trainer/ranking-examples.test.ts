import { beforeAll, expect, it } from 'vitest';
import { encoderLayout } from '../../models/behaviour-encoder.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues } from '../../models/parameters.ts';
import { productAttributes } from '../../models/product-attributes.ts';
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { RING_OPTIONS } from '../../test/kit/ring-training.ts';
import { rankingExamples } from './ranking-examples.ts';
import { startBackend } from './start-backend.ts';
import { tablesOf } from './tables.ts';

const PRODUCTS = 400;
const { shape } = RING_OPTIONS;
beforeAll(() => startBackend('wasm'));

it('has the popular products alone for a history that is empty, as serving has', async () => {
  const random = seededRandom('examples');
  const rows = unitRowsInPlace(
    Float32Array.from({ length: PRODUCTS * shape.width }, () => random.normal()),
    shape.width,
  );
  const weights = startingValues(encoderLayout(shape), random);
  const none = new Float32Array(PRODUCTS);
  const content = neighbourTable(
    Array.from({ length: PRODUCTS }, () => new Map()),
    1,
  );
  const fixed = {
    attributes: productAttributes(Array.from({ length: PRODUCTS }, () => undefined)),
    conversions: { shoppers: none, converted: none, views: none },
  };
  const event = (product: number) => ({ product, kind: 0 });
  const tables = tablesOf([[event(300), event(301)]], PRODUCTS, content, fixed);
  const cases = [
    { shopper: 0, history: [], target: 5 },
    { shopper: 1, history: [event(300)], target: 301 },
  ];
  const [empty, other] = await rankingExamples({ shape, weights, rows }, cases, tables);
  expect(empty?.candidates.products).toHaveLength(20);
  expect(other?.candidates.products.length).toBeGreaterThanOrEqual(150);
});
