import { useEffect, useRef } from 'react';
import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { type ListName, pushListView } from '../data-layer.ts';
import { ProductCard } from './ProductCard.tsx';

interface ProductGridProps {
  readonly products: readonly ShopProduct[];
  readonly list: ListName;
  /** Four in a row at most, and a sideways row on a phone. */
  readonly row?: boolean;
}

/** A grid of cards. Tells the data layer what is shown, once for each set of products. */
export function ProductGrid({ products, list, row = false }: ProductGridProps) {
  const told = useRef('');
  useEffect(() => {
    const key = `${list.id}:${products.map(({ id }) => id).join()}`;
    if (told.current === key) return;
    told.current = key;
    pushListView(list, products);
  });
  return (
    <ul className={row ? 'grid grid-row' : 'grid'}>
      {products.map((product, index) => (
        <li key={product.id}>
          <ProductCard product={product} list={list} index={index} />
        </li>
      ))}
    </ul>
  );
}
