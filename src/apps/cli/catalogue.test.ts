import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli } from '../../../scripts/build-cli.mjs';

const CLI = resolve('dist/cli-catalogue-test/inkling.mjs');
let folder: string;
let shop: Server;
let origin: string;
/** Answers by path; what is not there is a 404. */
const answers = new Map<string, { status?: number; body: string }>();
const asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-catalogue-cli-'));
  shop = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.cookie ?? 'no cookie'}`);
    const answer = answers.get(request.url ?? '') ?? { status: 404, body: 'no' };
    response.writeHead(answer.status ?? 200).end(answer.body);
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  await buildCli('dist/cli-catalogue-test');
}, 120_000);
afterAll(() => {
  shop.close();
  for (const path of [folder, 'dist/cli-catalogue-test']) rmSync(path, { recursive: true, force: true });
});

function inkling(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

const products = (name: string): number =>
  JSON.parse(readFileSync(join(folder, name, 'catalogue.json'), 'utf8')).products;

test('says what was found, what is wrong and where all of it is', async () => {
  writeFileSync(join(folder, 'feed.csv'), 'id,title,price\nA,Cup,4 EUR\nB,,5 EUR\nC,Pot,-1 EUR\n');
  const { code, stdout, stderr } = await inkling('catalogue', 'import', 'feed.csv', '--out', 'cups');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^2 products from 3 rows \(csv\)\n {2}1 row left out\n/);
  expect(stdout).toMatch(/left out: title: is missing: row left out; name it \(1: row 3\)/);
  expect(stdout).toMatch(/wrong: price: is below 0: taken for unknown \(1: row 4 "-1 EUR"\)/);
  const report = JSON.parse(readFileSync(join(folder, 'cups.import.json'), 'utf8'));
  expect(report.counts).toMatchObject({ rows: 3, leftOut: 1, products: 2 });
});

test.each([
  ['no feed', ['none.csv', '--out', 'x'], /^inkling: none.csv: cannot be read \(ENOENT\)\n$/],
  [
    'a format that is none',
    ['feed.csv', '--out', 'x', '--format', 'yaml'],
    /--format <name>.*yaml.*Allowed choices are xml/s,
  ],
  [
    'a field that is none',
    ['feed.csv', '--out', 'x', '--map', 'name=title'],
    /^inkling: --map name=title: name is no field; there are id, /,
  ],
  ['half a map', ['feed.csv', '--out', 'x', '--map', 'title'], /^inkling: --map title: write field=column/],
  ['a currency that is none', ['feed.csv', '--out', 'x', '--currency', 'EURO'], /wants a code of ISO 4217/],
  [
    'no folder for prices',
    ['feed.csv', '--out', 'x', '--offers', '/proc/none/offers.json'],
    /^inkling: --offers \/proc\/none\/offers.json: its folder does not exist/,
  ],
  [
    'a feed for prices',
    ['feed.csv', '--out', 'x', '--offers', 'feed.csv'],
    /^inkling: --offers feed.csv: is another file/,
  ],
  ['a folder for prices', ['feed.csv', '--out', 'x', '--offers', '.'], /^inkling: --offers .: is no file/],
  ['prices in the catalogue', ['feed.csv', '--out', 'x', '--offers', 'x/o'], /^inkling: --offers x\/o: lies in --out/],
  ['a watch of a month', ['feed.csv', '--out', 'x', '--watch', '2592000'], /--watch wants at most 604800 seconds/],
  ['a folder that is a file', ['feed.csv', '--out', 'feed.csv'], /^inkling: --out feed.csv: is a file/],
])('%s is one line and exit code 2', async (_name, args, message) => {
  const { code, stdout, stderr } = await inkling('catalogue', 'import', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('fetches the pages of a shop until one is empty, and names no key of the address', async () => {
  const page = (n: number, list: readonly object[]) =>
    answers.set(`/products.json?token=secret&limit=250&page=${n}`, { body: JSON.stringify({ products: list }) });
  const mug = { title: 'Mug', handle: 'mug', variants: [{ id: 9, price: '3.50', available: true }], images: [] };
  page(1, [{ ...mug, id: 1 }]);
  page(2, [{ ...mug, id: 2, title: 'Big mug' }]);
  page(3, []);
  const address = `${origin}/products.json?token=secret`;
  const { code, stdout } = await inkling(
    'catalogue',
    'import',
    address,
    '--out',
    'fetched',
    '--currency',
    'eur',
    '--json',
  );
  expect(code).toBe(0);
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({
    kind: 'imported',
    head: { products: 2, currency: 'EUR', source: `${origin}/products.json` },
  });
  expect(stdout).not.toContain('secret');
  expect(asked).toEqual([1, 2, 3].map((n) => `GET /products.json?token=secret&limit=250&page=${n} no cookie`));
  answers.set('/products.json?token=secret&limit=250&page=2', { status: 403, body: 'secret' });
  const refused = await inkling('catalogue', 'import', address, '--out', 'fetched');
  expect(refused).toMatchObject({ code: 2, stderr: `inkling: ${origin}/products.json?page=2: answered 403\n` });
  expect(products('fetched')).toBe(2);
});

test('suggests what a feed lacks, and leaves the feed alone', async () => {
  const kinds = [
    ['Kitchen > Kettles', 'kettle spout boiling'],
    ['Garden > Hoses', 'hose nozzle watering'],
  ];
  const row = (i: number, path: string) => `P${i},${kinds[i % 2]?.[1]} model${i % 7} - Navy (Pack of ${i}),${path}\n`;
  const rows = Array.from({ length: 300 }, (_, i) => row(i + 2, i < 10 ? '' : (kinds[i % 2]?.[0] ?? '')));
  const feed = `id,title,product_type\n${rows.join('')}`;
  writeFileSync(join(folder, 'lacking.csv'), feed);
  const args = ['lacking.csv', '--out', 'found.json', '--text-encoder', 'none'];
  const { code, stdout, stderr } = await inkling('catalogue', 'suggest', ...args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^suggestions for 300 products\n {2}category +10 of 10 that lack one or a level, mean/);
  expect(stdout).toMatch(/complements +0\n/);
  const lines = readFileSync(join(folder, 'found.json'), 'utf8').trim().split('\n');
  const first = lines.map((line) => JSON.parse(line)).filter(({ productId }) => productId === 'P2');
  expect(first).toMatchObject([
    { field: 'category', value: ['Kitchen', 'Kettles'], why: 'products like it stand there' },
    { field: 'colour', value: 'blue', confidence: 0.95, why: 'the words "Navy"' },
    { field: 'quantity', value: '2', confidence: 0.97 },
  ]);
  expect(readFileSync(join(folder, 'lacking.csv'), 'utf8')).toBe(feed);
});

test.each([
  ['no feed', ['none.csv', '--out', 'x.json'], /^inkling: source none.csv: cannot be read \(ENOENT\)\n$/],
  ['a file that is a folder', ['feed.csv', '--out', '.'], /^inkling: --out \.: is a folder\n$/],
  ['a confidence that is none', ['feed.csv', '--out', 'x.json', '--least-confidence', '80'], /from 0 to 1/],
  [
    'logs of another shop',
    ['feed.csv', '--out', 'x.json', '--sequences', 'others.txt'],
    /^inkling: --sequences others.txt: names no product of the catalogue\n$/,
  ],
])('suggest says of %s what is wrong, with exit code 2', async (_name, args, message) => {
  writeFileSync(join(folder, 'others.txt'), 'u X Y\nv X Y\n');
  const { code, stdout, stderr } = await inkling('catalogue', 'suggest', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('writes prices and stock beside the catalogue, for browsers, whenever they change', async () => {
  const feed = (price: string) =>
    writeFileSync(
      join(folder, 'priced.csv'),
      `id,title,price,sale_price,availability\nA,Cup,${price},3 EUR,in stock\nB,Pot,9 EUR,,out of stock\nC,Jug,,,in stock\n`,
    );
  const read = () => JSON.parse(readFileSync(join(folder, 'offers.json'), 'utf8'));
  const run = () => inkling('catalogue', 'import', 'priced.csv', '--out', 'priced', '--offers', 'offers.json');
  feed('4 EUR');
  expect((await run()).stdout).toMatch(/offers\.json: 1 kB\n$/);
  expect(read()).toEqual({
    format: 'inkling-offers/1',
    asOfMs: expect.any(Number),
    currency: 'EUR',
    offers: [
      ['A', 300, 1, 400],
      ['B', 900, 0],
      ['C', null, 1],
    ],
  });
  feed('5 EUR');
  await run();
  expect(read().offers[0]).toEqual(['A', 300, 1, 500]);
  // A feed that is refused changes nothing.
  writeFileSync(join(folder, 'priced.csv'), 'id,title,price\nA,Cup,1 EUR\n');
  expect((await run()).code).toBe(2);
  expect(read().offers[0]).toEqual(['A', 300, 1, 500]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('watches a feed: takes what changes, keeps what it has when the feed breaks, ends on a signal', async () => {
  const watch = (text: string) => writeFileSync(join(folder, 'watched.csv'), text);
  watch('id,title\nA,One\n');
  const args = [CLI, 'catalogue', 'import', 'watched.csv', '--out', 'watched', '--watch', '1'];
  const running = spawn(process.execPath, args, { cwd: folder });
  const lines = linesOf(running);
  await lines.until(/watched: 1 products/);
  watch('id,title\nA,One\nB,Two\n');
  await lines.until(/watched: 2 products/);
  watch('id,title\nA,"On');
  await lines.until(/ends inside quotes/);
  expect(products('watched')).toBe(2);
  watch('id,title\nA,One\nB,Two\nC,Three\n');
  await lines.until(/watched: 3 products/);
  running.kill('SIGTERM');
  const [code] = await once(running, 'exit');
  expect(code).toBe(130);
}, 60_000);

test('an import that is killed leaves the catalogue as it was, and the next one takes its files away', async () => {
  const rows = (count: number) => Array.from({ length: count }, (_, i) => `K${i},Title number ${i}\n`).join('');
  writeFileSync(join(folder, 'small.csv'), `id,title\n${rows(50)}`);
  writeFileSync(join(folder, 'large.csv'), `id,title\n${rows(400_000)}`);
  await inkling('catalogue', 'import', 'small.csv', '--out', 'killed');
  const hidden = () => readdirSync(join(folder, 'killed')).filter((name) => name.startsWith('.'));
  const running = spawn(process.execPath, [CLI, 'catalogue', 'import', 'large.csv', '--out', 'killed'], {
    cwd: folder,
  });
  while (hidden().length === 0) await sleep(5);
  await sleep(300);
  running.kill('SIGKILL');
  await once(running, 'exit');
  expect(hidden()).toContain(`.import-${running.pid}.sqlite`);
  expect(products('killed')).toBe(50);
  expect((await inkling('catalogue', 'import', 'small.csv', '--out', 'killed')).code).toBe(0);
  expect(hidden()).toEqual([]);
}, 60_000);

function linesOf(child: ChildProcess): { until(pattern: RegExp): Promise<void> } {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream)
      createInterface(stream).on('line', (line) => {
        seen.push(line);
        for (const wake of waiting.splice(0)) wake();
      });
  }
  return {
    async until(pattern) {
      for (;;) {
        const at = seen.findIndex((line) => pattern.test(line));
        if (at >= 0) {
          seen.splice(0, at + 1);
          return;
        }
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
  };
}
