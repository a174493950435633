/** Adam for a table of which a step touches few rows; the others keep their moments (lazy Adam). P rows, D width. */
import { adamState, adamStep } from '../../models/optimiser.ts';

/** What Adam remembers of each row. */
export interface RowAdamState {
  /** First and second moments. [P, D] */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  /** Steps that each row has had. [P] */
  readonly steps: Uint32Array;
}

export interface RowAdam {
  /** Adds to the gradient of the next step. @param gradients one row each of `rows`, which may repeat [rows, D] */
  add(rows: Int32Array, gradients: Float32Array): void;
  /** Takes one step in every row that has a gradient. */
  step(learningRate: number): void;
}

export function rowAdamState(rows: number, width: number): RowAdamState {
  const { mean, square } = adamState(rows * width);
  return { mean, square, steps: new Uint32Array(rows) };
}

/** @param table and `state` are changed in place */
export function rowAdam(table: Float32Array, width: number, { mean, square, steps }: RowAdamState): RowAdam {
  const gradient = new Float32Array(table.length);
  const touched = new Set<number>();
  return {
    add(rows, gradients) {
      rows.forEach((row, at) => {
        touched.add(row);
        for (let d = 0; d < width; d++) {
          gradient[row * width + d] = (gradient[row * width + d] as number) + (gradients[at * width + d] as number);
        }
      });
    },
    step(learningRate) {
      for (const row of touched) {
        const [from, to] = [row * width, (row + 1) * width];
        const state = { step: steps[row] as number, mean: mean.subarray(from, to), square: square.subarray(from, to) };
        adamStep(table.subarray(from, to), gradient.subarray(from, to), state, learningRate);
        steps[row] = state.step;
        gradient.fill(0, from, to);
      }
      touched.clear();
    },
  };
}
