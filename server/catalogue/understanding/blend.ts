/**
 * Opinions of several models as one: their log-probabilities, weighed and summed. The weights are fitted on rows that no
 * model has seen, so that they also set the temperature, and what comes out is a probability. Legend: M models, C labels.
 * @see Hinton 2002, "Training Products of Experts"; Guo et al. 2017, "On Calibration of Modern Neural Networks"
 */
import { softmaxInPlace } from './softmax-regression.ts';

/** Log-probabilities by each model. [M] of [C] */
export type Opinions = readonly Float64Array[];

const STEPS = 200;
const RATE = 0.05;

/** Weights of least loss on these rows, none below 0. [M] */
export function fitBlend(opinions: readonly Opinions[], labels: readonly number[]): Float64Array {
  const models = opinions[0]?.length ?? 0;
  const weights = new Float64Array(models).fill(1 / Math.max(1, models));
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(models);
    opinions.forEach((ofRow, row) => {
      const errors = blended(ofRow, weights);
      const label = labels[row] as number;
      errors[label] = (errors[label] as number) - 1;
      ofRow.forEach((opinion, m) => {
        let sum = 0;
        for (let c = 0; c < errors.length; c++) sum += (errors[c] as number) * (opinion[c] as number);
        gradient[m] = (gradient[m] as number) + sum / opinions.length;
      });
    });
    for (let m = 0; m < models; m++) {
      weights[m] = Math.max(0, (weights[m] as number) - RATE * (gradient[m] as number));
    }
  }
  return weights;
}

/** Probabilities. [C] */
export function blended(opinions: Opinions, weights: Float64Array): Float64Array {
  const logits = new Float64Array(opinions[0]?.length ?? 0);
  opinions.forEach((opinion, m) => {
    for (let c = 0; c < logits.length; c++) {
      logits[c] = (logits[c] as number) + (weights[m] as number) * (opinion[c] as number);
    }
  });
  softmaxInPlace(logits);
  return logits;
}
