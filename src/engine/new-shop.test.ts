/** A shop that has a catalogue and no logs yet: what its shoppers see. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogueProduct } from '../../server/catalogue/catalogue-product.ts';
import { cardsOf } from '../../server/trainer/build-release.ts';
import { textsOf } from '../../server/trainer/content.ts';
import { datasetOf } from '../../server/trainer/dataset.ts';
import { makeRelease } from '../../server/trainer/make-release.ts';
import { device } from '../../test/kit/ring-device.ts';
import { serveFolder } from '../apps/cli/serve-folder.ts';

const KINDS = {
  Kettles: ['copper kettle', 'steel kettle', 'glass kettle', 'camping kettle', 'enamel kettle', 'travel kettle'],
  Boots: ['walking boots', 'rubber boots', 'winter boots', 'chelsea boots', 'climbing boots'],
  Lamps: ['desk lamp', 'floor lamp', 'reading lamp', 'bedside lamp'],
};
const products = new Map<string, CatalogueProduct>(
  Object.entries(KINDS).flatMap(([kind, titles]) =>
    titles.map((title, at) => {
      const id = `${kind}-${at}`;
      // The third of each kind has the most ratings.
      const rating = { value: 4, count: at === 2 ? 90 : 10 };
      const [brand, categoryPath] = [`Brand ${at % 4}`, ['Shop', kind]];
      return [id, { id, title, brand, availability: 'in_stock' as const, categoryPath, rating }] as const;
    }),
  ),
);

let folder: string;
let served: Awaited<ReturnType<typeof serveFolder>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-new-shop-'));
  const data = datasetOf([], textsOf(products));
  const order = { out: folder, shop: 'new', seed: '1', width: 16, maxEvents: 20, minutes: 1, backend: 'wasm' as const };
  const control = { onProgress: () => {}, signal: new AbortController().signal };
  await makeRelease({ ...order, fresh: false, data, products: cardsOf(data.ids, products) }, control);
  served = await serveFolder(folder);
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true, force: true });
});

const visitor = () => device({ releaseUrl: served.url }, { shop: 'new' });
const kindsOf = (items: readonly { readonly product: { readonly categoryPath: readonly string[] } }[]) =>
  items.map(({ product }) => product.categoryPath.at(-1));

test('a stranger sees some of everything, the best rated first, and nothing that is called popular', async () => {
  const { engine } = await visitor();
  const list = await engine.recommend({ placement: 'home', limit: 6 });
  expect(list.basis).toBe('range');
  expect(kindsOf(list.items)).toEqual(['Kettles', 'Boots', 'Lamps', 'Kettles', 'Boots', 'Lamps']);
  expect(list.items.slice(0, 3).map(({ product }) => product.id)).toEqual(['Kettles-2', 'Boots-2', 'Lamps-2']);
  expect(new Set(list.items.slice(3).map(({ product }) => product.brand)).size).toBeGreaterThan(1);
  expect(new Set(list.items.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)))).toEqual(new Set(['range']));
});

test('one look, and the list is of its kind; a second kind, and the newest leads', async () => {
  const { engine, look } = await visitor();
  await look('Boots-0');
  const one = await engine.recommend({ placement: 'home', limit: 4 });
  expect(one.basis).toBe('personal');
  expect(kindsOf(one.items)).toEqual(['Boots', 'Boots', 'Boots', 'Boots']);
  expect(one.items.map(({ product }) => product.id)).not.toContain('Boots-0');
  await look('Lamps-1');
  const two = await engine.recommend({ placement: 'home', limit: 4 });
  expect(kindsOf(two.items)[0]).toBe('Lamps');
  expect(new Set(kindsOf(two.items))).toEqual(new Set(['Lamps', 'Boots']));
});

test.each([[[]], [['Boots-0', 'Boots-1', 'Lamps-0']]])('beside a product stands its kind, after %j', async (looks) => {
  const { engine, look } = await visitor();
  for (const id of looks) await look(id);
  const list = await engine.recommend({ placement: 'related', limit: 5, productId: 'Kettles-4' });
  expect(list.basis).toBe('related');
  expect(kindsOf(list.items)).toEqual(['Kettles', 'Kettles', 'Kettles', 'Kettles', 'Kettles']);
});
