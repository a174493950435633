/** Vectors of many texts: what the cache has not, in batches of like length, kept as they come. */
import type { TextCache } from './text-cache.ts';
import { type TextEncoder, TextEncoderError } from './text-encoder.ts';

export interface EncodeOptions {
  readonly cache?: TextCache | undefined;
  /** From 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal | undefined;
  readonly nowMs: number;
}

/** Batches between two writes to the cache: what a kill may cost. */
const KEPT_EVERY = 16;

/**
 * One row a text, in order. [texts, dim]
 * @throws TextEncoderError when the encoder answers something else; the signal's reason when it aborts
 */
export async function encodeTexts(
  encoder: TextEncoder,
  texts: readonly string[],
  { cache, onProgress, signal, nowMs }: EncodeOptions,
): Promise<Float32Array> {
  const vectors = new Float32Array(texts.length * encoder.dim);
  const known = (await cache?.find(encoder, texts, nowMs)) ?? new Map<number, Float32Array>();
  for (const [at, vector] of known) vectors.set(vector, at * encoder.dim);
  const placesOf = new Map<string, number[]>();
  texts.forEach((text, at) => {
    if (!known.has(at)) placesOf.set(text, [...(placesOf.get(text) ?? []), at]);
  });
  // Of like length, so that little is padded; ties by text, so that the same texts are the same batches.
  const unknown = [...placesOf.keys()].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  let waiting: { texts: string[]; rows: Float32Array[] } = { texts: [], rows: [] };
  const keep = async () => {
    if (waiting.texts.length > 0) await cache?.keep(encoder, waiting.texts, concatenated(waiting.rows), nowMs);
    waiting = { texts: [], rows: [] };
  };
  for (let at = 0; at < unknown.length; at += encoder.batch) {
    const batch = unknown.slice(at, at + encoder.batch);
    const rows = await encoder.encode(batch, signal);
    signal?.throwIfAborted();
    refuseNonsense(encoder, rows, batch.length);
    batch.forEach((text, i) => {
      const row = rows.subarray(i * encoder.dim, (i + 1) * encoder.dim);
      for (const place of placesOf.get(text) ?? []) vectors.set(row, place * encoder.dim);
    });
    waiting.texts.push(...batch);
    waiting.rows.push(rows);
    if (waiting.rows.length >= KEPT_EVERY) await keep();
    onProgress?.(Math.min(1, (at + batch.length) / unknown.length));
  }
  await keep();
  return vectors;
}

function refuseNonsense({ id, dim }: TextEncoder, rows: Float32Array, count: number): void {
  if (rows.length !== count * dim) {
    throw new TextEncoderError(`${id}: answered ${rows.length} numbers for ${count} texts of ${dim}`);
  }
  if (!rows.every(Number.isFinite)) throw new TextEncoderError(`${id}: answered numbers that are none`);
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
