/**
 * Adam over one flat vector, as a pure pair of state and step. Plain numbers on the host: one fused pass over memory
 * costs less than the ten kernels a tensor version needs, and is the same on every backend.
 * @see Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1
 */
export interface AdamState {
  step: number;
  /** First and second moments, shape of the parameters. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export function adamState(size: number): AdamState {
  return { step: 0, mean: new Float32Array(size), square: new Float32Array(size) };
}

/**
 * Takes one step in place.
 * @param parameters and `gradient`, same length; `parameters` and `state` are changed
 * @param learningRate > 0
 */
export function adamStep(
  parameters: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  learningRate: number,
): void {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  state.step++;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** state.step)) / (1 - beta1 ** state.step);
  const { mean, square } = state;
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i] as number;
    const m = beta1 * (mean[i] as number) + (1 - beta1) * g;
    const v = beta2 * (square[i] as number) + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    parameters[i] = (parameters[i] as number) - (rate * m) / (Math.sqrt(v) + epsilon);
  }
}
