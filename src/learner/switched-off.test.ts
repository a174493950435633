import { expect, test } from 'vitest';
import type { Product } from '../domain/product.ts';
import { corrected, isSwitchedOff, NOTHING_OFF, parseCorrection, parseSwitchedOff } from './switched-off.ts';

const kettle = { brand: 'Alba', categoryPath: ['Kitchen', 'Kettles'] } as unknown as Product;
const off = (name: string) => ({ trait: 'category', name, counts: false }) as const;

test('a category takes all beneath it along, and no other of the same beginning or end', () => {
  const isOff = (name: string) => isSwitchedOff(corrected(NOTHING_OFF, off(name)), kettle);
  expect(['Kitchen', 'Kitchen > Kettles', 'Kitch', 'Kettles', 'Garden > Kettles'].map(isOff)).toEqual([
    ...[true, true, false, false, false],
  ]);
  const brands = corrected(NOTHING_OFF, { trait: 'brand', name: 'Alba', counts: false });
  expect(isSwitchedOff(brands, kettle)).toBe(true);
  expect(isSwitchedOff(brands, { ...kettle, brand: 'Nord' })).toBe(false);
});

test('a switch is there once, and on again it is gone', () => {
  const twice = corrected(corrected(NOTHING_OFF, off('Kitchen')), off('Kitchen'));
  expect(twice.categories).toEqual(['Kitchen']);
  expect(corrected(twice, { ...off('Kitchen'), counts: true })).toEqual(NOTHING_OFF);
  expect(corrected(NOTHING_OFF, { trait: 'price', counts: false }).price).toBe(true);
});

test('of more switches than anybody makes the newest stay, and what is kept can be read again', () => {
  let kept = NOTHING_OFF;
  for (let i = 0; i < 400; i++) kept = corrected(kept, off(`c${i}`));
  expect(kept.categories).toHaveLength(300);
  expect(kept.categories.at(-1)).toBe('c399');
  expect(parseSwitchedOff(structuredClone(kept))).toEqual(kept);
});

test.each([
  undefined,
  'Kitchen',
  { trait: 'category', counts: false },
  { trait: 'category', name: '', counts: false },
  { trait: 'brand', name: 'x'.repeat(1001), counts: false },
  { trait: 'brand', name: 7, counts: false },
  { trait: 'size', name: 'xxl', counts: false },
  { trait: 'price' },
])('%j is no correction', (value) => {
  expect(parseCorrection(value)).toBeUndefined();
});

test('what cannot be read switches nothing off', () => {
  expect(parseSwitchedOff({ categories: 'Kitchen', brands: [], price: false })).toEqual(NOTHING_OFF);
});
