/** Products that read alike: TF-IDF over title, brand, category path and price level. Legend: P products. */
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
/** Words seen in more than this share of the products say nothing. */
const TOO_COMMON = 0.2;

/** What reads most like each product, with its likeness, best first. */
export function contentNeighbours(texts: readonly (ProductText | undefined)[]): SparseRows {
  return nearestRows(lexicalRows(texts), CONTENT_WIDTH);
}

/** Unit TF-IDF rows over words that at least two products share; undefined texts give empty rows. */
export function lexicalRows(texts: readonly (ProductText | undefined)[]): SparseRows {
  const terms = texts.map((text) => (text ? termsOf(text) : []));
  const seenIn = new Map<string, number>();
  for (const list of terms) for (const term of new Set(list)) seenIn.set(term, (seenIn.get(term) ?? 0) + 1);
  const kept = [...seenIn].filter(([, count]) => count >= 2 && count <= TOO_COMMON * texts.length);
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

/** The `count` nearest rows of every row by cosine, through an inverted index. */
export function nearestRows(rows: SparseRows, count: number): SparseRows {
  const holders = new Map<number, [number, number][]>();
  rows.forEach((row, product) => {
    for (const [column, value] of row) {
      const list = holders.get(column) ?? [];
      list.push([product, value]);
      holders.set(column, list);
    }
  });
  const scores = new Float32Array(rows.length);
  return rows.map((row, product) => {
    scores.fill(0);
    const found = new Set<number>();
    for (const [column, value] of row) {
      for (const [other, otherValue] of holders.get(column) ?? []) {
        scores[other] = (scores[other] as number) + value * otherValue;
        found.add(other);
      }
    }
    found.delete(product);
    const best = [...found].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b).slice(0, count);
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
