import { expect, test } from 'vitest';
import { weightOf } from '../../models/neighbours.ts';
import { tablesOf } from './tables.ts';
import type { TrainingEvent } from './train-encoder.ts';

test('co-visits out of long histories weigh less than as many out of short ones', () => {
  const events = (...products: number[]): TrainingEvent[] => products.map((product) => ({ product, kind: 0 }));
  const long = Array.from({ length: 40 }, (_, at) => 10 + at);
  const none = { offsets: new Uint32Array(51), indices: new Uint32Array(0), levels: new Uint8Array(0) };
  const { covisit, transition } = tablesOf(
    [...Array(4).fill(events(0, 1)), ...Array(4).fill(events(2, 3, ...long))],
    50,
    none,
    {} as never,
  );
  // 42 and 2 events, 22 in the mean: the root of 22/42 in steps of half an octave, and no weight is above 1.
  expect([weightOf(covisit, 2, 3), weightOf(covisit, 0, 1)]).toEqual([Math.fround(Math.SQRT1_2), 1]);
  expect(weightOf(transition, 2, 3)).toBe(weightOf(transition, 0, 1));
});
