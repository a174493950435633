/** The catalogue as the pages ask for it: by id, by category, by words. Built once; nothing here touches the DOM. */
import { slug } from '../catalogue/compose.ts';
import type { ShopProduct } from '../catalogue/shop-product.ts';
import { breather } from './breather.ts';

export interface CategoryNode {
  readonly name: string;
  /** Last part of `/c/SLUG`; unique in the shop. */
  readonly slug: string;
  /** From the department down to this one. */
  readonly trail: readonly CategoryNode[];
  readonly children: readonly CategoryNode[];
  /** Everything at or below, most popular first. */
  readonly products: readonly ShopProduct[];
}

export interface Shelf {
  /** Most popular first. */
  readonly products: readonly ShopProduct[];
  readonly departments: readonly CategoryNode[];
  product(id: string): ShopProduct | undefined;
  category(slug: string): CategoryNode | undefined;
  /** The narrowest category of a product that has a page. */
  categoryOf(product: ShopProduct): CategoryNode | undefined;
  /** Products that match every word, best first. */
  search(query: string): readonly ShopProduct[];
}

const MAX_DEPTH = 3;
const bySales = (left: ShopProduct, right: ShopProduct) => left.salesRank - right.salesRank;

export async function createShelf(catalogue: readonly ShopProduct[]): Promise<Shelf> {
  const breathe = breather();
  const products = [...catalogue].sort(bySales);
  await breathe();
  const byId = new Map(products.map((product) => [product.id, product]));
  await breathe();
  const tree = await buildTree(catalogue, breathe);
  let words: ReadonlyMap<string, string> | undefined;
  return {
    products,
    departments: tree.departments,
    product: (id) => byId.get(id),
    category: (name) => tree.bySlug.get(name),
    categoryOf: (product) => tree.homes.get(product.id),
    search(query) {
      words ??= new Map(products.map((product) => [product.id, searchText(product)]));
      return search(products, words, query);
    },
  };
}

interface MutableNode extends CategoryNode {
  readonly trail: CategoryNode[];
  readonly children: MutableNode[];
  readonly products: ShopProduct[];
}

interface Tree {
  readonly departments: readonly MutableNode[];
  readonly bySlug: Map<string, MutableNode>;
  readonly homes: Map<string, MutableNode>;
}

/** Departments and categories stand in the order in which the catalogue names them first. */
async function buildTree(products: readonly ShopProduct[], breathe: () => Promise<void>): Promise<Tree> {
  const tree = {
    departments: [] as MutableNode[],
    bySlug: new Map<string, MutableNode>(),
    homes: new Map<string, MutableNode>(),
  };
  const skip = sharedRoot(products) ? 1 : 0;
  for (const [at, product] of products.entries()) {
    if (at % 256 === 0) await breathe();
    let siblings = tree.departments;
    let trail: MutableNode[] = [];
    const path = product.categoryPath.length > skip ? product.categoryPath.slice(skip) : product.categoryPath;
    for (const name of path.slice(0, MAX_DEPTH)) {
      const node = siblings.find((candidate) => candidate.name === name) ?? addNode(tree, siblings, name, trail);
      node.products.push(product);
      trail = [...trail, node];
      siblings = node.children;
      tree.homes.set(product.id, node);
    }
  }
  for (const node of tree.bySlug.values()) {
    node.products.sort(bySales);
    await breathe();
  }
  return tree;
}

/** A feed whose every path starts alike (`Beauty, ...`) would make a shop of one department. */
function sharedRoot(products: readonly ShopProduct[]): boolean {
  const counts = new Map<string, number>();
  for (const { categoryPath } of products)
    counts.set(categoryPath[0] ?? '', (counts.get(categoryPath[0] ?? '') ?? 0) + 1);
  return Math.max(...counts.values()) > 0.95 * products.length;
}

function addNode(tree: Tree, siblings: MutableNode[], name: string, trail: readonly MutableNode[]): MutableNode {
  const node: MutableNode = { name, slug: freeSlug(tree.bySlug, name, trail), trail: [], children: [], products: [] };
  node.trail.push(...trail, node);
  siblings.push(node);
  tree.bySlug.set(node.slug, node);
  return node;
}

function freeSlug(taken: ReadonlyMap<string, unknown>, name: string, trail: readonly CategoryNode[]): string {
  const own = slug(name) || 'other';
  if (!taken.has(own)) return own;
  const longer = [...trail.map((node) => slug(node.name)), own].join('-');
  let free = longer;
  for (let n = 2; taken.has(free); n++) free = `${longer}-${n}`;
  return free;
}

function searchText(product: ShopProduct): string {
  const parts = [
    product.title,
    product.brand,
    ...product.categoryPath,
    ...Object.values(product.attributes),
    product.id,
  ];
  return ` ${parts.join(' ').toLowerCase()}`;
}

function search(products: readonly ShopProduct[], texts: ReadonlyMap<string, string>, query: string): ShopProduct[] {
  const words = query.toLowerCase().match(/[\p{Letter}\p{Number}-]+/gu) ?? [];
  if (words.length === 0) return [];
  const hits: { product: ShopProduct; score: number }[] = [];
  for (const product of products) {
    const score = scoreOf(texts.get(product.id) ?? '', product.title.toLowerCase(), words);
    if (score > 0) hits.push({ product, score });
  }
  return hits
    .sort((left, right) => right.score - left.score || bySales(left.product, right.product))
    .map((hit) => hit.product);
}

/** 0 when a word is missing; a word counts at the start of a word, and more so in the title. A plural finds its singular. */
function scoreOf(text: string, title: string, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const stem = word.length > 3 ? word.replace(/(?<=[^s])s$/, '') : word;
    if (!text.includes(` ${stem}`)) return 0;
    score += title.includes(stem) ? 3 : 1;
  }
  return score;
}
