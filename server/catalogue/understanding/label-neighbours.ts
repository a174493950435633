/** Labels of the products that read most alike, by words and by meaning. Legend: N products, C labels. */
import { topRows } from '../../../models/top-rows.ts';
import type { Meanings } from '../../trainer/content.ts';
import type { SparseMatrix } from '../../trainer/truncated-svd.ts';

/** Products that are asked. */
const NEIGHBOURS = 20;
/** What likeness counts: a near one far more than a distant one. */
const POWER = 3;
/** How much likeness of meaning counts beside likeness of words. */
const MEANING_WEIGHT = 0.5;
/** Likeness that every label has, so that none is impossible. */
const FLOOR = 1e-3;

/** Natural logarithms of the labels' shares for one row. [C] */
export type Opinion = (row: number) => Float64Array;

/**
 * @param matrix unit rows [N, columns]
 * @param learned rows whose labels are known
 */
export function neighbourOpinion(
  matrix: SparseMatrix,
  meanings: Meanings | undefined,
  labels: Int32Array,
  classes: number,
  learned: readonly number[],
): Opinion {
  const holders: { readonly places: number[]; readonly values: number[] }[] = [];
  for (let column = 0; column < matrix.width; column++) holders.push({ places: [], values: [] });
  learned.forEach((row, place) => {
    for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
      const list = holders[matrix.columns[at] as number];
      list?.places.push(place);
      list?.values.push(matrix.values[at] as number);
    }
  });
  const likeness = new Float32Array(learned.length);
  return (row) => {
    likeness.fill(0);
    for (let at = matrix.offsets[row] as number; at < (matrix.offsets[row + 1] as number); at++) {
      const { places, values } = holders[matrix.columns[at] as number] ?? { places: [], values: [] };
      const value = matrix.values[at] as number;
      for (let i = 0; i < places.length; i++) {
        const place = places[i] as number;
        likeness[place] = (likeness[place] as number) + value * (values[i] as number);
      }
    }
    if (meanings) addMeaning(likeness, meanings, row, learned);
    const shares = new Float64Array(classes).fill(FLOOR);
    for (const place of topRows(likeness, NEIGHBOURS)) {
      const label = labels[learned[place] as number] as number;
      shares[label] = (shares[label] as number) + Math.max(0, likeness[place] as number) ** POWER;
    }
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => Math.log(share / total));
  };
}

function addMeaning(likeness: Float32Array, { rows, width }: Meanings, row: number, learned: readonly number[]): void {
  const own = rows.subarray(row * width, (row + 1) * width);
  for (let place = 0; place < learned.length; place++) {
    const from = (learned[place] as number) * width;
    let dot = 0;
    for (let d = 0; d < width; d++) dot += (own[d] as number) * (rows[from + d] as number);
    likeness[place] = (likeness[place] as number) + MEANING_WEIGHT * dot;
  }
}
