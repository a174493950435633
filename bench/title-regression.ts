/**
 * Multinomial logistic regression on TF-IDF of titles, words and pairs, to the minimum of its ridge-penalised loss; of several
 * ridges the one of least loss on a part of the learned products. A baseline, for `bench categories`.
 * @see Liu and Nocedal 1989, "On the Limited Memory BFGS Method"
 */
import type { LabelExamples, LabelModel } from '../server/catalogue/understanding/label-model.ts';
import { titleTerms } from '../server/catalogue/understanding/product-terms.ts';
import { type SoftmaxModel, softmaxOpinion } from '../server/catalogue/understanding/softmax-regression.ts';
import { weighTerms } from '../server/catalogue/understanding/weighed-terms.ts';
import type { SparseMatrix } from '../server/trainer/truncated-svd.ts';

/** On the mean loss of an example: half of this times the weights' squares. */
const RIDGES = [5e-5, 2e-5, 1e-5, 5e-6];
const CHOICE_SHARE = 0.15;
const STEPS = 60;
const REMEMBERED = 6;
const ENOUGH = 1e-5;

export function titleRegression(examples: LabelExamples): LabelModel {
  const { products, labels, learned } = examples;
  const aside = learned.slice(0, Math.round(CHOICE_SHARE * learned.length));
  const most = learned.slice(aside.length);
  const documents = products.map(({ title }) => titleTerms(title));
  const matrixOf = (rows: readonly number[]) => weighTerms({ ...examples, documents, learned: rows }, () => 1);
  const tried = matrixOf(most);
  const losses = RIDGES.map((ridge) => {
    const model = fitRidge({ ...examples, learned: most }, tried, ridge);
    return aside.reduce((sum, row) => sum - (softmaxOpinion(model, tried, row)[labels[row] as number] as number), 0);
  });
  const ridge = RIDGES[losses.indexOf(Math.min(...losses))] as number;
  const matrix = matrixOf(learned);
  const model = fitRidge(examples, matrix, ridge);
  return {
    probabilities: (row) => softmaxOpinion(model, matrix, row).map(Math.exp),
    confidenceOf: (probability) => probability,
  };
}

function fitRidge({ labels, classes, learned }: LabelExamples, matrix: SparseMatrix, ridge: number): SoftmaxModel {
  const size = (matrix.width + 1) * classes;
  const modelOf = (weights: Float32Array): SoftmaxModel => ({ weights, columns: matrix.width, classes });
  const lossAt = (weights: Float32Array, gradient: Float32Array): number => {
    gradient.fill(0);
    let loss = 0;
    for (const row of learned) {
      const errors = softmaxOpinion(modelOf(weights), matrix, row);
      const label = labels[row] as number;
      loss -= (errors[label] as number) / learned.length;
      for (let c = 0; c < classes; c++) {
        errors[c] = (Math.exp(errors[c] as number) - (c === label ? 1 : 0)) / learned.length;
      }
      const add = (column: number, value: number) => {
        const from = column * classes;
        for (let c = 0; c < classes; c++) {
          gradient[from + c] = (gradient[from + c] as number) + value * (errors[c] as number);
        }
      };
      add(matrix.width, 1);
      for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
        add(matrix.columns[at] as number, matrix.values[at] as number);
      }
    }
    for (let k = 0; k < matrix.width * classes; k++) {
      const weight = weights[k] as number;
      loss += (ridge / 2) * weight * weight;
      gradient[k] = (gradient[k] as number) + ridge * weight;
    }
    return loss;
  };
  return modelOf(minimised(lossAt, size));
}

function minimised(lossAt: (weights: Float32Array, gradient: Float32Array) => number, size: number): Float32Array {
  let weights = new Float32Array(size);
  let gradient = new Float32Array(size);
  let loss = lossAt(weights, gradient);
  const past: { readonly moved: Float32Array; readonly bent: Float32Array; readonly product: number }[] = [];
  for (let step = 0; step < STEPS; step++) {
    const direction = gradient.slice();
    const shares = past.map(() => 0);
    for (let at = past.length - 1; at >= 0; at--) {
      const { moved, bent, product } = past[at] as (typeof past)[number];
      shares[at] = dot(moved, direction) / product;
      addScaled(direction, bent, -(shares[at] as number));
    }
    const last = past.at(-1);
    const scale = last ? last.product / dot(last.bent, last.bent) : 1 / Math.sqrt(dot(gradient, gradient));
    for (let k = 0; k < size; k++) direction[k] = (direction[k] as number) * scale;
    past.forEach(({ moved, bent, product }, at) => {
      addScaled(direction, moved, (shares[at] as number) - dot(bent, direction) / product);
    });
    const slope = dot(gradient, direction);
    const nextGradient = new Float32Array(size);
    let length = 1;
    let next = weights;
    let nextLoss = loss;
    for (let halvings = 0; halvings < 10; halvings++, length /= 2) {
      next = weights.slice();
      addScaled(next, direction, -length);
      nextLoss = lossAt(next, nextGradient);
      if (nextLoss <= loss - 1e-4 * length * slope) break;
    }
    const moved = next.map((value, k) => value - (weights[k] as number));
    const bent = nextGradient.map((value, k) => value - (gradient[k] as number));
    const product = dot(moved, bent);
    if (product > 1e-12) past.push({ moved, bent, product });
    if (past.length > REMEMBERED) past.shift();
    const done = loss - nextLoss < ENOUGH * Math.abs(nextLoss);
    [weights, gradient, loss] = [next, nextGradient, nextLoss];
    if (done) break;
  }
  return weights;
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += (one[k] as number) * (other[k] as number);
  return sum;
}

function addScaled(to: Float32Array, from: Float32Array, scale: number): void {
  for (let k = 0; k < to.length; k++) to[k] = (to[k] as number) + scale * (from[k] as number);
}
