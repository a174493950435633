import { describe, expect, it } from 'vitest';
import { madeUpShop } from '../../../test/kit/made-up-shop.ts';
import { completePaths, levelLabels } from './category-labels.ts';
import { suggestCategories } from './suggest-categories.ts';

const options = { leastConfidence: 0.6, onProgress: () => {} };

describe('paths', () => {
  const product = (categoryPath: string[]) => ({
    ...{ id: categoryPath.join(), title: 'x', availability: 'in_stock' as const },
    categoryPath,
  });
  const shop = [
    ...Array.from({ length: 30 }, () => product(['Home', 'Tea', 'Green'])),
    ...Array.from({ length: 30 }, () => product(['Home', 'Cups'])),
    product(['Home', 'Tea']),
    product([]),
  ];
  const isComplete = completePaths(shop);

  it('are complete where the shop goes no deeper, and where many products stop', () => {
    expect(isComplete(['Home', 'Cups'])).toBe(true);
    expect(isComplete(['Home', 'Tea'])).toBe(false);
    expect(isComplete([])).toBe(false);
  });

  it('that end before a level stay labels of it, strays are not learned of', () => {
    const { paths, labels, learned } = levelLabels(shop, isComplete, 3);
    expect(paths).toEqual([
      ['Home', 'Tea', 'Green'],
      ['Home', 'Cups'],
    ]);
    expect([...labels.slice(-2)]).toEqual([-1, -1]);
    expect(learned).toHaveLength(60);
  });
});

describe('category suggestions', () => {
  const { products, paths } = madeUpShop(600, 0);
  const shorn = products.map((product, row) => {
    if (row < 20) return { ...product, categoryPath: [] };
    return row < 40 ? { ...product, categoryPath: product.categoryPath.slice(0, 1) } : product;
  });
  const found = suggestCategories({ products: shorn, meanings: undefined }, options);

  it('are made for products without a path and with half of one, and for no other', () => {
    const ids = new Set(shorn.slice(0, 40).map(({ id }) => id));
    expect(found.length).toBeGreaterThan(30);
    expect(found.every(({ productId }) => ids.has(productId))).toBe(true);
  });

  it('are right, and begin with what the product has', () => {
    const right = found.filter(({ productId, value }) => {
      const row = products.findIndex(({ id }) => id === productId);
      return String(value) === String(paths[row]);
    });
    expect(right.length).toBeGreaterThan(0.9 * found.length);
    for (const { productId, value } of found) {
      const known = shorn.find(({ id }) => id === productId)?.categoryPath ?? [];
      expect(value.slice(0, known.length)).toEqual(known);
    }
  });

  it('are as sure as was asked for', () => {
    expect(found.every(({ confidence }) => confidence >= 0.6 && confidence < 1)).toBe(true);
    expect(suggestCategories({ products: shorn, meanings: undefined }, { ...options, leastConfidence: 1 })).toEqual([]);
  });

  it('are the same a branch at a time, where a level has many categories', () => {
    const many = Array.from({ length: 65 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => ({
        ...{ id: `m${i} ${j}`, title: `gadget${i} series${i}`, availability: 'in_stock' as const },
        categoryPath: ['Gadgets', `Kind ${i}`],
      })),
    ).flat();
    const wide = suggestCategories({ products: [...shorn, ...many], meanings: undefined }, options);
    const right = wide.filter(({ productId, value }) => {
      return String(value) === String(paths[products.findIndex(({ id }) => id === productId)]);
    });
    expect(right.length).toBeGreaterThan(20);
    expect(right.length).toBeGreaterThan(0.9 * wide.length);
  });

  it('are none where there is too little to learn from', () => {
    expect(suggestCategories({ products: shorn.slice(0, 60), meanings: undefined }, options)).toEqual([]);
  });
});
