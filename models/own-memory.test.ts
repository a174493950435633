import { describe, expect, test } from 'vitest';
import { plainTables } from '../test/kit/plain-tables.ts';
import { kindIndex } from './behaviour-encoder.ts';
import { candidatesFor, FEATURES, type Feature } from './candidate-features.ts';
import { neighbourTable } from './neighbours.ts';
import { allOf, OWN_FEATURES, ownMemory } from './own-memory.ts';

const event = (product: number, kind: 'view' | 'cart-add' | 'purchase' = 'view') => ({
  product,
  kind: kindIndex(kind),
});

describe('what is remembered of a product', () => {
  test('is how often, how lately and in what way it was met', () => {
    const past = [event(3), event(3), event(5), event(3), event(7, 'cart-add'), event(5, 'purchase')];
    const memory = ownMemory(past);
    const of = (row: number) => Object.fromEntries(OWN_FEATURES.map((name) => [name, memory[name](row)]));
    const near = (value: number) => expect.closeTo(value, 6);
    expect(of(3)).toEqual({
      ...{ met: 1, times: near(Math.log(4)), visits: near(Math.log(2)), justNow: 0, carted: 0, bought: 0 },
      ...{ lately: near(Math.exp(-2 / 5)), onceLately: near(Math.exp(-2 / 50)) },
    });
    expect(of(5)).toMatchObject({ justNow: 1, bought: 1, carted: 0, lately: 1, visits: near(Math.log(2)) });
    expect(of(7)).toMatchObject({ carted: 1, bought: 0, visits: 0 });
    expect(Object.values(of(4))).toEqual(OWN_FEATURES.map(() => 0));
  });

  test('a purchase takes it out of the cart, and another cart brings it back', () => {
    const carted = (...past: ReturnType<typeof event>[]) => ownMemory(past).carted(1);
    expect(carted(event(1, 'cart-add'), event(2))).toBe(1);
    expect(carted(event(1, 'cart-add'), event(1, 'purchase'))).toBe(0);
    expect(carted(event(1, 'cart-add'), event(1, 'purchase'), event(1, 'cart-add'))).toBe(1);
  });
});

describe('candidates', () => {
  const table = neighbourTable([new Map([[1, 0.5]]), new Map(), new Map([[3, 0.5]]), new Map()], 2);
  const tables = plainTables(table, Float32Array.of(0.1, 0.4, 0.3, 0.2));
  const columnsOf = (past: readonly ReturnType<typeof event>[]) => {
    const { products, features } = candidatesFor(tables, allOf(past), undefined, new Set());
    return (name: Feature, row: number) =>
      features[products.indexOf(row) * FEATURES.length + FEATURES.indexOf(name)] as number;
  };

  test('have what is remembered as it is, not by its place among them', () => {
    const column = columnsOf([event(0), event(2)]);
    expect([0, 1, 2].map((row) => column('met', row))).toEqual([1, 0, 1]);
    expect(column('justNow', 2)).toBe(1);
  });
});
