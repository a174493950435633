import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { present } from '../../src/base/must.ts';
import { contentNeighbours, type ProductText } from './content.ts';
import { meaningsOf } from './meanings.ts';
import { startBackend } from './start-backend.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-meanings-'));
  await startBackend('wasm');
});
afterAll(() => rmSync(folder, { recursive: true }));

const COLOURS = ['red', 'blue', 'green', 'black', 'white', 'copper', 'amber', 'rose'];
const THINGS = [
  'sofa',
  'kettle',
  'raincoat',
  'bicycle',
  'violin',
  'laptop',
  'lipstick',
  'tent',
  'hammer',
  'pillow',
  'novel',
];
const SIZES = ['small', 'large', 'tiny', 'huge', 'narrow', 'wide'];
const titled = (title: string): ProductText => ({ title, brand: '', categories: '', price: undefined });
const shelf = COLOURS.flatMap((colour) =>
  THINGS.flatMap((thing) => SIZES.map((size) => titled(`${size} ${colour} ${thing}`))),
);
// Two words for one thing, which share no letters with each other.
const texts = [titled('grey couch'), ...shelf, undefined, titled('')];

it('gives titles unit rows in which a synonym is near, rows without a title nothing, and reads each title once', async () => {
  const parts: number[] = [];
  const read = () =>
    meaningsOf(texts, {
      encoder: { kind: 'english' },
      cachePath: join(folder, 'texts.sqlite'),
      onProgress: (done) => parts.push(done),
      signal: new AbortController().signal,
    });
  const { rows, width } = present(await read(), 'meanings');
  expect(rows).toHaveLength(texts.length * width);
  const lengthOf = (row: number) => Math.hypot(...rows.subarray(row * width, (row + 1) * width));
  expect(lengthOf(0)).toBeCloseTo(1, 4);
  expect([lengthOf(texts.length - 2), lengthOf(texts.length - 1)]).toEqual([0, 0]);
  expect(parts.length).toBeGreaterThan(3);

  const likest = [...(contentNeighbours(texts, { rows, width })[0] ?? [])].map(([other]) => texts[other]?.title ?? '');
  const things = likest.slice(0, 10).map((title) => title.split(' ')[2] ?? '');
  const often = (thing: string) => things.filter((other) => other === thing).length;
  expect(THINGS.toSorted((a, b) => often(b) - often(a))[0]).toBe('sofa');
  // By chance one in eleven would be.
  expect(often('sofa')).toBeGreaterThanOrEqual(3);
  expect(contentNeighbours(texts)[0]?.size).toBe(0);

  parts.length = 0;
  expect((await read())?.rows).toEqual(rows);
  expect(parts).toEqual([]);
}, 120_000);

it('says nothing of a shop with too few titles', async () => {
  const options = {
    encoder: { kind: 'english' as const },
    cachePath: ':memory:',
    onProgress: () => {},
    signal: new AbortController().signal,
  };
  expect(await meaningsOf(texts.slice(0, 100), options)).toBeUndefined();
});

it('takes vectors that somebody worked out, of products without a title too', async () => {
  const path = join(folder, 'vectors.jsonl');
  const ids = Array.from({ length: 300 }, (_, at) => `p${at}`);
  const vectorOf = (at: number) => Array.from({ length: 4 }, (_, d) => Math.sin(at * (d + 1)));
  writeFileSync(path, ids.map((id, at) => JSON.stringify({ id, vector: vectorOf(at % 150) })).join('\n'));
  const known = present(
    await meaningsOf(new Array(301).fill(undefined), {
      encoder: { kind: 'file', path },
      ids: [...ids, 'unknown'],
      cachePath: ':memory:',
      onProgress: () => {},
      signal: new AbortController().signal,
    }),
    'meanings',
  );
  const row = (at: number) => [...known.rows.subarray(at * known.width, (at + 1) * known.width)];
  expect(row(0)).toEqual(row(150));
  expect(Math.hypot(...row(1))).toBeCloseTo(1, 5);
  expect(row(300)).toEqual(new Array(known.width).fill(0));
});
