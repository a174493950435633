import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeTexts } from './encode-texts.ts';
import { TextCache } from './text-cache.ts';
import type { TextEncoder } from './text-encoder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-texts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Counts letters: what a text gets is known, and so is what was asked for. */
function countingEncoder(more: Partial<TextEncoder> = {}) {
  const asked: string[] = [];
  const encoder: TextEncoder = {
    ...{ id: 'count', version: '1', dim: 2, language: 'en', batch: 2, dispose: () => {} },
    async encode(texts) {
      asked.push(...texts);
      return Float32Array.from(texts.flatMap((text) => [text.length, text.split('e').length - 1]));
    },
    ...more,
  };
  return { encoder, asked };
}

const TEXTS = ['kettle', 'tee', 'kettle', 'a longer one'];
const ROWS = [6, 2, 3, 2, 6, 2, 12, 2];

it('gives a row a text, in order, and asks for each text once', async () => {
  const { encoder, asked } = countingEncoder();
  const done: number[] = [];
  expect([...(await encodeTexts(encoder, TEXTS, { nowMs: 1, onProgress: (part) => done.push(part) }))]).toEqual(ROWS);
  expect(asked).toEqual(['tee', 'kettle', 'a longer one']);
  expect(done).toEqual([2 / 3, 1]);
});

it('a changed row costs one row, another encoder all of them', async () => {
  const path = join(folder, 'texts.sqlite');
  const run = async (encoder: TextEncoder, texts: readonly string[]) => {
    const cache = TextCache.open(path);
    const rows = [...(await encodeTexts(encoder, texts, { cache, nowMs: Date.now() }))];
    await cache.close();
    return rows;
  };
  expect(await run(countingEncoder().encoder, TEXTS)).toEqual(ROWS);
  const second = countingEncoder();
  expect(await run(second.encoder, ['kettle', 'new', 'kettle', 'a longer one'])).toEqual([6, 2, 3, 1, 6, 2, 12, 2]);
  expect(second.asked).toEqual(['new']);
  const other = countingEncoder({ version: '2' });
  await run(other.encoder, TEXTS);
  expect(other.asked).toHaveLength(3);
});

it('keeps what it has when it is ended, and forgets what nobody asked for in half a year', async () => {
  const cache = TextCache.open(':memory:');
  const many = Array.from({ length: 100 }, (_, i) => 'x'.repeat(i + 1));
  const stop = new AbortController();
  const { encoder } = countingEncoder();
  const ending = { cache, nowMs: 0, signal: stop.signal, onProgress: (part: number) => part > 0.6 && stop.abort() };
  await expect(encodeTexts(encoder, many, ending)).rejects.toThrow(/abort/i);
  const kept = await cache.find(encoder, many, 1);
  expect(kept.size).toBeGreaterThanOrEqual(32);
  await cache.sweep(1 + 181 * 86_400e3);
  expect((await cache.find(encoder, many, 2)).size).toBe(0);
  await cache.close();
});

it('refuses rows that are missing or no numbers', async () => {
  const short = countingEncoder({ encode: async () => new Float32Array(2) });
  await expect(encodeTexts(short.encoder, ['a', 'b'], { nowMs: 0 })).rejects.toThrow(
    'answered 2 numbers for 2 texts of 2',
  );
  const broken = countingEncoder({ encode: async (texts) => new Float32Array(2 * texts.length).fill(Number.NaN) });
  await expect(encodeTexts(broken.encoder, ['a'], { nowMs: 0 })).rejects.toThrow('numbers that are none');
});
