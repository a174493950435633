/**
 * Logistic regression by Newton's method in float64: exact for a dozen features, without a rate or a number of epochs to
 * choose. Legend: N examples, F features.
 */
export interface LogisticExamples {
  /** [N] of [F] */
  readonly rows: readonly Float64Array[];
  /** 0 or 1. [N] */
  readonly labels: readonly number[];
}

/** On weights of features scaled to stdDev 1; keeps separable data finite. */
const RIDGE = 1;
const MOST_STEPS = 30;

/**
 * Weights of the features, then the bias, by penalised maximum likelihood.
 * @param examples N >= 1
 * @returns [F + 1], for features as they are given
 */
export function fitLogistic({ rows, labels }: LogisticExamples): Float64Array {
  const size = rows[0]?.length ?? 0;
  const { mean, stdDev } = momentsOf(rows, size);
  const scaled = rows.map((row) => Float64Array.from([...row.map((v, k) => (v - at(mean, k)) / at(stdDev, k)), 1]));
  let weights = new Float64Array(size + 1);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = newtonStep(scaled, labels, weights);
    weights = weights.map((value, k) => value - at(change, k));
    if (change.every((value) => Math.abs(value) < 1e-9)) break;
  }
  const line = weights.subarray(0, size).map((value, k) => value / at(stdDev, k));
  const bias = line.reduce((rest, value, k) => rest - value * at(mean, k), at(weights, size));
  return Float64Array.from([...line, bias]);
}

function newtonStep(rows: readonly Float64Array[], labels: readonly number[], weights: Float64Array): Float64Array {
  const size = weights.length;
  const gradient = weights.map((value, k) => (k < size - 1 ? RIDGE * value : 0));
  const curvature = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, k) => (i === k && i < size - 1 ? RIDGE : 0)),
  );
  rows.forEach((row, n) => {
    const logits = row.reduce((sum, value, k) => sum + value * at(weights, k), 0);
    const probability = 1 / (1 + Math.exp(-logits));
    const weight = Math.max(1e-9, probability * (1 - probability));
    for (let i = 0; i < size; i++) {
      gradient[i] = at(gradient, i) + (probability - (labels[n] ?? 0)) * at(row, i);
      const line = curvature[i] as Float64Array;
      for (let k = 0; k <= i; k++) line[k] = at(line, k) + weight * at(row, i) * at(row, k);
    }
  });
  return solveByCholesky(curvature, gradient);
}

/** x of A x = b, for a positive definite A of which the lower half is read. */
function solveByCholesky(matrix: readonly Float64Array[], target: Float64Array): Float64Array {
  const size = target.length;
  const lower = matrix.map(() => new Float64Array(size));
  const cell = (i: number, k: number) => at(lower[i] as Float64Array, k);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = at(matrix[i] as Float64Array, k);
      for (let j = 0; j < k; j++) sum -= cell(i, j) * cell(k, j);
      (lower[i] as Float64Array)[k] = i === k ? Math.sqrt(Math.max(sum, 1e-12)) : sum / cell(k, k);
    }
  }
  const x = Float64Array.from(target);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = at(x, i) - cell(i, k) * at(x, k);
    x[i] = at(x, i) / cell(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = at(x, i) - cell(k, i) * at(x, k);
    x[i] = at(x, i) / cell(i, i);
  }
  return x;
}

function momentsOf(rows: readonly Float64Array[], size: number) {
  const mean = new Float64Array(size);
  const stdDev = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    for (const row of rows) mean[k] = at(mean, k) + at(row, k) / rows.length;
    for (const row of rows) stdDev[k] = at(stdDev, k) + (at(row, k) - at(mean, k)) ** 2 / rows.length;
    stdDev[k] = Math.sqrt(at(stdDev, k)) || 1;
  }
  return { mean, stdDev };
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
