import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFeed } from './import-feed.ts';
import { loadCatalogue } from './load-catalogue.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('an imported folder and the feed that it was made of are one catalogue', async () => {
  const out = join(folder, 'catalogue');
  for (const source of ['test/feeds/google-rss.xml', 'test/feeds/shopify.json', 'test/feeds/pages']) {
    const rules = { nowMs: Date.now(), currency: 'EUR' };
    await importFeed({ source, out, map: new Map(), rules, strict: false, confirmShrink: true }, () => {});
    const [fromFolder, fromFeed] = [await loadCatalogue('--catalogue', out), await loadCatalogue('', source, 'EUR')];
    expect([...fromFolder.products.values()]).toEqual([...fromFeed.products.values()]);
    expect(fromFolder.productOfVariant).toEqual(fromFeed.productOfVariant);
    expect(fromFolder.productOfVariant.size).toBeGreaterThan(0);
  }
});

it('logs may name any variant, or their group', async () => {
  const { productOfVariant } = await loadCatalogue('', 'test/feeds/google-rss.xml');
  expect([...productOfVariant]).toEqual([
    ['S-1-M', 'S-1-S'],
    ['S-1', 'S-1-S'],
  ]);
});

it('names file, row and field of what is wrong, and keeps what can be learned from', async () => {
  const file = join(folder, 'catalogue.tsv');
  const rows = [
    'a\tA\t2.50\tX\tHome, Cups',
    'b\tB\tNaN\t\t',
    'c\t\t\tBrandy\tHome',
    '\tC\t1\t\t',
    'a\tD\t1\t\t',
    'e\tE\t0\t\t',
    'f f\tF',
  ];
  writeFileSync(file, `item_id\ttitle\tprice\tbrand\tcategories\n${rows.join('\n')}\n`);
  const { products, problems } = await loadCatalogue('--catalogue', file);
  expect([...products.keys()]).toEqual(['a', 'b', 'c', 'e', 'f f']);
  expect(products.get('a')).toMatchObject({ title: 'A', priceMinor: 250, categoryPath: ['Home', 'Cups'] });
  expect(products.get('c')).toMatchObject({ title: '', brand: 'Brandy' });
  expect(problems.map((problem) => problem.replace(file, 'FILE'))).toEqual([
    'FILE, row 3, price: names a currency that ISO 4217 does not have: taken for unknown',
    'FILE, row 5, id: is missing: row left out; give every product its own',
    'FILE, row 6, id: stands twice: the first row is kept',
    'FILE, row 7, price: is 0: taken for unknown',
    'FILE, row 8, row: has 2 fields, the header 5: what is missing is taken for empty, what is too much left out',
    'FILE, row 8, id: has a space, by which lines of --sequences part their items: logs cannot name it',
  ]);
});

it('says which flag names a feed that is none', async () => {
  await expect(loadCatalogue('--catalogue', join(folder, 'none'))).rejects.toThrow(
    /^--catalogue .*none: cannot be read \(ENOENT\)$/,
  );
});
