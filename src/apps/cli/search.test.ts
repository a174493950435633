import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';

const CLI = resolve('dist/cli-search-test/inkling.mjs');
let folder: string;

const FEED = [
  'id,title,brand,price,product_type,color',
  'A,Northwind glass kettle,Northwind,45 EUR,Kitchen > Kettles,Clear',
  'B,Northwind steel kettle,Northwind,80 EUR,Kitchen > Kettles,Silver',
  'C,Acme mug,Acme,9 EUR,Kitchen > Mugs,Cherry',
].join('\n');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-search-cli-'));
  writeFileSync(join(folder, 'feed.csv'), `${FEED}\n`);
  await buildCli('dist/cli-search-test');
}, 120_000);
afterAll(() => {
  for (const path of [folder, 'dist/cli-search-test']) rmSync(path, { recursive: true, force: true });
});

function inkling(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, 'search', ...args], { cwd: folder }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

test('a feed becomes a folder for browsers, and answers distinct queries from it', async () => {
  writeFileSync(join(folder, 'queries.csv'), '﻿query,product_id\n"kettle, glass",A\nmug,C\nmug,B\n,\nred mug,C\n');
  const saved = await inkling('--catalogue', 'feed.csv', '--save', 'search');
  expect([saved.code, saved.stdout]).toEqual([0, expect.stringMatching(/^3 products, 0\.\d+ MB in search\n$/)]);
  const { code, stdout } = await inkling('--index', 'search', '--queries', 'queries.csv', '--out', 'results.tsv');
  expect([code, stdout]).toEqual([0, '3 queries over 3 products in results.tsv\n']);
  expect(readFileSync(join(folder, 'results.tsv'), 'utf8')).toMatch(/^kettle, glass\tA B\nmug\tC\nred mug\tC\n$/);
});

test('the file of before stays one time for browsers that have read the pointer to it', async () => {
  for (const more of ['', 'D,Acme jug,Acme,12 EUR,Kitchen > Jugs,Clear\n', 'E,Acme bowl,Acme,7 EUR,Kitchen,Clear\n']) {
    writeFileSync(join(folder, 'growing.csv'), `${FEED}\n${more}`);
    await inkling('--catalogue', 'growing.csv', '--save', 'growing');
  }
  const names = readdirSync(join(folder, 'growing'));
  expect(names.filter((name) => name.endsWith('.bin'))).toHaveLength(2);
  expect(names).toContain(JSON.parse(readFileSync(join(folder, 'growing', 'search.json'), 'utf8')).path);
});

test('a query is shown with what was understood', async () => {
  const { stdout } = await inkling('--catalogue', 'feed.csv', '--query', 'northwind ketle under 50', '--query', 'sofa');
  expect(stdout).toBe(
    'northwind ketle under 50 ("ketle" read as "kettle"; brand Northwind; category Kitchen > Kettles; up to 50)\n' +
      '  A  Northwind glass kettle\nsofa\n  nothing\n',
  );
});

test('words of the shop that mean the same are found by each other, also from a folder', async () => {
  writeFileSync(join(folder, 'same.txt'), '\uFEFF# ours\n\nbeaker, mug\nwhistling pot, kettle\n');
  const made = await inkling('--catalogue', 'feed.csv', '--synonyms', 'same.txt', '--save', 'same');
  expect(made.code).toBe(0);
  const { stdout } = await inkling('--index', 'same', '--query', 'red beaker', '--query', 'whistling pot');
  expect(stdout).toMatch(/^red beaker.*\n {2}C {2}Acme mug\nwhistling pot\n {2}A {2}Northwind glass kettle\n/);
});

test.each([
  ['neither feed nor index', ['--query', 'mug'], 'give either --catalogue SOURCE or --index DIR'],
  ['nothing to do', ['--catalogue', 'feed.csv'], 'say what to do'],
  ['queries without a place for answers', ['--catalogue', 'feed.csv', '--queries', 'q.csv'], '--queries and --out'],
  ['no such feed', ['--catalogue', 'none.csv', '--query', 'mug'], 'none.csv'],
  [
    'no such queries',
    ['--catalogue', 'feed.csv', '--queries', 'none.csv', '--out', 'o'],
    '--queries none.csv: cannot be read (ENOENT)',
  ],
  ['no column', ['--catalogue', 'feed.csv', '--queries', 'bad.csv', '--out', 'o'], 'bad.csv, row 1: no column "query"'],
  [
    'a tab in a query',
    ['--catalogue', 'feed.csv', '--queries', 'tab.csv', '--out', 'o'],
    'tab.csv, row 2, query: a tab',
  ],
  ['no query', ['--catalogue', 'feed.csv', '--queries', 'empty.csv', '--out', 'o'], 'empty.csv: no query'],
  ['blank queries', ['--catalogue', 'feed.csv', '--queries', 'blank.csv', '--out', 'o'], 'blank.csv: no query'],
  ['titles of nothing', ['--catalogue', 'untitled.csv', '--query', 'mug'], 'no product has a title'],
  ['a currency for an index', ['--index', 'broken', '--currency', 'EUR', '--query', 'mug'], '--index has its own'],
  ['no such synonyms', ['--catalogue', 'feed.csv', '--synonyms', 'none', '--query', 'mug'], '--synonyms none: cannot'],
  [
    'one word for itself',
    ['--catalogue', 'feed.csv', '--synonyms', 'alone.txt', '--query', 'mug'],
    '--synonyms alone.txt, row 2: two words',
  ],
  ['a folder that cannot be', ['--catalogue', 'feed.csv', '--save', '/proc/search'], '--save /proc/search: cannot be'],
  ['an index that is none', ['--index', '.', '--query', 'mug'], '--index .: no search of a shop'],
  ['an index that was changed', ['--index', 'broken', '--query', 'mug'], 'not the bytes that search.json names'],
  ['a pointer that is none', ['--index', 'null', '--query', 'mug'], 'inkling-search/1 wanted'],
  ['a limit of nothing', ['--catalogue', 'feed.csv', '--query', 'mug', '--limit', '0'], '--limit'],
])('%s is one line that says what to do', async (_, args, words) => {
  writeFileSync(join(folder, 'bad.csv'), 'words\nmug\n');
  writeFileSync(join(folder, 'tab.csv'), 'query\n"a\tb"\n');
  writeFileSync(join(folder, 'empty.csv'), 'query\n');
  writeFileSync(join(folder, 'alone.txt'), 'cup, mug\npot,\n');
  writeFileSync(join(folder, 'blank.csv'), 'query\n" "\n');
  writeFileSync(join(folder, 'untitled.csv'), 'id,title,price\nA,,9 EUR\n');
  await inkling('--catalogue', 'feed.csv', '--save', 'broken');
  const { path } = JSON.parse(readFileSync(join(folder, 'broken', 'search.json'), 'utf8')) as { path: string };
  mkdirSync(join(folder, 'broken'), { recursive: true });
  writeFileSync(join(folder, 'broken', path), 'other bytes');
  mkdirSync(join(folder, 'null'), { recursive: true });
  writeFileSync(join(folder, 'null', 'search.json'), 'null');
  const { code, stdout, stderr } = await inkling(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr).not.toMatch(/\n\s+at /);
});
