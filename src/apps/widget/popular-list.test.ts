import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { categoryBucket } from '../../protocol/category-bucket.ts';
import { fetchPopular } from './popular-list.ts';

const card = {
  id: 'k1',
  title: 'Kettle',
  url: '/p/k1',
  currency: 'EUR',
  priceMinor: 4990,
  categoryPath: [],
  inStock: true,
};
let files: Record<string, string>;
let server: Server;
let releaseUrl: string;

beforeEach(async () => {
  files = { '/r/manifest.json': JSON.stringify({ files: { popular: { path: 'popular.json' } } }) };
  server = createServer((request, response) => {
    const body = files[request.url ?? ''];
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  releaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r/`;
});
afterEach(() => {
  server.close();
});

test('gives the cards the manifest names, in their order, without what is sold out', async () => {
  files['/r/popular.json'] = JSON.stringify([
    { ...card, id: 'b' },
    { ...card, id: 'a', inStock: false },
    { ...card, id: 'c' },
  ]);
  expect((await fetchPopular(releaseUrl)).products.map(({ id }) => id)).toEqual(['b', 'c']);
});

test('gives the list of a category from the one file that has it, and that of the shop where there is none', async () => {
  const categories = [{ path: 'category-a.json' }, { path: 'category-b.json' }];
  files['/r/manifest.json'] = JSON.stringify({ files: { popular: { path: 'popular.json' } }, categories });
  files['/r/popular.json'] = JSON.stringify([{ ...card, id: 'all' }]);
  for (const path of ['Tea', 'Kitchen > Kettles', 'Zoë > 2']) {
    const file = categories[categoryBucket(path, categories.length)]?.path ?? '';
    files[`/r/${file}`] = JSON.stringify({
      [path]: [
        { ...card, id: path },
        { ...card, id: 'gone', inStock: false },
      ],
    });
    expect((await fetchPopular(releaseUrl, path)).products.map(({ id }) => id)).toEqual([path]);
    expect((await fetchPopular(releaseUrl, `${path} > none`)).products.map(({ id }) => id)).toEqual(['all']);
  }
  files['/r/manifest.json'] = JSON.stringify({ files: { popular: { path: 'popular.json' } } });
  expect((await fetchPopular(releaseUrl, 'Tea')).products.map(({ id }) => id)).toEqual(['all']);
});

test('of a shop that does not know what is popular, it says so', async () => {
  files['/r/manifest.json'] = JSON.stringify({ files: { popular: { path: 'popular.json' } }, popularity: 'unknown' });
  files['/r/popular.json'] = JSON.stringify([card]);
  expect(await fetchPopular(releaseUrl)).toEqual({ basis: 'range', products: [card] });
});

test('leaves out rows that would break a card', async () => {
  const broken = [
    null,
    7,
    {},
    { ...card, title: 5 },
    { ...card, priceMinor: '12' },
    { ...card, id: '' },
    { ...card, imageUrl: {} },
  ];
  files['/r/popular.json'] = JSON.stringify([...broken, card]);
  expect(await fetchPopular(releaseUrl)).toEqual({ basis: 'popular', products: [card] });
});

test.each([
  ['no manifest', undefined],
  ['a manifest that is no JSON', '<html>'],
  ['a manifest of null', 'null'],
  ['a path that leaves the folder', JSON.stringify({ files: { popular: { path: '../secret.json' } } })],
  ['a path to nothing', JSON.stringify({ files: { popular: { path: 'gone.json' } } })],
])('is empty with %s', async (_case, manifest) => {
  if (manifest === undefined) delete files['/r/manifest.json'];
  else files['/r/manifest.json'] = manifest;
  expect((await fetchPopular(releaseUrl)).products).toEqual([]);
});

test('is empty when nobody listens', async () => {
  await new Promise((closed) => server.close(closed));
  expect((await fetchPopular(releaseUrl)).products).toEqual([]);
});
