/** Vectors of what a catalogue's titles mean, from the text encoder, whitened. A tfjs backend must run. */

import { encodeTexts } from '../catalogue/text/encode-texts.ts';
import { sentenceEncoder } from '../catalogue/text/sentence-encoder.ts';
import { TextCache } from '../catalogue/text/text-cache.ts';
import { whitened, whitenedSpace } from '../catalogue/whiten.ts';
import type { Meanings, ProductText } from './content.ts';

export const TEXT_ENCODERS = ['english', 'none'] as const;
export type TextEncoderName = (typeof TEXT_ENCODERS)[number];

/** Directions that are kept of many titles: half of the encoder's, the rest is noise; decision 18. */
const WIDTH = 256;
/** Titles that each direction needs: with fewer, whitening makes every title unlike every other. */
const TITLES_A_DIRECTION = 8;
/** Fewer titles say nothing that their words do not. */
const FEWEST = 32 * TITLES_A_DIRECTION;

export interface MeaningsOptions {
  /** SQLite file of texts that were encoded before. */
  readonly cachePath: string;
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Unit rows, zeros for products without a title; undefined where there are too few titles to say anything. */
export async function meaningsOf(
  texts: readonly (ProductText | undefined)[],
  { cachePath, onProgress, signal }: MeaningsOptions,
): Promise<Meanings | undefined> {
  const titled = texts.flatMap((text, row) => (text?.title ? [{ row, title: text.title }] : []));
  if (titled.length < FEWEST) return undefined;
  const encoder = await sentenceEncoder();
  const cache = TextCache.open(cachePath);
  try {
    const nowMs = Date.now();
    const titles = titled.map(({ title }) => title);
    const vectors = await encodeTexts(encoder, titles, { cache, onProgress, signal, nowMs });
    await cache.sweep(nowMs);
    const rows = new Float32Array(texts.length * encoder.dim);
    titled.forEach(({ row }, at) => {
      rows.set(vectors.subarray(at * encoder.dim, (at + 1) * encoder.dim), row * encoder.dim);
    });
    const space = whitenedSpace(rows, encoder.dim, Math.min(WIDTH, Math.floor(titled.length / TITLES_A_DIRECTION)));
    return { rows: whitened(rows, space), width: space.kept };
  } finally {
    encoder.dispose();
    await cache.close();
  }
}
