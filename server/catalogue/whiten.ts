/**
 * Rows centred and whitened: every direction that the rows spread in counts the same, where raw sentence vectors all point
 * one way. The space is kept, so that rows that come later land in it. Legend: N rows, D width, K directions kept.
 * @see Huang et al. 2021, "WhiteningBERT"; Zhang et al. 2024, "WhitenRec", arXiv 2402.10602
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface WhitenedSpace {
  /** [D] */
  readonly mean: Float64Array;
  /** Directions scaled to equal spread. [D, K] */
  readonly directions: Float64Array;
  readonly width: number;
  readonly kept: number;
}

/** Directions with less than this share of the largest variance are noise. */
const LEAST_VARIANCE = 1e-6;

/**
 * The space of these rows; rows of zeros say nothing and are left out.
 * @param rows [N, width]
 * @param most K, where the rows have as many directions
 */
export function whitenedSpace(rows: Float32Array, width: number, most: number): WhitenedSpace {
  const places = placesWithWords(rows, width);
  const mean = new Float64Array(width);
  for (const at of places) for (let d = 0; d < width; d++) mean[d] = (mean[d] as number) + (rows[at + d] as number);
  for (let d = 0; d < width; d++) mean[d] = (mean[d] as number) / Math.max(1, places.length);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance(rows, width, places, mean), {
    assumeSymmetric: true,
  });
  // Ascending, as the library gives them.
  const largest = Math.max(realEigenvalues.at(-1) ?? 0, Number.MIN_VALUE);
  const kept = realEigenvalues.filter((value) => value > LEAST_VARIANCE * largest).length;
  const k = Math.min(most, kept);
  const directions = new Float64Array(width * k);
  for (let j = 0; j < k; j++) {
    const column = width - 1 - j;
    const scale = 1 / Math.sqrt(realEigenvalues[column] as number);
    for (let d = 0; d < width; d++) directions[d * k + j] = eigenvectorMatrix.get(d, column) * scale;
  }
  return { mean, directions, width, kept: k };
}

/** Unit rows in a space; rows of zeros stay zeros. [N, K] */
export function whitened(rows: Float32Array, { mean, directions, width, kept }: WhitenedSpace): Float32Array {
  const out = new Float32Array((rows.length / width) * kept);
  const sums = new Float64Array(kept);
  for (const at of placesWithWords(rows, width)) {
    sums.fill(0);
    for (let d = 0; d < width; d++) {
      const value = (rows[at + d] as number) - (mean[d] as number);
      for (let j = 0; j < kept; j++) sums[j] = (sums[j] as number) + value * (directions[d * kept + j] as number);
    }
    let squares = 0;
    for (let j = 0; j < kept; j++) squares += (sums[j] as number) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < kept; j++) out[(at / width) * kept + j] = (sums[j] as number) * scale;
  }
  return out;
}

/** Where rows begin that are not all zeros. */
function placesWithWords(rows: Float32Array, width: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < rows.length; at += width) {
    if (rows.subarray(at, at + width).some((value) => value !== 0)) places.push(at);
  }
  return places;
}

function covariance(rows: Float32Array, width: number, places: readonly number[], mean: Float64Array): Matrix {
  const sums = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (const at of places) {
    for (let d = 0; d < width; d++) centred[d] = (rows[at + d] as number) - (mean[d] as number);
    for (let d = 0; d < width; d++) {
      const value = centred[d] as number;
      for (let e = 0; e <= d; e++)
        sums[d * width + e] = (sums[d * width + e] as number) + value * (centred[e] as number);
    }
  }
  const matrix = new Matrix(width, width);
  for (let d = 0; d < width; d++) {
    for (let e = 0; e <= d; e++) {
      const value = (sums[d * width + e] as number) / Math.max(1, places.length);
      matrix.set(d, e, value);
      matrix.set(e, d, value);
    }
  }
  return matrix;
}
