import { expect, test } from 'vitest';
import type { CatalogueProduct } from '../catalogue-product.ts';
import { suggestComplements, suggestSubstitutes } from './relations.ts';

const product = (id: string, title: string, categoryPath: string[], priceMinor = 1000): CatalogueProduct => ({
  ...{ id, title, categoryPath, priceMinor, currency: 'EUR', availability: 'in_stock' },
});
const others = Array.from({ length: 40 }, (_, i) =>
  product(`o${i}`, `thing${i % 20} part${i}`, ['Other', `K${i % 20}`]),
);
const shop = [
  product('pot', 'copper kettle large', ['Kitchen', 'Kettles']),
  product('pot2', 'copper kettle small', ['Kitchen', 'Kettles'], 1200),
  product('pot3', 'copper kettle royal', ['Kitchen', 'Kettles'], 9000),
  product('cup', 'copper kettle cup', ['Kitchen', 'Cups']),
  ...others,
];
const relatedTo = (list: ReturnType<typeof suggestSubstitutes>, id: string) =>
  list.find(({ productId }) => productId === id)?.value;

test('substitutes read alike, stand in the same category and cost about as much', () => {
  const found = suggestSubstitutes(shop, undefined);
  expect(relatedTo(found, 'pot')).toEqual(['pot2']);
  expect(relatedTo(found, 'pot3')).toBeUndefined();
  expect(relatedTo(found, 'cup')).toBeUndefined();
});

test('complements are of other branches, and had together more often than chance has it', () => {
  const both = Array.from({ length: 10 }, () => ['pot', 'pot2', 'cup']);
  const rest = Array.from({ length: 400 }, (_, i) => ['o1', `o${i % 40}`]);
  const chance = Array.from({ length: 3 }, () => ['pot', 'o1']);
  const found = suggestComplements(shop, [...both, ...rest, ...chance, ['nobody']]);
  expect(relatedTo(found, 'pot')).toEqual(['cup']);
  expect(found.find(({ productId }) => productId === 'pot')?.confidence).toBeCloseTo(10 / 13, 9);
  expect(suggestComplements(shop, [['pot', 'cup']])).toEqual([]);
});
