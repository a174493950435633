import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { whitened, whitenedSpace } from './whiten.ts';

const [N, D] = [400, 6];

/** Rows that all point one way, and spread far along one axis, little along the others. */
function slanted(): Float32Array {
  const random = seededRandom('slanted');
  return Float32Array.from({ length: N * D }, (_, i) => 10 + random.normal() * (i % D === 0 ? 5 : 0.1 * (1 + (i % D))));
}

it('spreads rows equally in every direction, around nothing', () => {
  const rows = slanted();
  const out = whitened(rows, whitenedSpace(rows, D, D));
  expect(out).toHaveLength(N * D);
  for (let d = 0; d < D; d++) {
    const column = Array.from({ length: N }, (_, row) => out[row * D + d] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / N;
    const squares = column.reduce((sum, value) => sum + value * value, 0) / N;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    // Unit rows: a D-th of the length in each direction.
    expect(squares).toBeCloseTo(1 / D, 1);
  }
  for (let row = 0; row < N; row++) expect(Math.hypot(...out.subarray(row * D, (row + 1) * D))).toBeCloseTo(1, 5);
});

it('puts a row that comes later where it would have been', () => {
  const rows = slanted();
  const space = whitenedSpace(rows, D, 3);
  const all = whitened(rows, space);
  expect(space.kept).toBe(3);
  expect([...whitened(rows.slice(5 * D, 6 * D), space)]).toEqual([...all.subarray(5 * 3, 6 * 3)]);
});

it('keeps no direction that the rows do not have, and leaves rows of zeros as they are', () => {
  const rows = slanted().map((value, i) => (i % D === 3 ? 7 : value));
  rows.fill(0, 0, D);
  const space = whitenedSpace(rows, D, D);
  expect(space.kept).toBe(D - 1);
  expect([...whitened(rows, space).subarray(0, space.kept)]).toEqual(Array(space.kept).fill(0));
});
