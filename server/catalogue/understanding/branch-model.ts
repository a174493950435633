/** A level of a shop's tree, or what of it lies below one path, learned for the products that lack it. */
import type { Meanings } from '../../trainer/content.ts';
import type { CatalogueProduct } from '../catalogue-product.ts';
import type { CategoryPath, LevelLabels } from './category-labels.ts';
import { fitLabels, type LabelModel } from './label-model.ts';

export interface ReadProducts {
  readonly products: readonly CatalogueProduct[];
  /** Rows of the same products, where their titles were read. */
  readonly meanings: Meanings | undefined;
}

export interface Branch extends LabelModel {
  /** What all of its paths begin with. */
  readonly prefix: CategoryPath;
  /** By label. */
  readonly paths: readonly CategoryPath[];
}

/** Products with a category that it takes to learn from. */
const FEWEST_LEARNED = 200;

export function isBelow(path: CategoryPath, prefix: CategoryPath): boolean {
  return prefix.every((name, level) => path[level] === name);
}

/**
 * @param prefix of the paths that come into question
 * @param wanted rows that will be asked for
 * @returns undefined where there is too little to learn from
 */
export function fitBranch(
  { products, meanings }: ReadProducts,
  { paths: all, labels: allLabels, learned: allLearned }: LevelLabels,
  prefix: CategoryPath,
  wanted: readonly number[],
  onProgress: (done: number) => void,
): Branch | undefined {
  const kept = [...all.keys()].filter((label) => isBelow(all[label] ?? [], prefix));
  const labelOf = new Map(kept.map((label, at) => [label, at]));
  const known = allLearned.filter((row) => labelOf.has(allLabels[row] as number));
  if (known.length < FEWEST_LEARNED) return undefined;
  const paths = kept.map((label) => all[label] ?? []);
  // Where a shop has one category, all are there.
  if (paths.length === 1) return { prefix, paths, probabilities: () => Float64Array.of(1), confidenceOf: () => 1 };
  const rows = [...known, ...wanted];
  const place = new Map(rows.map((row, at) => [row, at]));
  const examples = {
    products: rows.flatMap((row) => products[row] ?? []),
    meanings: meanings && rowsOf(meanings, rows),
    labels: Int32Array.from(rows, (row) => labelOf.get(allLabels[row] as number) ?? -1),
    classes: paths.length,
    learned: known.map((_, at) => at),
  };
  const model = fitLabels(examples, onProgress);
  return { ...model, prefix, paths, probabilities: (row) => model.probabilities(place.get(row) ?? -1) };
}

function rowsOf({ rows, width }: Meanings, kept: readonly number[]): Meanings {
  const some = new Float32Array(kept.length * width);
  kept.forEach((row, at) => {
    some.set(rows.subarray(row * width, (row + 1) * width), at * width);
  });
  return { rows: some, width };
}
