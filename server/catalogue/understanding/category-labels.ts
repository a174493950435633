/** A shop's paths as labels, a level at a time, and which products lack some of theirs. */
import { seededRandom } from '../../../src/base/seeded-random.ts';
import type { CatalogueProduct } from '../catalogue-product.ts';

export type CategoryPath = readonly string[];

export interface LevelLabels {
  /** By label: `level` names, or fewer where the shop's tree ends before. */
  readonly paths: readonly CategoryPath[];
  /** By product; -1 where nothing is learned of it. */
  readonly labels: Int32Array;
  readonly learned: readonly number[];
}

/** A category with fewer products is never suggested. */
const FEWEST_PRODUCTS = 5;
/** The most frequent ones of a level, and products that are learned of: memory grows with one, time with both. */
const MOST_LABELS = 400;
const MOST_LEARNED = 20_000;
/** Where a smaller share of a category's products stand in no narrower one, those have lost it. */
const FEW_STRAYS = 0.1;

const keyOf = (path: CategoryPath) => path.join('\n');

/** Whether a product's path goes as far as the shop's do there. */
export function completePaths(products: readonly CatalogueProduct[]): (path: CategoryPath) => boolean {
  const own = new Map<string, number>();
  const all = new Map<string, number>();
  for (const { categoryPath } of products) {
    own.set(keyOf(categoryPath), (own.get(keyOf(categoryPath)) ?? 0) + 1);
    for (let level = 1; level <= categoryPath.length; level++) {
      const key = keyOf(categoryPath.slice(0, level));
      all.set(key, (all.get(key) ?? 0) + 1);
    }
  }
  return (path) => {
    if (path.length === 0) return false;
    return (own.get(keyOf(path)) ?? 0) > FEW_STRAYS * (all.get(keyOf(path)) ?? 0);
  };
}

/** @param level from 1 on */
export function levelLabels(
  products: readonly CatalogueProduct[],
  isComplete: (path: CategoryPath) => boolean,
  level: number,
): LevelLabels {
  const pathOf = ({ categoryPath }: CatalogueProduct): CategoryPath | undefined => {
    if (categoryPath.length >= level) return categoryPath.slice(0, level);
    return isComplete(categoryPath) ? categoryPath : undefined;
  };
  const counts = new Map<string, { readonly path: CategoryPath; count: number }>();
  for (const product of products) {
    const path = product.title ? pathOf(product) : undefined;
    if (!path) continue;
    const entry = counts.get(keyOf(path)) ?? { path, count: 0 };
    entry.count++;
    counts.set(keyOf(path), entry);
  }
  const frequent = [...counts.values()].filter(({ count }) => count >= FEWEST_PRODUCTS);
  const paths = frequent
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_LABELS)
    .map(({ path }) => path);
  const labelOf = new Map(paths.map((path, label) => [keyOf(path), label]));
  const labels = Int32Array.from(products, (product) => {
    const path = product.title ? pathOf(product) : undefined;
    return path ? (labelOf.get(keyOf(path)) ?? -1) : -1;
  });
  const known = [...labels.keys()].filter((row) => (labels[row] as number) >= 0);
  return { paths, labels, learned: seededRandom(`level ${level}`).shuffle(known).slice(0, MOST_LEARNED) };
}
