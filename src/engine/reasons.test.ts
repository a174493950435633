import { expect, test } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import { reasonsFor } from './reasons.ts';

function product(id: string, category: string, brand: string): Product {
  const path = ['Home', category];
  return {
    id: id as ProductId,
    title: `Title ${id}`,
    url: `/p/${id}`,
    currency: 'EUR',
    brand,
    categoryPath: path,
    inStock: true,
  };
}

const kettle = product('1', 'Kettles', 'Rook');
const otherKettle = product('2', 'Kettles', 'Finch');
const lamp = product('3', 'Lamps', 'Finch');
const never = () => false;

test('names the newest product of the same category, what was done with it, the category and the brand', () => {
  const seen = [
    { product: lamp, kind: 'view' as const },
    { product: kettle, kind: 'purchase' as const },
  ];
  expect(reasonsFor(otherKettle, seen, never)).toEqual([
    { kind: 'bought', productId: '1', title: 'Title 1' },
    { kind: 'category', category: 'Kettles' },
    { kind: 'brand', brand: 'Finch' },
  ]);
});

test('claims a likeness only where the release holds one', () => {
  const seen = [{ product: lamp, kind: 'view' as const }];
  expect(reasonsFor(kettle, seen, never)).toEqual([]);
  expect(reasonsFor(kettle, seen, (one, other) => one === '3' && other === '1')).toEqual([
    { kind: 'similar', productId: '3', title: 'Title 3' },
  ]);
});

test('a product is not the reason for itself', () => {
  expect(reasonsFor(kettle, [{ product: kettle, kind: 'view' }], never)).toEqual([{ kind: 'brand', brand: 'Rook' }]);
});
