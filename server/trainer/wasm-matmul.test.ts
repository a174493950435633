import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { startBackend } from './start-backend.ts';

const [N, K, M] = [5, 7, 3];

beforeAll(() => startBackend('wasm'));

it.each([
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
])('multiplies as the definition says, and leaves one tensor: %o', async ({ transposeA, transposeB }) => {
  const random = seededRandom('matmul');
  const a = Float32Array.from({ length: N * K }, () => random.normal());
  const b = Float32Array.from({ length: K * M }, () => random.normal());
  const expected = Array.from({ length: N * M }, (_, at) => {
    const [n, m] = [Math.floor(at / M), at % M];
    return Array.from({ length: K }, (_, k) => {
      const left = a[transposeA ? k * N + n : n * K + k] as number;
      return left * (b[transposeB ? m * K + k : k * M + m] as number);
    }).reduce((sum, value) => sum + value, 0);
  });
  for (const leading of [[], [1]]) {
    const left = tf.tensor(a, [...leading, ...(transposeA ? [K, N] : [N, K])]);
    const right = tf.tensor(b, [...leading, ...(transposeB ? [M, K] : [K, M])]);
    const before = tf.memory();
    const product = tf.matMul(left, right, transposeA, transposeB);
    expect(product.shape).toEqual([...leading, N, M]);
    const values = await product.data();
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at] as number, 5);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    tf.dispose([left, right, product]);
  }
});

it('stands in the place of the own kernel of the backend', () => {
  expect(String(tf.getKernel('BatchMatMul', 'wasm')?.kernelFunc)).toContain('turned(b)');
});

it('multiplies a batch of matrices one by one', async () => {
  const left = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  const right = tf.tensor3d([1, 0, 0, 1, 2, 0, 0, 2], [2, 2, 2]);
  expect([...(await tf.matMul(left, right, true, false).data())]).toEqual([1, 3, 2, 4, 10, 14, 12, 16]);
});
