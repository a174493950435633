import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, expect, it, vi } from 'vitest';
import { scoreKernelModule } from '../scripts/score-kernel.mjs';
import { startBackend } from '../server/trainer/start-backend.ts';
import { type SeededRandom, seededRandom } from '../src/base/seeded-random.ts';
import { productScorer } from './product-scorer.ts';
import { dequantiseRows, type ProductVectors, quantiseRows } from './product-vectors.ts';

afterEach(() => vi.unstubAllGlobals());

/** Counts that four does not divide and widths that sixteen does not, too. */
const SIZES = [
  [7, 8],
  [50, 6],
  [1, 4],
  [12, 64],
  [3, 256],
] as const;

it.each(['cpu', 'wasm'])('on %s scores are the dot products of the definition', async (backend) => {
  if (backend === 'wasm') await startBackend('wasm');
  else await tf.setBackend(backend);
  const random = seededRandom('scorer');
  for (const [products, width] of SIZES) {
    const vectors = someVectors(random, products, width);
    // The kernel has no use for the rows: where it fell back, all would be 0.
    const rows = dequantiseRows(vectors);
    const scorer = productScorer(vectors, backend === 'cpu' ? rows : new Float32Array(rows.length));
    const [one, other] = [normals(random, width), normals(random, width)];
    const scores = scorer.scores(one);
    expectExact(scores, vectors, one);
    expectExact(scorer.scores(other), vectors, other);
    // An answer is the caller's own: the next one does not write into it.
    expect(scorer.scores(one)).toEqual(scores);
    expectExact(scores, vectors, one);
  }
});

it('a row of zeros scores 0, and so does everything for a state of zeros', async () => {
  await startBackend('wasm');
  const vectors = quantiseRows(Float32Array.of(0, 0, 0, 0, 1, 2, 3, 4), 4);
  const scorer = productScorer(vectors, dequantiseRows(vectors));
  expect([...scorer.scores(Float32Array.of(1, 1, 1, 1))][0]).toBe(0);
  expect([...scorer.scores(new Float32Array(4))]).toEqual([0, 0]);
});

it('is no further off for the state that rounds worst', async () => {
  await startBackend('wasm');
  for (const width of [64, 256]) {
    const vectors = quantiseRows(new Float32Array(4 * width).fill(1), width);
    const state = new Float32Array(width).fill(0.5 / 32_767);
    state[0] = 1;
    expectExact(productScorer(vectors, dequantiseRows(vectors)).scores(state), vectors, state);
  }
});

it('without the memory for it, it computes in JavaScript', async () => {
  await startBackend('wasm');
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('out of memory');
  });
  const random = seededRandom('memory');
  const vectors = someVectors(random, 9, 8);
  const state = normals(random, 8);
  expectExact(productScorer(vectors, dequantiseRows(vectors)).scores(state), vectors, state);
  expect(grow).toHaveBeenCalledOnce();
  grow.mockRestore();
});

it('the largest numbers do not overflow', async () => {
  await startBackend('wasm');
  const width = 256;
  const vectors = quantiseRows(new Float32Array(4 * width).fill(1), width);
  const scorer = productScorer(vectors, dequantiseRows(vectors));
  for (const score of scorer.scores(new Float32Array(width).fill(-3))) expect(score).toBeCloseTo(-3 * 16, 3);
});

it('where WebAssembly is forbidden it computes in JavaScript', async () => {
  await startBackend('wasm');
  let asked = 0;
  class Forbidden {
    constructor() {
      asked++;
      throw new WebAssembly.CompileError('refused by the policy');
    }
  }
  vi.stubGlobal('WebAssembly', { ...WebAssembly, Module: Forbidden, CompileError: WebAssembly.CompileError });
  const random = seededRandom('forbidden');
  const vectors = someVectors(random, 9, 8);
  const state = normals(random, 8);
  expectExact(productScorer(vectors, dequantiseRows(vectors)).scores(state), vectors, state);
  expect(asked).toBe(1);
});

it('the kernel that ships is the one that can be read', async () => {
  expect(readFileSync(new URL('score-kernel.ts', import.meta.url), 'utf8')).toBe(await scoreKernelModule());
});

function someVectors(random: SeededRandom, products: number, width: number): ProductVectors {
  return quantiseRows(normals(random, products * width), width);
}

function normals(random: SeededRandom, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}

/** To sqrt(D) / 65,534 of the state's length, and what floats lose. */
function expectExact(scores: Float32Array, vectors: ProductVectors, state: Float32Array): void {
  const { width } = vectors;
  const rows = dequantiseRows(vectors);
  expect(scores).toHaveLength(rows.length / width);
  const tolerance = (Math.sqrt(width) / 65_534 + 1e-6) * Math.hypot(...state);
  for (const [row, score] of scores.entries()) {
    const exact = state.reduce((sum, value, d) => sum + value * (rows[row * width + d] as number), 0);
    expect(Math.abs(score - exact)).toBeLessThan(tolerance);
  }
}
