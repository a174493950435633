import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readVectorFile } from './vector-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-vectors-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'vectors.jsonl');
  writeFileSync(path, text);
  return path;
}

it('puts each product’s vector into its row, and zeros where there is none', async () => {
  const path = file('\uFEFF{"id":"b","vector":[1,2]}\n\n{"id":"gone","vector":[9,9]}\n{"id":7,"vector":[3,4]}\r\n');
  const { rows, dim, found } = await readVectorFile(path, ['a', 'b', '7']);
  expect([...rows]).toEqual([0, 0, 1, 2, 3, 4]);
  expect({ dim, found }).toEqual({ dim: 2, found: 2 });
});

it.each([
  ['not json', 'line 1: is no JSON'],
  ['{"vector":[1]}', 'line 1, id: missing'],
  ['{"id":"b"}', 'line 1, vector: a list of numbers'],
  ['{"id":"b","vector":[]}', 'line 1, vector: a list of numbers'],
  ['{"id":"b","vector":["x"]}', 'line 1, vector: a list of numbers'],
  ['{"id":"b","vector":[1e300]}', 'line 1, vector: a number beyond 32 bits'],
  ['{"id":"b","vector":[1]}\n{"id":"c","vector":[1,2]}', 'line 2: 2 numbers, not 1 as before'],
  ['{"id":"other","vector":[1]}', 'no line is of a product'],
  ['', 'no line is of a product'],
])('names line and field: %s', async (text, words) => {
  await expect(readVectorFile(file(text), ['b', 'c'])).rejects.toThrow(words);
});

it('says when there is no file', async () => {
  await expect(readVectorFile(join(folder, 'none.jsonl'), ['b'])).rejects.toThrow('ENOENT');
});
