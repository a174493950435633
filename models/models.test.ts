import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { plainTables } from '../test/kit/plain-tables.ts';
import {
  encode,
  encodeNewest,
  encoderLayout,
  fixedAdapter,
  foldAdapter,
  kindIndex,
  sharedEncoderLayout,
} from './behaviour-encoder.ts';
import { candidatesFor, FEATURES } from './candidate-features.ts';
import { compactValues } from './compact-parameters.ts';
import { neighbourTable } from './neighbours.ts';
import { collisions, sampledSoftmaxLoss, unitRows } from './objectives.ts';
import { adamState, adamStep } from './optimiser.ts';
import { allOf } from './own-memory.ts';
import { startingValues } from './parameters.ts';
import { productAttributes } from './product-attributes.ts';
import { dequantiseRows, quantiseRows, unitRowsInPlace } from './product-vectors.ts';
import { TensorFileError } from './release-format.ts';
import { baseLayout, decodeModel, encodeModel, sharedLayout } from './release-model.ts';
import { topRows } from './top-rows.ts';

const SHAPE = { width: 8, blocks: 2, feedForward: 12, maxEvents: 5, adapterRank: 2, adapterSeed: 'test' };

const base = startingValues(encoderLayout(SHAPE), seededRandom(1));
const shared = new Map(
  sharedEncoderLayout(SHAPE).map(({ name, shape }) => {
    const random = seededRandom(name);
    return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * random.normal())];
  }),
);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function states(
  products: Float32Array,
  values: ReadonlyMap<string, Float32Array>,
  adapter?: ReadonlyMap<string, Float32Array>,
) {
  const state = tf.tidy(() => {
    const shapes = new Map(
      [...encoderLayout(SHAPE), ...sharedEncoderLayout(SHAPE)].map(({ name, shape }) => [name, shape]),
    );
    const tensor = (source: ReadonlyMap<string, Float32Array>) => (name: string) => {
      const data = present(source.get(name), name);
      const rank = SHAPE.adapterRank;
      return tf.tensor(data, shapes.get(name)?.slice() ?? [data.length / rank, rank]);
    };
    return encode(
      SHAPE,
      tensor(values),
      {
        products: tf.tensor3d(products, [1, products.length / SHAPE.width, SHAPE.width]),
        kinds: tf.zeros([1, products.length / SHAPE.width], 'int32') as tf.Tensor2D,
        gaps: tf.zeros([1, products.length / SHAPE.width], 'int32') as tf.Tensor2D,
      },
      adapter && { adapter: tensor(adapter) },
    );
  });
  const data = state.dataSync().slice() as Float32Array;
  state.dispose();
  return data;
}

function someProducts(events: number): Float32Array {
  const random = seededRandom('products');
  return Float32Array.from({ length: events * SHAPE.width }, () => random.normal());
}

describe('behaviour encoder', () => {
  test('a state does not see what comes after it', () => {
    const whole = states(someProducts(4), base);
    const part = states(someProducts(3), base);
    for (let i = 0; i < part.length; i++) expect(whole[i]).toBeCloseTo(part[i] as number, 5);
  });

  test.each([
    ['as they start', 0],
    // Beyond what a float tells from 1, and from 0: nothing before the newest event is kept, and everything.
    ['that are all open', 60],
    ['that are all closed', -60],
  ])('the newest state alone is the last of all states, with gates %s', (_, bias) => {
    const values = new Map(base);
    for (const block of [0, 1]) values.set(`block${block}.gate.bias`, new Float32Array(SHAPE.width).fill(bias));
    const tensors = new Map(
      encoderLayout(SHAPE).map(({ name, shape }) => [name, tf.tensor(present(values.get(name), name), shape.slice())]),
    );
    for (const events of [1, 4]) {
      const scale = Math.sqrt(SHAPE.width);
      const rows = someProducts(events).map((value) => value / scale);
      const order = Array.from({ length: events }, (_unused, t) => t);
      const histories = [order, order.toReversed()].map((products) => ({
        products,
        kinds: products.map(() => 0),
        gaps: products.map(() => 0),
      }));
      const state = encodeNewest(SHAPE, values, (name) => present(tensors.get(name), name), rows, histories);
      const newest = state.dataSync();
      state.dispose();
      expect(newest).toHaveLength(2 * SHAPE.width);
      const last = histories.flatMap(({ products }) => {
        const inputs = products.flatMap((row) => [...rows.subarray(row * SHAPE.width, (row + 1) * SHAPE.width)]);
        return [
          ...states(
            Float32Array.from(inputs, (value) => value * scale),
            values,
          ),
        ].slice(-SHAPE.width);
      });
      for (const [d, value] of newest.entries()) expect(value).toBeCloseTo(last[d] as number, 5);
    }
    tf.dispose([...tensors.values()]);
  });

  test('folding the adapter into the base gives what adding it gives', () => {
    const added = states(someProducts(3), base, new Map([...shared, ...fixedAdapter(SHAPE)]));
    const folded = states(someProducts(3), foldAdapter(SHAPE, base, shared));
    const bias = present(shared.get('state.bias'), 'bias');
    const plain = states(someProducts(3), base);
    for (let i = 0; i < added.length; i++) {
      expect((folded[i] as number) + (bias[i % SHAPE.width] as number)).toBeCloseTo(added[i] as number, 4);
    }
    expect(Math.abs((folded[5] as number) - (plain[5] as number))).toBeGreaterThan(1e-3);
  });

  test('leaks no tensor', () => {
    const before = tf.memory().numTensors;
    states(someProducts(2), base);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('objectives', () => {
  test('the sampled softmax is the softmax over the positive and the negatives that are not it', () => {
    const loss = tf.tidy(() => {
      const states = tf.tensor2d([[3, 4]]);
      const [positive, negatives] = [
        unitRows(tf.tensor2d([[1, 0]])),
        unitRows(
          tf.tensor2d([
            [0, 2],
            [5, 0],
          ]),
        ),
      ];
      const collision = tf.tensor2d([[0, -1e9]]);
      return sampledSoftmaxLoss(states, positive, negatives, collision, tf.tensor1d([1]), 0.5).dataSync()[0];
    });
    // Cosines .6 and .8, over temperature .5: -ln(e^1.2 / (e^1.2 + e^1.6)).
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(0.4)), 5);
  });

  test('collisions mark exactly the negatives that are the positive of their position', () => {
    const big = -1e9;
    expect([...collisions([5, 7], [7, 5, 7])]).toEqual([0, Math.fround(big), 0, Math.fround(big), 0, Math.fround(big)]);
  });
});

describe('optimiser', () => {
  test('the first step of Adam moves by the learning rate against the sign of the gradient', () => {
    const parameters = Float32Array.of(1, 1, 1);
    adamStep(parameters, Float32Array.of(0.5, -20, 0), adamState(3), 0.1);
    expect([...parameters]).toEqual([0.9, 1.1, 1].map((value) => expect.closeTo(value, 5)));
  });
});

describe('product vectors', () => {
  test('int8 costs less than one percent of a unit row', () => {
    const random = seededRandom(7);
    const rows = unitRowsInPlace(
      Float32Array.from({ length: 50 * 64 }, () => random.normal()),
      64,
    );
    const back = dequantiseRows(quantiseRows(rows, 64));
    for (let row = 0; row < 50; row++) {
      const error = Math.hypot(
        ...rows.subarray(row * 64, row * 64 + 64).map((value, d) => value - (back[row * 64 + d] as number)),
      );
      expect(error).toBeLessThan(0.01);
    }
  });
});

const viewsOf = (...products: number[]) => allOf(products.map((product) => ({ product, kind: kindIndex('view') })));

describe('retrieval', () => {
  const table = neighbourTable(
    [
      new Map([
        [1, 0.5],
        [2, 0.9],
      ]),
      new Map([[3, 0.2]]),
      new Map(),
      new Map(),
    ],
    2,
  );
  const tables = plainTables(table, Float32Array.of(0.1, 0.4, 0.3, 0.2));

  test('what is excluded is never proposed', () => {
    const { products } = candidatesFor(tables, viewsOf(0), undefined, new Set([0, 2]));
    expect([...products]).toEqual([1, 3]);
  });

  test('a product without events is told by a number that stays as it is', () => {
    const { products, features } = candidatesFor(
      plainTables(tables.transition, Float32Array.of(1, 0, 0.5, 0)),
      viewsOf(0),
      undefined,
      new Set(),
    );
    const fresh = [...products].map((_, at) => features[at * FEATURES.length + FEATURES.indexOf('fresh')]);
    expect(fresh).toEqual([...products].map((row) => (row === 1 || row === 3 ? 1 : 0)));
    expect(fresh).toContain(1);
  });

  test('places and likeness are told apart as the encoder and the history have them', () => {
    const rows = Float32Array.of(1, 0, 0, 1, 0.6, 0.8, -1, 0);
    const opinion = { scores: Float32Array.of(0.3, 0.1, 0.9, -0.2), rows };
    const { products, features } = candidatesFor(tables, viewsOf(0, 1), opinion, new Set());
    const column = (name: (typeof FEATURES)[number]) =>
      [...products].map((_, at) => features[at * FEATURES.length + FEATURES.indexOf(name)] as number);
    const standardised = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const stdDev = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      return values.map((value) => expect.closeTo((value - mean) / stdDev, 5));
    };
    expect([...products]).toEqual([0, 1, 2, 3]);
    expect(column('encoderPlace')).toEqual(standardised([-Math.log(2), -Math.log(3), 0, -Math.log(4)]));
    const tied = candidatesFor(
      tables,
      viewsOf(0, 1),
      { scores: Float32Array.of(0.9, 0.1, 0.9, -0.2), rows },
      new Set(),
    );
    const tiedPlaces = [0, 1, 2, 3].map((at) => tied.features[at * FEATURES.length + FEATURES.indexOf('encoderPlace')]);
    expect(tiedPlaces).toEqual(standardised([0, -Math.log(3), 0, -Math.log(4)]));
    // The mean of (1, 0) and (0, 1), times every row.
    expect(column('likeness')).toEqual(standardised([0.5, 0.5, 0.7, -0.5]));
    const without = candidatesFor(tables, viewsOf(0, 1), undefined, new Set());
    for (const name of ['encoder', 'encoderPlace', 'likeness'] as const) {
      expect(
        [...without.products].map((_, at) => without.features[at * FEATURES.length + FEATURES.indexOf(name)]),
      ).toEqual([0, 0, 0, 0]);
    }
  });

  test('what a candidate names of the history counts, older events for less', () => {
    const naming = neighbourTable(
      [
        new Map([[2, 1]]),
        new Map([[2, 1]]),
        new Map([
          [0, 0.5],
          [1, 0.25],
        ]),
        new Map([[0, 0.5]]),
      ],
      2,
    );
    const { products, features } = candidatesFor(
      plainTables(naming, Float32Array.of(0.1, 0.4, 0.3, 0.2)),
      viewsOf(0, 1),
      undefined,
      new Set([0, 1]),
    );
    expect([...products]).toEqual([2, 3]);
    // Product 2 names both, product 3 the older one alone: of two different values one is 1 and the other -1.
    for (const name of ['before', 'covisitBack'] as const) {
      expect([...products].map((_, at) => features[at * FEATURES.length + FEATURES.indexOf(name)])).toEqual([
        expect.closeTo(1, 5),
        expect.closeTo(-1, 5),
      ]);
    }
    const all = candidatesFor(plainTables(naming, new Float32Array(4)), viewsOf(0, 1), undefined, new Set());
    // An event before the newest counts .6 of it.
    const [one, other] = [Math.sqrt(0.5 * 0.6 + 0.25), Math.sqrt(0.5 * 0.6)];
    const [mean, square] = [(one + other) / 4, (one ** 2 + other ** 2) / 4];
    const stdDev = Math.sqrt(square - mean ** 2);
    expect([...all.products].map((_, at) => all.features[at * FEATURES.length + FEATURES.indexOf('before')])).toEqual(
      [0, 0, one, other].map((value) => expect.closeTo((value - mean) / stdDev, 5)),
    );
  });

  test('the top rows are the largest, ties by row', () => {
    expect(topRows(Float32Array.of(1, 3, 2, 3), 3)).toEqual([1, 3, 2]);
    expect(topRows(Float32Array.of(1, 3), 0)).toEqual([]);
    expect(topRows(Float32Array.of(1, 3), 5)).toEqual([1, 0]);
  });

  test('few and many top rows are the head of one order', () => {
    const random = seededRandom('top rows');
    const values = Float32Array.from({ length: 1000 }, () => random.integer(300));
    const all = topRows(values, 1000);
    expect(all).toEqual([...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b));
    for (const count of [1, 20, 256, 257]) expect(topRows(values, count)).toEqual(all.slice(0, count));
  });

  test('a model comes back from its files as it was, and a neighbour outside the catalogue is refused', () => {
    const model = {
      shape: SHAPE,
      base: startingValues(baseLayout(SHAPE), seededRandom(1)),
      shared: startingValues(sharedLayout(SHAPE), seededRandom(2)),
      vectors: quantiseRows(someProducts(4), SHAPE.width),
      tables: {
        ...tables,
        attributes: productAttributes([
          { categories: 'Tea', brand: 'Kiln', price: 20 },
          { categories: 'Tea, Pots', brand: '', price: undefined },
          undefined,
          { categories: 'Tea', brand: 'kiln', price: 0.01 },
        ]),
        conversions: {
          shoppers: Float32Array.of(0, 1, 2, 3),
          converted: Float32Array.of(0, 0, 1, 2),
          views: Float32Array.of(5, 6, 7, 8),
        },
      },
    };
    const files = encodeModel(model);
    const back = decodeModel(SHAPE, 4, files);
    expect([...back.vectors.codes]).toEqual([...model.vectors.codes]);
    expect([...back.tables.content.indices]).toEqual([...table.indices]);
    expect(back.base).toEqual(compactValues(baseLayout(SHAPE), model.base));
    expect(back.tables.attributes).toEqual(model.tables.attributes);
    const { shoppers, converted, views } = back.tables.conversions;
    expect([shoppers, converted, views].map((counts) => [...counts].map(Math.round))).toEqual([
      [0, 1, 2, 3],
      [0, 0, 1, 2],
      [5, 6, 7, 8],
    ]);
    expect(() => decodeModel(SHAPE, 3, files)).toThrow(TensorFileError);
  });
});
