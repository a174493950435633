import { expect, it } from 'vitest';
import { seededRandom } from '../src/base/seeded-random.ts';
import { decodeTable, tableTensors } from './neighbour-file.ts';
import { forNeighbours, neighbourCount, neighbourTable, weightOf } from './neighbours.ts';
import { decodeTensors, encodeTensors, TensorFileError } from './release-format.ts';

/** More than two bytes hold. */
const PRODUCTS = 70_000;

function someRows() {
  const random = seededRandom('neighbours');
  return Array.from({ length: PRODUCTS }, (_, row) => {
    const count = row % 4;
    return new Map(
      Array.from({ length: count }, () => [random.integer(PRODUCTS), 2 ** (-7 * random.uniform())] as const),
    );
  });
}

it('comes back as it was, also over distances of three bytes, rows without neighbours and half a byte left over', () => {
  const table = neighbourTable(
    [
      ...someRows().slice(1),
      new Map([
        [0, 0.5],
        [PRODUCTS - 1, 1],
      ]),
    ],
    3,
  );
  expect(table.levels.length % 2).toBe(1);
  const back = decodeTable('x', decodeTensors(encodeTensors(tableTensors('x', table))), PRODUCTS);
  expect(back.offsets).toEqual(table.offsets);
  expect(back.indices).toEqual(table.indices);
  expect(back.levels).toEqual(table.levels);
  expect(new Set(back.levels).size).toBe(15);
});

it('keeps the strongest, and their weights to a fifth', () => {
  const table = neighbourTable(
    [
      new Map([
        [1, 0.9],
        [2, 0.3],
        [3, 0.05],
        [4, 0.001],
      ]),
      new Map(),
      new Map(),
      new Map(),
      new Map(),
    ],
    3,
  );
  const scores = new Float32Array(5);
  forNeighbours(table, 0, (row, weight) => {
    scores[row] = weight;
  });
  expect([neighbourCount(table, 0), neighbourCount(table, 1)]).toEqual([3, 0]);
  for (const [row, weight] of [
    [1, 0.9],
    [2, 0.3],
    [3, 0.05],
  ] as const) {
    expect(Math.abs((scores[row] as number) / weight - 1)).toBeLessThan(0.2);
  }
  expect([scores[0], scores[4]]).toEqual([0, 0]);
  expect(weightOf(table, 0, 3)).toBe(scores[3]);
  expect([weightOf(table, 0, 4), weightOf(table, 1, 0), weightOf(table, undefined, 0)]).toEqual([0, 0, 0]);
});

it('refuses a neighbour outside the catalogue, and a table of another length', () => {
  const tensors = decodeTensors(encodeTensors(tableTensors('x', neighbourTable([new Map([[1, 1]]), new Map()], 2))));
  expect(decodeTable('x', tensors, 2).indices).toEqual(Uint32Array.of(1));
  expect(() => decodeTable('x', tensors, 3)).toThrow(TensorFileError);
  tensors.set('x.distances.low', { name: 'x.distances.low', shape: [1], data: Uint8Array.of(2) });
  expect(() => decodeTable('x', tensors, 2)).toThrow('outside the catalogue');
});
