import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues } from '../../models/parameters.ts';
import { quantiseRows } from '../../models/product-vectors.ts';
import { baseLayout, sharedLayout } from '../../models/release-model.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import type { FileRef } from '../../src/protocol/release-manifest.ts';
import { plainTables } from '../../test/kit/plain-tables.ts';
import { buildRelease, cardsOf } from './build-release.ts';

const SHAPE = { width: 4, blocks: 1, feedForward: 8, maxEvents: 5, adapterRank: 2, adapterSeed: 'test' };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-release-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function build(seed: string, shop = 'demo'): Promise<FileRef[]> {
  const random = seededRandom(seed);
  const rows = Float32Array.from({ length: 2 * SHAPE.width }, () => random.normal());
  await buildRelease(folder, {
    ...{ shop, seed, backend: 'wasm', temperature: 0.07, createdAtMs: 1, metrics: {} },
    products: cardsOf(['a', 'b'], new Map()),
    model: {
      shape: SHAPE,
      base: startingValues(baseLayout(SHAPE), random),
      shared: startingValues(sharedLayout(SHAPE), random),
      vectors: quantiseRows(rows, SHAPE.width),
      tables: plainTables(neighbourTable([new Map(), new Map()], 2), new Float32Array(2)),
    },
  });
  return Object.values(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).files);
}

test('what a manifest names stays while the next release takes its place, and goes with the one after', async () => {
  await writeFile(join(folder, 'products.json'), 'of somebody else');
  const first = await build('1');
  const second = await build('2');
  for (const { path, bytes } of [...first, ...second]) expect((await stat(join(folder, path))).size).toBe(bytes);
  const changed = first.filter(({ path }) => !second.some((one) => one.path === path));
  expect(changed.length).toBeGreaterThan(1);
  await build('3');
  for (const { path } of changed) expect(existsSync(join(folder, path))).toBe(false);
  expect(existsSync(join(folder, 'products.json'))).toBe(true);
});

test('a release that no browser would open takes nobody\u2019s place', async () => {
  await build('1');
  const before = await readFile(join(folder, 'manifest.json'), 'utf8');
  await expect(build('2', '')).rejects.toThrow('can be opened');
  expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toBe(before);
});

test('a card has no more than a browser takes', () => {
  const long = { id: 'a', title: 'T'.repeat(1200), brand: 'B'.repeat(300), categoryPath: Array<string>(20).fill('c') };
  const [card] = cardsOf(['a'], new Map([['a', { ...long, availability: 'in_stock' as const }]]));
  expect(card?.title).toHaveLength(1000);
  expect(card?.brand).toHaveLength(200);
  expect(card?.categoryPath).toHaveLength(10);
});

test('a card has what the catalogue says, and makes up no price and no picture', () => {
  const priced = { priceMinor: 1990, listPriceMinor: 2490, currency: 'EUR', rating: { value: 4.5, count: 8 } };
  const page = {
    url: 'https://shop.example/a',
    imageUrls: ['https://shop.example/a.jpg', 'https://shop.example/b.jpg'],
  };
  const known = {
    id: 'a',
    title: 'Cup',
    categoryPath: ['Kitchen'],
    availability: 'backorder' as const,
    ...priced,
    ...page,
  };
  expect(cardsOf(['a', 'b'], new Map([['a', known]]), 'GBP')).toEqual([
    {
      ...{ id: 'a', title: 'Cup', url: 'https://shop.example/a', imageUrl: 'https://shop.example/a.jpg' },
      ...{ priceMinor: 1990, compareAtPriceMinor: 2490, currency: 'EUR', categoryPath: ['Kitchen'], inStock: false },
      rating: { value: 4.5, count: 8 },
    },
    { id: 'b', title: 'Product b', url: '/p/b', currency: 'GBP', categoryPath: [], inStock: true },
  ]);
});
