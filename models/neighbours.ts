/**
 * Which products go with which, as sparse rows: the release's retrieval tables.
 * Legend: P products, N neighbours of all products together.
 */
export interface NeighbourTable {
  /** Where each product's neighbours begin, and where the last one's end. [P + 1] */
  readonly offsets: Uint32Array;
  /** Row of each neighbour, ascending within a product. [N] */
  readonly indices: Uint32Array;
  /** 1 to 15, half an octave apart; see `WEIGHTS`. [N] */
  readonly levels: Uint8Array;
}

/** Level 15 stands for 1, and each level below for a factor of the square root of 2 less: 14 levels reach 1/128. */
const WEIGHTS = Float32Array.from({ length: 16 }, (_, level) => (level === 0 ? 0 : 2 ** ((level - 15) / 2)));

/** The `width` strongest neighbours of every product. Weights are clipped to 1; those below 1/150 are left out. */
export function neighbourTable(rows: readonly ReadonlyMap<number, number>[], width: number): NeighbourTable {
  const offsets = new Uint32Array(rows.length + 1);
  const indices: number[] = [];
  const levels: number[] = [];
  rows.forEach((row, product) => {
    const best = [...row].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, width);
    for (const [neighbour, weight] of best.sort((a, b) => a[0] - b[0])) {
      const level = levelOf(weight);
      if (level < 1) continue;
      indices.push(neighbour);
      levels.push(level);
    }
    offsets[product + 1] = indices.length;
  });
  return { offsets, indices: Uint32Array.from(indices), levels: Uint8Array.from(levels) };
}

/** Tells of each neighbour of `product`, by row, and its weight. */
export function forNeighbours(
  { offsets, indices, levels }: NeighbourTable,
  product: number,
  tell: (row: number, weight: number) => void,
): void {
  const end = offsets[product + 1] as number;
  for (let at = offsets[product] as number; at < end; at++) {
    tell(indices[at] as number, WEIGHTS[levels[at] as number] as number);
  }
}

export function neighbourCount({ offsets }: NeighbourTable, product: number): number {
  return (offsets[product + 1] as number) - (offsets[product] as number);
}

/** Weight of `other` among the neighbours of `product`; 0 where it is none of them, or where one of the two is missing. */
export function weightOf(table: NeighbourTable, product: number | undefined, other: number | undefined): number {
  if (product === undefined || other === undefined) return 0;
  const { offsets, indices, levels } = table;
  const end = offsets[product + 1] as number;
  let at = offsets[product] as number;
  while (at < end && (indices[at] as number) < other) at++;
  return at < end && indices[at] === other ? (WEIGHTS[levels[at] as number] as number) : 0;
}

function levelOf(weight: number): number {
  return weight > 0 ? Math.min(15, Math.round(15 + 2 * Math.log2(weight))) : 0;
}
