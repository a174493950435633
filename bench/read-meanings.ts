/** Meanings of a catalogue's titles for a benchmark: encoded once a machine. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Meanings, ProductText } from '../server/trainer/content.ts';
import { meaningsOf } from '../server/trainer/meanings.ts';
import { startBackend } from '../server/trainer/start-backend.ts';

const FOLDER = 'bench/results';

/** Starts wasm. @returns undefined where there are too few titles */
export async function readMeanings(texts: readonly (ProductText | undefined)[]): Promise<Meanings | undefined> {
  await startBackend('wasm');
  mkdirSync(FOLDER, { recursive: true });
  const { stderr } = process;
  const onProgress = (done: number) =>
    stderr.isTTY && stderr.write(`\r\x1b[Kreading titles ${Math.floor(100 * done)}%`);
  const cachePath = join(FOLDER, 'texts.sqlite');
  return meaningsOf(texts, {
    encoder: { kind: 'english' },
    cachePath,
    onProgress,
    signal: new AbortController().signal,
  });
}
