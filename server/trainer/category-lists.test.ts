import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ProductId } from '../../src/domain/ids.ts';
import type { Product } from '../../src/domain/product.ts';
import { categoryBucket } from '../../src/protocol/category-bucket.ts';
import { categoryFiles, MOST_FILE_BYTES } from './category-lists.ts';

const product = (id: string, categoryPath: readonly string[], inStock = true): Product => ({
  id: id as ProductId,
  title: `Product ${id} of a shop with long titles`,
  url: `/p/${id}`,
  currency: 'EUR',
  categoryPath,
  inStock,
});
const filesOf = (products: readonly Product[]) =>
  categoryFiles(products).map((text) => JSON.parse(text) as Record<string, Product[]>);
const listIn = (files: readonly Record<string, Product[]>[], path: string) =>
  files[categoryBucket(path, files.length)]?.[path]?.map(({ id }) => id);

it('has each level of each category in the file where a page looks for it, most popular first, without what is sold out', () => {
  const level = fc.constantFrom('Kitchen', 'Kettles', 'Zoë & Söhne', '__proto__', 'a > b');
  const any = fc.array(fc.tuple(fc.array(level, { maxLength: 3 }), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(any, (rows) => {
      const products = rows.map(([path, inStock], at) => product(`p${at}`, path, inStock));
      const files = filesOf(products);
      const paths = products.flatMap(({ categoryPath }) =>
        categoryPath.map((_, at) => categoryPath.slice(0, at + 1).join(' > ')),
      );
      for (const path of paths) {
        const inside = products.filter(({ categoryPath }) => `${categoryPath.join(' > ')} > `.startsWith(`${path} > `));
        const there = inside.filter(({ inStock }) => inStock).map(({ id }) => id);
        const found = Object.hasOwn(files[categoryBucket(path, files.length)] ?? {}, path)
          ? listIn(files, path)
          : undefined;
        // A name with the mark in it may stand for two paths: then both are under it.
        if (found) for (const id of found) expect(there).toContain(id);
        if (!path.includes('a > b')) expect(found ?? []).toEqual(there.slice(0, 24));
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});

it('keeps every file small, in a shop of many categories as well', () => {
  const many = Array.from({ length: 60_000 }, (_, at) =>
    product(`p${at}`, [`Area ${at % 40}`, `Category ${at % 6000}`]),
  );
  const texts = categoryFiles(many);
  expect(texts.length).toBeLessThanOrEqual(128);
  expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(MOST_FILE_BYTES);
  // Where not all have room, the largest do.
  const long = (at: number) => ({
    ...product(`p${at}`, [`Area ${at % 20}`, `Category ${at}`]),
    title: 'x'.repeat(600),
  });
  const crowded = filesOf(Array.from({ length: 30_000 }, (_, at) => long(at)));
  for (let area = 0; area < 20; area++) expect(listIn(crowded, `Area ${area}`)?.length).toBeGreaterThanOrEqual(6);
  const few = filesOf(many.slice(0, 40));
  expect(few).toHaveLength(1);
  expect(listIn(filesOf(many), 'Area 7')?.length).toBeGreaterThanOrEqual(6);
});

it('has no file where the shop has no categories', () => {
  expect(categoryFiles([product('a', [])])).toEqual([]);
});
