import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../base/bytes.ts';
import { buildSearch } from '../search/build-search.ts';
import { encodeSearchFile } from '../search/search-file.ts';
import { SearchError, searchService } from './search-service.ts';

const FOLDER = 'https://cdn.example/search/';
const products = ['Red mug', 'Blue mug', 'Glass kettle'].map((title, at) => ({
  id: `p${at}`,
  title,
  categoryPath: ['Kitchen'],
}));
const file = encodeSearchFile(buildSearch(products, 2));

/** A server of these answers, and what was asked of it. */
function serving(answers: Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>) {
  const asked: string[] = [];
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    asked.push(`${String(url)} ${init?.credentials} ${init?.referrerPolicy}`);
    const body = answers[String(url).slice(FOLDER.length)];
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
  return { service: searchService(fetch as typeof globalThis.fetch), asked };
}

async function pointer(more: object = {}): Promise<string> {
  return JSON.stringify({ format: 'inkling-search/1', path: 'search-1.bin', sha256: await sha256Hex(file), ...more });
}

describe('the search worker', () => {
  it('answers with ids, and asks for nothing once its file is there', async () => {
    const { service, asked } = serving({ 'search.json': await pointer(), 'search-1.bin': file });
    await service.open(FOLDER);
    const found = await service.search({ query: 'mug', limit: 10, taste: ['p1'] });
    expect(found.products).toEqual(['p1', 'p0']);
    expect((await service.search({ query: 'ket', limit: 1, typing: true })).products).toEqual(['p2']);
    expect(asked).toEqual([`${FOLDER}search.json omit no-referrer`, `${FOLDER}search-1.bin omit no-referrer`]);
  });

  it('shows only what answers about as well as the best', async () => {
    const { service } = serving({ 'search.json': await pointer(), 'search-1.bin': file });
    await service.open(FOLDER);
    expect((await service.search({ query: 'glass kettle', limit: 10 })).products).toEqual(['p2']);
  });

  it('does not let a product whose title is the query hide the others', async () => {
    const titles = ['Kettle', 'Acme steel kettle 1 l', 'Acme glass kettle 2 l', 'Red mug', 'Blue mug', 'Pan'];
    const shelf = titles.map((title, at) => ({ id: `k${at}`, title, categoryPath: [] }));
    const own = encodeSearchFile(buildSearch(shelf, 2));
    const { service } = serving({
      'search.json': await pointer({ sha256: await sha256Hex(own) }),
      'search-1.bin': own,
    });
    await service.open(FOLDER);
    expect([...(await service.search({ query: 'kettle', limit: 10 })).products].sort()).toEqual(['k0', 'k1', 'k2']);
  });

  it('answers a text of any length, and a limit that is no number, at once', async () => {
    const { service } = serving({ 'search.json': await pointer(), 'search-1.bin': file });
    await service.open(FOLDER);
    const started = performance.now();
    await service.search({ query: `${'a'.repeat(100_000)} b`, limit: 5, typing: true });
    expect(performance.now() - started).toBeLessThan(2000);
    expect((await service.search({ query: 'kettle', limit: Number.NaN })).products).toEqual(['p2']);
  });

  it.each([
    ['another format', { format: 'inkling-search/9' }],
    ['a path that leads elsewhere', { path: '../secret' }],
    ['a hash that is none', { sha256: 'abc' }],
    ['bytes of another hash', { sha256: '0'.repeat(64) }],
  ])('refuses %s', async (_, more) => {
    const { service } = serving({ 'search.json': await pointer(more), 'search-1.bin': file });
    await expect(service.open(FOLDER)).rejects.toThrow(SearchError);
    await expect(service.search({ query: 'mug', limit: 1 })).rejects.toThrow(SearchError);
  });

  it('says what is not there', async () => {
    await expect(serving({}).service.open(FOLDER)).rejects.toThrow('search.json: status 404');
  });
});
