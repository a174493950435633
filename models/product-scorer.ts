/**
 * Scores of every product for one state. Where WebAssembly may be used, on the codes as they came down: a quarter of the bytes
 * that floats have, and memory is what 100,000 products wait for. Elsewhere, and on the plain tier, in JavaScript.
 * Legend: P products, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type ProductVectors, scoreRows } from './product-vectors.ts';
import { SCORE_KERNEL } from './score-kernel.ts';

export interface ProductScorer {
  /** Dot product of `state` [D] with every product's unit vector, to sqrt(D) / 65,534 of the state's length. [P] */
  scores(state: Float32Array): Float32Array;
}

/** Multiplies int16 states; the largest number of a state becomes this. */
const FULL_SCALE = 32_767;
/** Codes that the kernel takes at a time, and rows. */
const LANES = 16;
const ROWS = 4;
const PAGE = 65_536;
/** Wider sums could overflow. */
const WIDEST = 512;

/**
 * For the backend in use.
 * @param rows unit product vectors, as `dequantiseRows` gives them [P, D]; borrowed
 */
export function productScorer(vectors: ProductVectors, rows: Float32Array): ProductScorer {
  const plain = { scores: (state: Float32Array) => scoreRows(rows, state) };
  if (tf.getBackend() === 'cpu' || vectors.width > WIDEST) return plain;
  try {
    const bytes = Uint8Array.from(atob(SCORE_KERNEL), (char) => char.charCodeAt(0));
    return onCodes(new WebAssembly.Instance(new WebAssembly.Module(bytes)), vectors);
  } catch {
    // Forbidden by the page's policy, too new for the browser, or there is no memory for it.
    return plain;
  }
}

/** Where in memory, how many and how wide, and what every score is multiplied by. See score-kernel.wat. */
type ScoreAll = (
  ...of: readonly [
    state: number,
    codes: number,
    factors: number,
    out: number,
    rows: number,
    width: number,
    unit: number,
  ]
) => void;

function onCodes({ exports }: WebAssembly.Instance, { width, codes, scales }: ProductVectors): ProductScorer {
  const memory = exports.memory as WebAssembly.Memory;
  const scoreAll = exports.scores as ScoreAll;
  const [stride, rows] = [upTo(LANES, width), upTo(ROWS, scales.length)];
  // In this order, one after the other: [W] int16, [R, W] int8, [R] and [R] float32.
  const codesAt = 2 * stride;
  const factorsAt = codesAt + rows * stride;
  const scoresAt = factorsAt + 4 * rows;
  memory.grow(Math.ceil((scoresAt + 4 * rows) / PAGE));
  const scaledState = new Int16Array(memory.buffer, 0, stride);
  const padded = new Int8Array(memory.buffer, codesAt, rows * stride);
  const factors = new Float32Array(memory.buffer, factorsAt, rows);
  const scores = new Float32Array(memory.buffer, scoresAt, scales.length);
  for (let row = 0; row < scales.length; row++) {
    let squares = 0;
    for (let d = 0; d < width; d++) {
      const code = codes[row * width + d] as number;
      padded[row * stride + d] = code;
      squares += code * code;
    }
    factors[row] = squares > 0 && (scales[row] as number) > 0 ? 1 / Math.sqrt(squares) : 0;
  }
  return {
    scores(state) {
      const largest = state.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const scale = largest > 0 ? FULL_SCALE / largest : 0;
      for (let d = 0; d < width; d++) scaledState[d] = Math.round((state[d] as number) * scale);
      scoreAll(0, codesAt, factorsAt, scoresAt, rows, stride, largest / FULL_SCALE);
      return scores.slice();
    },
  };
}

function upTo(multiple: number, count: number): number {
  return multiple * Math.ceil(count / multiple);
}
