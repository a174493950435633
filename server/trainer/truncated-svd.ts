/**
 * Truncated singular value decomposition of a sparse matrix by randomised subspace iteration.
 * Legend: N rows, M columns, D wanted, L = D + 10 carried.
 * @see Halko, Martinsson and Tropp 2011, "Finding Structure with Randomness", algorithm 4.4
 */
import type { SeededRandom } from '../../src/base/seeded-random.ts';

/** Compressed rows: row i holds `columns[offsets[i] .. offsets[i+1]]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly width: number;
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

export function sparseMatrix(rows: readonly ReadonlyMap<number, number>[], width: number): SparseMatrix {
  const size = rows.reduce((total, row) => total + row.size, 0);
  const offsets = new Uint32Array(rows.length + 1);
  const columns = new Uint32Array(size);
  const values = new Float32Array(size);
  let at = 0;
  rows.forEach((row, i) => {
    for (const [column, value] of row) {
      columns[at] = column;
      values[at++] = value;
    }
    offsets[i + 1] = at;
  });
  return { rows: rows.length, width, offsets, columns, values };
}

/** Left singular vectors scaled by the square roots of the singular values. [N, D] */
export function scaledLeftVectors(
  matrix: SparseMatrix,
  wanted: number,
  random: SeededRandom,
  rounds = 5,
): Float32Array {
  const carried = Math.min(wanted + 10, matrix.rows, matrix.width);
  let right = Float32Array.from({ length: matrix.width * carried }, () => random.normal());
  let left = new Float32Array(0);
  let lengths: number[] = [];
  for (let round = 0; round < rounds; round++) {
    left = multiply(matrix, right, carried);
    orthonormalise(left, carried);
    right = multiplyTransposed(matrix, left, carried);
    lengths = orthonormalise(right, carried);
  }
  // A right = U S (up to a rotation that the iterations have worn off): the columns are already in order.
  left = multiply(matrix, right, carried);
  lengths = orthonormalise(left, carried);
  const vectors = new Float32Array(matrix.rows * wanted);
  for (let row = 0; row < matrix.rows; row++) {
    for (let d = 0; d < Math.min(wanted, carried); d++) {
      vectors[row * wanted + d] = (left[row * carried + d] as number) * Math.sqrt(lengths[d] as number);
    }
  }
  return vectors;
}

function multiply(matrix: SparseMatrix, right: Float32Array, k: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(matrix.rows * k);
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
      const value = matrix.values[at] as number;
      const from = (matrix.columns[at] as number) * k;
      for (let d = 0; d < k; d++) out[row * k + d] = (out[row * k + d] as number) + value * (right[from + d] as number);
    }
  }
  return out;
}

function multiplyTransposed(matrix: SparseMatrix, left: Float32Array, k: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(matrix.width * k);
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
      const value = matrix.values[at] as number;
      const to = (matrix.columns[at] as number) * k;
      for (let d = 0; d < k; d++) out[to + d] = (out[to + d] as number) + value * (left[row * k + d] as number);
    }
  }
  return out;
}

/** Modified Gram-Schmidt over the columns of [N, k], in place; returns each column's length before it was scaled. */
function orthonormalise(matrix: Float32Array, k: number): number[] {
  const rows = matrix.length / k;
  const lengths: number[] = [];
  for (let d = 0; d < k; d++) {
    for (let other = 0; other < d; other++) {
      let dot = 0;
      for (let row = 0; row < rows; row++) dot += (matrix[row * k + d] as number) * (matrix[row * k + other] as number);
      for (let row = 0; row < rows; row++) {
        matrix[row * k + d] = (matrix[row * k + d] as number) - dot * (matrix[row * k + other] as number);
      }
    }
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (matrix[row * k + d] as number) ** 2;
    const length = Math.sqrt(squares);
    lengths.push(length);
    const scale = length > 1e-9 ? 1 / length : 0;
    for (let row = 0; row < rows; row++) matrix[row * k + d] = (matrix[row * k + d] as number) * scale;
  }
  return lengths;
}
