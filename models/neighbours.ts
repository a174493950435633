/**
 * Which products go with which, as fixed-width rows: the release's retrieval tables.
 * Legend: P products, K neighbours a row.
 */
export interface NeighbourTable {
  readonly width: number;
  /** Row of each neighbour; empty places point at their own row with weight 0. [P, K] */
  readonly indices: Uint32Array;
  /** 0 to 255, for 0 to 1. [P, K] */
  readonly weights: Uint8Array;
}

/** The `width` strongest neighbours of every product. Weights are clipped to 0..1. */
export function neighbourTable(rows: readonly ReadonlyMap<number, number>[], width: number): NeighbourTable {
  const indices = new Uint32Array(rows.length * width);
  const weights = new Uint8Array(rows.length * width);
  rows.forEach((row, product) => {
    const best = [...row].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, width);
    for (let k = 0; k < width; k++) {
      const [neighbour, weight] = best[k] ?? [product, 0];
      indices[product * width + k] = neighbour;
      weights[product * width + k] = Math.round(255 * Math.min(1, Math.max(0, weight)));
    }
  });
  return { width, indices, weights };
}

/** Adds `factor` times the neighbours of `product` to `scores` [P]. */
export function addNeighbours(table: NeighbourTable, product: number, factor: number, scores: Float32Array): void {
  for (let at = product * table.width; at < (product + 1) * table.width; at++) {
    const weight = table.weights[at] as number;
    if (weight === 0) break;
    const neighbour = table.indices[at] as number;
    scores[neighbour] = (scores[neighbour] as number) + (factor * weight) / 255;
  }
}

/** Whether `other` is among the neighbours of `product`; false for a product that has no row. */
export function isNeighbour(table: NeighbourTable, product: number | undefined, other: number | undefined): boolean {
  if (product === undefined || other === undefined) return false;
  const begin = product * table.width;
  const at = table.indices.subarray(begin, begin + table.width).indexOf(other);
  return at >= 0 && table.weights[begin + at] !== 0;
}
