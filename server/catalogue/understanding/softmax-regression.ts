/**
 * Multinomial logistic regression over sparse rows by stochastic gradients, each column with a rate of its own: a second for
 * thousands of products. Few epochs and a first sum of squares above 0 keep the weights of rare columns small.
 * Legend: F columns, C labels.
 * @see Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods"
 */
import type { SeededRandom } from '../../../src/base/seeded-random.ts';
import type { SparseMatrix } from '../../trainer/truncated-svd.ts';

export interface SoftmaxModel {
  /** The last row is the bias. [F + 1, C] */
  readonly weights: Float32Array;
  readonly columns: number;
  readonly classes: number;
}

export interface SoftmaxExamples {
  readonly matrix: SparseMatrix;
  /** By row of the matrix, from 0 to `classes` - 1. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Rows that are learned of. */
  readonly learned: readonly number[];
}

/** Of the first epoch; falls to 0 in a line. */
const RATE = 1;
const FIRST_SQUARES = 0.3;

/** @param onProgress told the share that is done, once an epoch */
export function fitSoftmax(
  { matrix, labels, classes, learned }: SoftmaxExamples,
  epochs: number,
  random: SeededRandom,
  onProgress: (done: number) => void = () => {},
): SoftmaxModel {
  const weights = new Float32Array((matrix.width + 1) * classes);
  const model = { weights, columns: matrix.width, classes };
  const squares = new Float32Array(matrix.width + 1).fill(FIRST_SQUARES);
  const errors = new Float64Array(classes);
  const order = Uint32Array.from(learned);
  const move = (column: number, value: number, norm: number, rate: number) => {
    squares[column] = (squares[column] as number) + norm * value * value;
    const step = (rate * value) / Math.sqrt(squares[column] as number);
    const from = column * classes;
    for (let c = 0; c < classes; c++) weights[from + c] = (weights[from + c] as number) - step * (errors[c] as number);
  };
  for (let step = 0; step < epochs * order.length; step++) {
    if (step % order.length === 0) random.shuffle(order);
    const row = order[step % order.length] as number;
    const rate = RATE * (1 - step / (epochs * order.length));
    logitsInto(errors, model, matrix, row);
    softmaxInPlace(errors);
    const label = labels[row] as number;
    errors[label] = (errors[label] as number) - 1;
    let norm = 0;
    for (let c = 0; c < classes; c++) norm += (errors[c] as number) ** 2;
    move(matrix.width, 1, norm, rate);
    for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
      move(matrix.columns[at] as number, matrix.values[at] as number, norm, rate);
    }
    if ((step + 1) % order.length === 0) onProgress((step + 1) / (epochs * order.length));
  }
  return model;
}

/** Natural logarithms of the labels' probabilities. [C] */
export function softmaxOpinion(model: SoftmaxModel, matrix: SparseMatrix, row: number): Float64Array {
  const out = new Float64Array(model.classes);
  logitsInto(out, model, matrix, row);
  softmaxInPlace(out);
  for (let c = 0; c < out.length; c++) out[c] = Math.log(Math.max(out[c] as number, Number.MIN_VALUE));
  return out;
}

/** Logits become probabilities. */
export function softmaxInPlace(logits: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logits) if (value > largest) largest = value;
  let sum = 0;
  for (let c = 0; c < logits.length; c++) {
    const value = Math.exp((logits[c] as number) - largest);
    logits[c] = value;
    sum += value;
  }
  for (let c = 0; c < logits.length; c++) logits[c] = (logits[c] as number) / sum;
}

function logitsInto(out: Float64Array, { weights, columns, classes }: SoftmaxModel, matrix: SparseMatrix, row: number) {
  for (let c = 0; c < classes; c++) out[c] = weights[columns * classes + c] as number;
  for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
    const value = matrix.values[at] as number;
    const from = (matrix.columns[at] as number) * classes;
    for (let c = 0; c < classes; c++) out[c] = (out[c] as number) + value * (weights[from + c] as number);
  }
}
