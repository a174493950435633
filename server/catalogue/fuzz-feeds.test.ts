/** Feeds as they come from a broken exporter, a cut connection or somebody who means harm: never a crash, never half a catalogue. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { present } from '../../src/base/must.ts';
import { parseProductId } from '../../src/domain/ids.ts';
import { readCatalogueHead, readCatalogueProducts } from './catalogue-folder.ts';
import { AVAILABILITIES, type CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';
import { importFeed } from './import-feed.ts';

const FIXTURES = ['google-rss.xml', 'google-atom.xml', 'google.tsv', 'meta.csv', 'shopify.json', 'woocommerce.json'];
const FEEDS = [...FIXTURES, 'plain.jsonl', 'pages/desk.html', 'pages/chair.html'].map((name) =>
  readFileSync(join('test/feeds', name)),
);
/** What readers stumble over. */
const TOKENS = [
  ...[
    '"',
    "'",
    '<',
    '>',
    '&',
    ']]>',
    '<![CDATA[',
    '<!--',
    '</item>',
    '<item>',
    '{',
    '}',
    '[',
    ']',
    ',',
    '\t',
    '\n',
    '\r',
  ],
  ...['\\', '\\u', '\0', '\uFEFF', '&#0;', '&#x110000;', '&nope;', 'NaN', '1e999', '-1', '__proto__', 'constructor'],
  ...['javascript:alert(1)', '<!DOCTYPE x [<!ENTITY a "b">]>', '\xff\xfe', '#', 'null', '😀', '\ud800'],
].map((text) => Buffer.from(text));

const mutation = fc.record({
  kind: fc.constantFrom('cut', 'insert', 'erase', 'repeat', 'flip', 'swap'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  token: fc.constantFrom(...TOKENS),
});

function mutate(
  feed: Buffer,
  { kind, at, to, token }: { kind: string; at: number; to: number; token: Buffer },
): Buffer {
  const [from, end] = [Math.floor(Math.min(at, to) * feed.length), Math.floor(Math.max(at, to) * feed.length)];
  const [before, middle, after] = [feed.subarray(0, from), feed.subarray(from, end), feed.subarray(end)];
  switch (kind) {
    case 'cut':
      return Buffer.concat([before, middle]);
    case 'insert':
      return Buffer.concat([before, token, middle, after]);
    case 'erase':
      return Buffer.concat([before, after]);
    case 'repeat':
      return Buffer.concat([before, middle, middle, after]);
    case 'flip':
      return Buffer.concat([before, Buffer.from(middle.map((byte, i) => (i === 0 ? byte ^ 0xa5 : byte))), after]);
    default:
      return Buffer.concat([middle, before, after]);
  }
}

let folder: string;
const out = () => join(folder, 'out');
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-fuzz-'));
  writeFileSync(join(folder, 'first.csv'), 'id,title\nkept,What was there before\n');
  await run('first.csv', out());
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: string, to: string) {
  const order = { map: new Map(), rules: { nowMs: 0 }, strict: false, confirmShrink: true };
  return importFeed({ ...order, source: join(folder, name), out: to }, () => {});
}

async function productsIn(where: string): Promise<CatalogueProduct[]> {
  const head = present(await readCatalogueHead(where), 'catalogue');
  const products: CatalogueProduct[] = [];
  for await (const product of readCatalogueProducts(where, head)) products.push(product);
  expect(products).toHaveLength(head.products);
  return products;
}

function expectSound(products: readonly CatalogueProduct[]): void {
  const ids = products.flatMap(({ id, variants = [] }) => [
    id,
    ...variants.flatMap((each) => (each.id === id ? [] : each.id)),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const product of products) {
    expect(parseProductId(product.id)).toBe(product.id);
    expect(product.title.trim()).not.toBe('');
    expect(AVAILABILITIES).toContain(product.availability);
    expect(product.priceMinor ?? 1).toSatisfy((price: number) => Number.isSafeInteger(price) && price > 0);
    for (const link of [product.url, ...(product.imageUrls ?? [])]) {
      if (link !== undefined) expect(new URL(link, 'https://shop.invalid/').protocol).toMatch(/^https?:$/);
    }
  }
}

it('a mutated feed is published whole and sound, or refused in words, and then nothing has changed', async () => {
  const outcomes = { published: 0, refused: 0 };
  const feed = fc.tuple(fc.constantFrom(...FEEDS), fc.array(mutation, { minLength: 1, maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(feed, async ([original, mutations]) => {
      writeFileSync(join(folder, 'feed'), mutations.reduce(mutate, original));
      const before = await productsIn(out());
      try {
        await run('feed', out());
        outcomes.published++;
        expectSound(await productsIn(out()));
      } catch (error) {
        expect(error).toBeInstanceOf(FeedError);
        outcomes.refused++;
        expect(await productsIn(out())).toEqual(before);
      }
      expect(readdirSync(out()).filter((name) => name.startsWith('.'))).toEqual([]);
    }),
    { seed: 4, numRuns: 400 },
  );
  // Both ends are reached, or the test says nothing.
  expect(outcomes.published).toBeGreaterThan(50);
  expect(outcomes.refused).toBeGreaterThan(50);
}, 120_000);
