/** Vectors of what a catalogue's products mean, whitened: of their titles, from a text encoder, or as somebody worked them out. */
import { encodeTexts } from '../catalogue/text/encode-texts.ts';
import { httpEncoder } from '../catalogue/text/http-encoder.ts';
import { sentenceEncoder } from '../catalogue/text/sentence-encoder.ts';
import { TextCache } from '../catalogue/text/text-cache.ts';
import { type TextEncoder, TextEncoderError } from '../catalogue/text/text-encoder.ts';
import { readVectorFile } from '../catalogue/text/vector-file.ts';
import { whitened, whitenedSpace } from '../catalogue/whiten.ts';
import type { Meanings, ProductText } from './content.ts';

/** What reads the titles; plain data, since another process may do it. */
export type TextEncoderChoice =
  /** Universal Sentence Encoder lite, on the tfjs backend that runs. */
  | { readonly kind: 'english' }
  | { readonly kind: 'none' }
  /** An embeddings API. */
  | { readonly kind: 'http'; readonly url: string; readonly model: string }
  /** Vectors by product id, in a file. */
  | { readonly kind: 'file'; readonly path: string };

/** Directions that are kept of many titles: half of the encoder's, the rest is noise; decision 18. */
const WIDTH = 256;
/** Titles that each direction needs: with fewer, whitening makes every title unlike every other. */
const TITLES_A_DIRECTION = 8;
/** Fewer titles say nothing that their words do not. */
const FEWEST = 32 * TITLES_A_DIRECTION;

export interface MeaningsOptions {
  readonly encoder: TextEncoderChoice;
  /** Of the products, where `encoder` is a file. */
  readonly ids?: readonly string[];
  /** SQLite file of texts that were encoded before. */
  readonly cachePath: string;
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Unit rows, zeros for products that nothing is known of; undefined where there are too few to say anything.
 * @throws TextEncoderError when vectors cannot be had
 */
export async function meaningsOf(
  texts: readonly (ProductText | undefined)[],
  options: MeaningsOptions,
): Promise<Meanings | undefined> {
  const { encoder } = options;
  if (encoder.kind === 'none') return undefined;
  const read =
    encoder.kind === 'file' ? await readVectorFile(encoder.path, options.ids ?? []) : await titleRows(texts, options);
  if (!read || read.found < FEWEST) {
    if (encoder.kind === 'english') return undefined;
    const has = encoder.kind === 'file' ? `has vectors of ${read?.found} products` : 'is for a catalogue of few titles';
    throw new TextEncoderError(
      `--text-encoder ${has}: fewer than ${FEWEST} say nothing that words do not; leave the flag out`,
    );
  }
  const { rows, dim, found } = read;
  const space = whitenedSpace(rows, dim, Math.min(WIDTH, Math.floor(found / TITLES_A_DIRECTION)));
  return { rows: whitened(rows, space), width: space.kept };
}

async function titleRows(
  texts: readonly (ProductText | undefined)[],
  { encoder: choice, cachePath, onProgress, signal }: MeaningsOptions,
): Promise<{ readonly rows: Float32Array; readonly dim: number; readonly found: number } | undefined> {
  const titled = texts.flatMap((text, row) => (text?.title ? [{ row, title: text.title }] : []));
  if (titled.length < FEWEST) return undefined;
  const encoder = await openEncoder(choice, signal);
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
    return { rows, dim: encoder.dim, found: titled.length };
  } finally {
    encoder.dispose();
    await cache.close();
  }
}

function openEncoder(choice: TextEncoderChoice, signal: AbortSignal): Promise<TextEncoder> {
  if (choice.kind !== 'http') return sentenceEncoder();
  return httpEncoder({ ...choice, key: process.env.INKLING_TEXT_ENCODER_KEY }, signal);
}
