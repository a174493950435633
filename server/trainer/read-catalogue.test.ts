import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCatalogue } from './read-catalogue.ts';

const HEADER = 'item_id\ttitle\tprice\tbrand\tcategories\tsales_rank';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-catalogue-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reading(...rows: string[]) {
  const file = join(folder, 'catalogue.tsv');
  await writeFile(file, [HEADER, ...rows].join('\n'));
  const { products, problems } = await readCatalogue('--catalogue', file);
  return { products, problems: problems.map((problem) => problem.replace(file, 'FILE')) };
}

test.each(['NaN', '-3', 'about 5', 'Infinity', '1e999', '1e307'])(
  'a price of %s is unknown, and its row is named',
  async (price) => {
    const { products, problems } = await reading('a\tA\t2.50\t\t\t', `b\tB\t${price}\t\t\t`);
    expect(problems).toEqual(['FILE, row 3, price: is no number above 0 that makes cents, taken for unknown']);
    expect(products.get('b')?.price).toBeUndefined();
    expect(products.get('a')?.price).toBe(2.5);
  },
);

test('no price and a price of nothing are unknown without a word', async () => {
  const { products, problems } = await reading('a\tA\t\t\t\t', 'b\tB\t0\t\t\t');
  expect(problems).toEqual([]);
  expect([...products.values()].map(({ price }) => price)).toEqual([undefined, undefined]);
});

test('a row with fields too few, or more than a card shows, is kept and told', async () => {
  const { products, problems } = await reading('a', `b\t${'T'.repeat(1001)}\t\t\t\t`, `${'c'.repeat(201)}\tC\t\t\t\t`);
  expect([...products.keys()]).toEqual(['a', 'b']);
  expect(problems).toEqual([
    'FILE, row 2, row: has 1 fields, the header 6: what is missing is taken for empty, what is too much left out',
    'FILE, row 3, title: is longer than 1000 characters: cards show the beginning',
    'FILE, row 4, item_id: is longer than 200 characters: row left out',
  ]);
});

test('a row that no log can name is left out, with its reason', async () => {
  const { products, problems } = await reading('a\tA\t1\t\t\t', '', 'a b\tB\t1\t\t\t', '\tC\t1\t\t\t', 'a\tD\t1\t\t\t');
  expect([...products.keys()]).toEqual(['a']);
  expect(products.get('a')?.title).toBe('A');
  expect(problems).toEqual([
    'FILE, row 4, item_id: has a space, by which logs part their items: row left out',
    'FILE, row 5, item_id: is empty, row left out',
    'FILE, row 6, item_id: stands twice, the first is kept',
  ]);
});
