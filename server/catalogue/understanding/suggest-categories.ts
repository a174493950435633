/** Category paths for products that have none, or a shorter one than the shop's: as many levels as are sure enough. */
import type { CatalogueProduct } from '../catalogue-product.ts';
import { type Branch, fitBranch, isBelow, type ReadProducts } from './branch-model.ts';
import { type CategoryPath, completePaths, levelLabels } from './category-labels.ts';
import type { Suggestion } from './suggestion.ts';

export interface CategoryOptions {
  /** From 0 to 1. */
  readonly leastConfidence: number;
  readonly onProgress: (done: number) => void;
}

/** Levels deeper than this are left to people. */
const DEEPEST = 5;
/** A level with more categories is learned a branch at a time: the cost grows with products times categories. */
const MOST_AT_ONCE = 60;

interface Open {
  readonly row: number;
  readonly product: CatalogueProduct;
  path: CategoryPath;
  confidence: number;
  /** Whether a level was told from others. */
  chosen: boolean;
}

/** Products with a title whose path is wanted. */
export function lackCategory(products: readonly CatalogueProduct[]): CatalogueProduct[] {
  const isComplete = completePaths(products);
  return products.filter(({ title, categoryPath }) => title && !isComplete(categoryPath));
}

export function suggestCategories(shop: ReadProducts, { leastConfidence, onProgress }: CategoryOptions): Suggestion[] {
  const { products } = shop;
  const isComplete = completePaths(products);
  const lacking = new Set(lackCategory(products));
  const found = products.flatMap((product, row): Open[] =>
    lacking.has(product) ? [{ row, product, path: product.categoryPath, confidence: 1, chosen: false }] : [],
  );
  let open: readonly Open[] = found;
  for (let level = 1; level <= DEEPEST; level++) {
    const known = levelLabels(products, isComplete, level);
    const groups = groupsOf(open, level, known.paths.length > MOST_AT_ONCE);
    const stopped = new Set<Open>();
    groups.forEach(({ prefix, members }, at) => {
      const told = (done: number) => onProgress((level - 1 + (at + done) / groups.length) / DEEPEST);
      const rows = members.map(({ row }) => row);
      const branch = fitBranch(shop, known, prefix, rows, told);
      for (const each of members) if (!branch || !goDeeper(each, branch, leastConfidence)) stopped.add(each);
    });
    open = open.filter((each) => !stopped.has(each));
  }
  onProgress(1);
  return found.flatMap(({ product, path, confidence, chosen }): Suggestion[] => {
    if (!chosen) return [];
    const why = product.categoryPath.length > 0 ? 'products like it stand deeper' : 'products like it stand there';
    return [{ productId: product.id, field: 'category', value: path, confidence, why }];
  });
}

interface Group {
  readonly prefix: CategoryPath;
  readonly members: readonly Open[];
}

/** Those who lack this level, all at once or by the path that they have. */
function groupsOf(open: readonly Open[], level: number, apart: boolean): Group[] {
  const lacking = open.filter(({ path }) => path.length < level);
  if (lacking.length === 0) return [];
  if (!apart) return [{ prefix: [], members: lacking }];
  const groups = new Map<string, { readonly prefix: CategoryPath; readonly members: Open[] }>();
  for (const each of lacking) {
    const key = each.path.join('\n');
    const group = groups.get(key) ?? { prefix: each.path, members: [] };
    group.members.push(each);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Whether a level more is sure; a path that the shop's tree ends with stays what it is. */
function goDeeper(each: Open, branch: Branch, leastConfidence: number): boolean {
  const { paths, prefix } = branch;
  const probabilities = branch.probabilities(each.row);
  // What the feed says is given; what was suggested is not.
  let given = 0;
  let [best, most] = [-1, 0];
  paths.forEach((path, label) => {
    const probability = probabilities[label] as number;
    if (isBelow(path, each.product.categoryPath)) given += probability;
    if (isBelow(path, each.path) && probability > most) [best, most] = [label, probability];
  });
  const path = paths[best];
  if (!path || path.length <= each.path.length) return false;
  const ofLabel = branch.confidenceOf(Math.min(1, most / given));
  // Below a prefix it is the share of those that are there.
  const confidence = prefix.length > 0 ? each.confidence * ofLabel : Math.min(each.confidence, ofLabel);
  if (confidence < leastConfidence) return false;
  each.path = path;
  each.confidence = confidence;
  each.chosen ||= paths.length > 1;
  return true;
}
