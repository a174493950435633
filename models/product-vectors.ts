/** Product vectors on the wire: int8 rows of unit vectors with one scale a row. Legend: P products, D width. */
export interface ProductVectors {
  readonly width: number;
  /** [P, D] */
  readonly codes: Int8Array;
  /** Multiplies a row's codes. [P] */
  readonly scales: Float32Array;
}

/** Rounds rows to int8; the error is at most half a step, 1/254 of the row's largest number. [P, D] */
export function quantiseRows(rows: Float32Array, width: number): ProductVectors {
  const products = rows.length / width;
  const codes = new Int8Array(rows.length);
  const scales = new Float32Array(products);
  for (let product = 0; product < products; product++) {
    const row = rows.subarray(product * width, (product + 1) * width);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    scales[product] = largest / 127;
    if (largest === 0) continue;
    for (let d = 0; d < width; d++) codes[product * width + d] = Math.round((127 * (row[d] as number)) / largest);
  }
  return { width, codes, scales };
}

/** Unit rows again, as float32. [P, D] */
export function dequantiseRows(vectors: ProductVectors): Float32Array {
  return unitRowsInPlace(rowsOf(vectors), vectors.width);
}

/** What the codes stand for, of any length. [P, D] */
export function rowsOf({ width, codes, scales }: ProductVectors): Float32Array {
  const rows = new Float32Array(codes.length);
  for (let row = 0, at = 0; row < scales.length; row++) {
    const scale = scales[row] as number;
    for (const end = at + width; at < end; at++) rows[at] = (codes[at] as number) * scale;
  }
  return rows;
}

/** Scales every row to length 1; zero rows stay zero. */
export function unitRowsInPlace(rows: Float32Array, width: number): Float32Array {
  for (let begin = 0; begin < rows.length; begin += width) {
    let squares = 0;
    for (let i = begin; i < begin + width; i++) squares += (rows[i] as number) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = begin; i < begin + width; i++) rows[i] = (rows[i] as number) * scale;
  }
  return rows;
}

/**
 * Dot product of `state` [D] with every row of `rows` [P, D]. Four sums side by side: one sum makes each addition wait for
 * the one before, and takes three times as long.
 */
export function scoreRows(rows: Float32Array, state: Float32Array): Float32Array {
  const width = state.length;
  const scores = new Float32Array(rows.length / width);
  const whole = width - (width % 4);
  for (let product = 0, at = 0; product < scores.length; product++) {
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let d = 0; d < whole; d += 4, at += 4) {
      one += (rows[at] as number) * (state[d] as number);
      two += (rows[at + 1] as number) * (state[d + 1] as number);
      three += (rows[at + 2] as number) * (state[d + 2] as number);
      four += (rows[at + 3] as number) * (state[d + 3] as number);
    }
    for (let d = whole; d < width; d++, at++) one += (rows[at] as number) * (state[d] as number);
    scores[product] = one + two + (three + four);
  }
  return scores;
}

/** Rows of a table one after the other, times `scale`. [N, D] */
export function gatherRows(table: Float32Array, rows: ArrayLike<number>, width: number, scale = 1): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  for (let at = 0; at < rows.length; at++) {
    const begin = (rows[at] as number) * width;
    for (let d = 0; d < width; d++) gathered[at * width + d] = scale * (table[begin + d] as number);
  }
  return gathered;
}
