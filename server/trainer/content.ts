/** Products that read alike: TF-IDF over title, brand, category path and price level. Legend: P products. */
import { productScorer } from '../../models/product-scorer.ts';
import { quantiseRows } from '../../models/product-vectors.ts';
import { topRows } from '../../models/top-rows.ts';
import type { CatalogueProduct } from '../catalogue/catalogue-product.ts';
import type { SparseRows } from './cooccurrence.ts';

export interface ProductText {
  readonly title: string;
  readonly brand: string;
  readonly categories: string;
  /** In any one currency; undefined when unknown. */
  readonly price: number | undefined;
}

/** What of a catalogue's products is read for likeness. */
export function textsOf(products: ReadonlyMap<string, CatalogueProduct>): Map<string, ProductText> {
  return new Map([...products].map(([id, product]) => [id, textOf(product)]));
}

function textOf({ title, brand = '', categoryPath, priceMinor }: CatalogueProduct): ProductText {
  return { title, brand, categories: categoryPath.join(', '), price: priceMinor && priceMinor / 100 };
}

/** Neighbours a product that a release ships: as many as three megabytes have room for; see docs/models.md. */
export const CONTENT_WIDTH = 36;
/** Words seen in more than this share of the products say nothing; in a shop of few products and fewer kinds they do. */
const TOO_COMMON = 0.2;
const FEW_HOLDERS = 30;

/** How much likeness of meaning counts beside likeness of words; tuned on Beauty's validation products, decision 18. */
const MEANING_WEIGHT = 0.3;
/** Of the likest products of a product, how many say how crowded its neighbourhood is. */
const CROWD = 50;
/** How much a crowd counts: 0 not at all, 1 as much as likeness does; decision 18. */
const CROWD_POWER = 0.6;
/** Likest products that are looked at again when crowds are known. */
const FIRST_WIDTH = 256;
/** A product that nothing is like is no better a neighbour than one in a thin crowd. */
const THIN_CROWD = 0.05;

/** Unit vectors of what the words mean. [P, width] */
export interface Meanings {
  readonly rows: Float32Array;
  readonly width: number;
}

/**
 * What reads most like each product, with its likeness, best first: by words, and by meaning where there are vectors. A product in
 * the middle of many alike is the likest of everything there; so likeness counts less the more crowded its place is, and the ranks
 * of a crowd are shared out.
 * @see Radovanović et al. 2010, "Hubs in Space"
 */
export function contentNeighbours(
  texts: readonly (ProductText | undefined)[],
  meanings?: Meanings,
  width = CONTENT_WIDTH,
): SparseRows {
  const likest = nearestRows(lexicalRows(texts), FIRST_WIDTH, meanings && byMeaning(meanings));
  const crowds = Float64Array.from(likest, (row) => {
    const first = [...row.values()].slice(0, CROWD);
    return (first.reduce((sum, value) => sum + value, 0) / CROWD + THIN_CROWD) ** CROWD_POWER;
  });
  const usual = crowds.reduce((sum, crowd) => sum + crowd, 0) / Math.max(1, crowds.length);
  const most = 1 + (meanings ? MEANING_WEIGHT : 0);
  return likest.map((row) => {
    const shared = [...row].map(([other, value]): [number, number] => {
      return [other, Math.min(1, (value * usual) / (most * (crowds[other] as number)))];
    });
    return new Map(shared.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, width));
  });
}

/** Weighed likeness of every product to one. */
function byMeaning({ rows, width }: Meanings): (product: number) => Float32Array {
  const scorer = productScorer(quantiseRows(rows, width), rows);
  return (product) => {
    const scores = scorer.scores(rows.subarray(product * width, (product + 1) * width));
    return scores.map((score) => MEANING_WEIGHT * score);
  };
}

/** Unit TF-IDF rows over words that at least two products share; undefined texts give empty rows. */
export function lexicalRows(texts: readonly (ProductText | undefined)[]): SparseRows {
  const terms = texts.map((text) => (text ? termsOf(text) : []));
  const seenIn = new Map<string, number>();
  for (const list of terms) for (const term of new Set(list)) seenIn.set(term, (seenIn.get(term) ?? 0) + 1);
  const most = Math.max(FEW_HOLDERS, TOO_COMMON * texts.length);
  const kept = [...seenIn].filter(([, count]) => count >= 2 && count <= most);
  const columns = new Map(
    kept.map(([term, count], i) => [term, { column: i, weight: Math.log(texts.length / count) }]),
  );
  return terms.map((list) => {
    const row = new Map<number, number>();
    for (const term of list) {
      const entry = columns.get(term);
      if (entry) row.set(entry.column, (row.get(entry.column) ?? 0) + entry.weight);
    }
    const length = Math.sqrt([...row.values()].reduce((sum, value) => sum + value * value, 0));
    return new Map([...row].map(([column, value]) => [column, value / length]));
  });
}

/**
 * The `count` nearest rows of every row by cosine, through an inverted index.
 * @param more what is added to each likeness of a row, where there is anything
 */
export function nearestRows(rows: SparseRows, count: number, more?: (row: number) => Float32Array): SparseRows {
  const holders = new Map<number, [number, number][]>();
  rows.forEach((row, product) => {
    for (const [column, value] of row) {
      const list = holders.get(column) ?? [];
      list.push([product, value]);
      holders.set(column, list);
    }
  });
  return rows.map((row, product) => {
    const scores = more?.(product) ?? new Float32Array(rows.length);
    for (const [column, value] of row) {
      for (const [other, otherValue] of holders.get(column) ?? []) {
        scores[other] = (scores[other] as number) + value * otherValue;
      }
    }
    scores[product] = 0;
    const best = topRows(scores, count).filter((other) => (scores[other] as number) > 0);
    return new Map(best.map((other) => [other, scores[other] as number]));
  });
}

function termsOf({ title, brand, categories, price }: ProductText): string[] {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const path = categories
    .split(',')
    .map((level) => level.trim().toLowerCase())
    .filter(Boolean);
  return [
    ...words(title),
    ...(brand ? [`brand:${brand.toLowerCase()}`] : []),
    ...path.map((level) => `category:${level}`),
    ...(price && price > 0 ? [`price:${Math.round(2 * Math.log2(price))}`] : []),
  ];
}
