/** Vectors that somebody worked out beforehand, of titles, pictures or both: lines `{"id": "sku-1", "vector": [.1, ...]}`. Legend: P products, D width. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { TextEncoderError } from './text-encoder.ts';

export interface ProductRows {
  readonly dim: number;
  /** Zeros for products without a line. [P, D] */
  readonly rows: Float32Array;
  /** Products with a line. */
  readonly found: number;
}

/**
 * Lines of other products are passed over.
 * @param ids of the products, in the order of the rows
 * @throws TextEncoderError that names the line and what is wrong with it
 */
export async function readVectorFile(path: string, ids: readonly string[]): Promise<ProductRows> {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const placed = new Map<number, Float32Array>();
  let dim = 0;
  let line = 0;
  const stream = createReadStream(path);
  const failed = new Promise<never>((_, fail) => {
    stream.once('error', (error: NodeJS.ErrnoException) => {
      fail(new TextEncoderError(`${path}: cannot be read (${error.code ?? 'unknown'})`));
    });
  });
  failed.catch(() => {});
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await Promise.race([lines.next(), failed]);
    if (done) break;
    line++;
    if (value.trim() === '') continue;
    const { id, vector } = parseLine(line === 1 ? value.replace(/^\uFEFF/, '') : value, `${path}, line ${line}`);
    dim ||= vector.length;
    if (vector.length !== dim)
      throw new TextEncoderError(`${path}, line ${line}: ${vector.length} numbers, not ${dim} as before`);
    const row = rowOf.get(id);
    if (row !== undefined) placed.set(row, vector);
  }
  if (placed.size === 0) throw new TextEncoderError(`${path}: no line is of a product of the catalogue`);
  const rows = new Float32Array(ids.length * dim);
  for (const [row, vector] of placed) rows.set(vector, row * dim);
  return { dim, rows, found: placed.size };
}

function parseLine(text: string, place: string): { readonly id: string; readonly vector: Float32Array } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TextEncoderError(`${place}: is no JSON`);
  }
  const { id, vector } = (value ?? {}) as { readonly id?: unknown; readonly vector?: unknown };
  if (typeof id !== 'string' && typeof id !== 'number') throw new TextEncoderError(`${place}, id: missing`);
  if (!Array.isArray(vector) || vector.length === 0 || !vector.every(Number.isFinite)) {
    throw new TextEncoderError(`${place}, vector: a list of numbers is wanted`);
  }
  const numbers = Float32Array.from(vector);
  if (!numbers.every(Number.isFinite)) {
    throw new TextEncoderError(`${place}, vector: a number beyond 32 bits`);
  }
  return { id: String(id), vector: numbers };
}
