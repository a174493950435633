import { describe, expect, it } from 'vitest';
import { brandNamed } from './brands.ts';
import { toCatalogueTsv } from './catalogue-tsv.ts';
import { demoCatalogue } from './demo-catalogue.ts';
import { importCatalogue } from './import-catalogue.ts';
import type { ShopProduct } from './shop-product.ts';

const products = demoCatalogue();
const groups = groupBy(({ categoryPath }) => categoryPath.join('/'));

describe('the demo catalogue', () => {
  it('is the same every time', () => {
    expect(demoCatalogue()).toEqual(products);
  });

  it('has at least 640 products in at least 16 categories of 4 to 6 departments', () => {
    expect(products.length).toBeGreaterThanOrEqual(640);
    expect(groups.size).toBeGreaterThanOrEqual(16);
    const departments = new Set(products.map(({ categoryPath }) => categoryPath[0]));
    expect(departments.size).toBeGreaterThanOrEqual(4);
    expect(departments.size).toBeLessThanOrEqual(6);
    expect(Math.min(...[...groups.values()].map((group) => group.length))).toBeGreaterThanOrEqual(20);
  });

  it('gives every product its own id, title and place in the order of sales', () => {
    for (const field of ['id', 'title', 'salesRank', 'url', 'imageUrl'] as const)
      expect(new Set(products.map((product) => product[field])).size, field).toBe(products.length);
  });

  it('describes each one in sentences with nothing left to fill in', () => {
    for (const { title, description } of products) {
      expect(description.length, title).toBeGreaterThan(60);
      expect(description, title).not.toMatch(/[{}]|lorem|undefined|TODO/i);
      expect(description, title).toMatch(/^[A-Z\d].*\.$/);
    }
  });

  it('asks plausible prices, dearer for the better brand, and old prices above the new ones', () => {
    for (const { priceMinor = 0, compareAtPriceMinor, title } of products) {
      expect(priceMinor, title).toBeGreaterThanOrEqual(450);
      expect(priceMinor, title).toBeLessThan(120_000);
      if (compareAtPriceMinor !== undefined) expect(compareAtPriceMinor, title).toBeGreaterThan(priceMinor);
    }
    const mean = (tier: number) => {
      const prices = products
        .filter(({ brand }) => brandNamed(brand).tier === tier)
        .map(({ priceMinor = 0 }) => priceMinor);
      return prices.reduce((sum, price) => sum + price, 0) / prices.length;
    };
    expect(mean(2)).toBeGreaterThan(1.4 * mean(0));
  });

  it('has some sold out, some reduced, and stock that adds up over sizes', () => {
    const soldOut = products.filter(({ stock }) => stock === 0).length;
    expect(soldOut).toBeGreaterThan(10);
    expect(soldOut).toBeLessThan(products.length / 8);
    expect(products.filter(({ compareAtPriceMinor }) => compareAtPriceMinor).length).toBeGreaterThan(50);
    for (const { stock, variants } of products)
      if (variants.length > 0) expect(stock).toBe(variants.reduce((sum, variant) => sum + variant.stock, 0));
  });

  it('has the colour of the picture in stock wherever a product can be bought', () => {
    const coloured = products.filter(({ variants }) => variants[0]?.kind === 'colour');
    expect(coloured.length).toBeGreaterThan(300);
    for (const { id, variants, picture, stock } of coloured) {
      expect(variants[0]?.label, id).toBe(picture.colour);
      if (stock > 0) expect(variants[0]?.stock, id).toBeGreaterThan(0);
    }
    expect(coloured.filter(({ variants }) => variants.some((variant) => variant.stock === 0)).length).toBeGreaterThan(
      20,
    );
  });

  it('names only categories that exist as company', () => {
    const names = new Set(products.map(({ categoryPath }) => categoryPath.at(-1)));
    for (const { complements, title } of products) {
      expect(complements.length, title).toBeGreaterThan(0);
      for (const name of complements) expect(names, title).toContain(name);
    }
  });

  it('has about thirty brands, each with several products, and eight picks', () => {
    const brands = groupBy(({ brand }) => brand);
    expect(brands.size).toBeGreaterThanOrEqual(28);
    expect(Math.min(...[...brands.values()].map((list) => list.length))).toBeGreaterThanOrEqual(3);
    expect(products.filter(({ editorsPick }) => editorsPick).length).toBe(8);
  });

  it('comes back from its own tsv without a problem', () => {
    const { products: read, report } = importCatalogue(toCatalogueTsv(products));
    expect(report).toEqual({ rows: products.length, accepted: products.length, problems: [] });
    const first = products.find(({ salesRank }) => salesRank === 1);
    expect(read[0]).toMatchObject({
      id: first?.id,
      title: first?.title,
      priceMinor: first?.priceMinor,
      brand: first?.brand,
      categoryPath: first?.categoryPath,
    });
  });
});

function groupBy(key: (product: ShopProduct) => string): ReadonlyMap<string, readonly ShopProduct[]> {
  const found = new Map<string, ShopProduct[]>();
  for (const product of products) found.set(key(product), [...(found.get(key(product)) ?? []), product]);
  return found;
}
