import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import type { Dataset } from './dataset.ts';
import { holdOut } from './hold-out.ts';

/** Shoppers who all had these products, one after the other. */
function dataOf(shoppers: number, products: readonly number[]): Dataset {
  const sequence = products.map((product) => ({ product, kind: 0 }));
  const sequences = Array.from({ length: shoppers }, () => sequence);
  return { ids: [], rowOf: new Map(), texts: [], sequences, shoppers: new Map() };
}
const split = (shoppers: number, products: readonly number[]) =>
  holdOut(dataOf(shoppers, products), seededRandom('held out'));
const rows = (events: readonly { readonly product: number }[]) => events.map(({ product }) => product);

describe('what is held out for the ranker', () => {
  it('is the last choice of each shopper where they are many', () => {
    const { kept, heldOut } = split(9_000, [1, 2, 3, 4, 5, 6, 7]);
    expect(heldOut).toHaveLength(4_000);
    expect(heldOut.every(({ target }) => target === 7)).toBe(true);
    expect(kept.filter(({ length }) => length === 6)).toHaveLength(4_000);
  });

  it('is up to three of each where they are few, each after the history before it, none of them kept', () => {
    const { kept, heldOut } = split(100, [1, 2, 3, 4, 5, 6, 7]);
    expect(heldOut).toHaveLength(300);
    const own = heldOut.filter(({ shopper }) => shopper === 3);
    expect(own.map(({ target }) => target)).toEqual([7, 6, 5]);
    expect(own.map(({ history }) => rows(history).length)).toEqual([6, 5, 4]);
    expect(rows(kept[3] ?? [])).toEqual([1, 2, 3, 4]);
  });

  it('leaves a shopper half of the events, and two at the least', () => {
    const left = (products: readonly number[]) => split(1, products).kept[0]?.length;
    expect(
      [
        [1, 2],
        [1, 2, 3],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5, 6],
      ].map(left),
    ).toEqual([2, 2, 3, 3, 4]);
  });

  it('passes over an event of the same product as before', () => {
    const { kept, heldOut } = split(1, [1, 2, 3, 4, 5, 6, 7, 7, 8, 8]);
    expect(heldOut.map(({ target }) => target)).toEqual([8, 7]);
    expect(rows(kept[0] ?? [])).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
