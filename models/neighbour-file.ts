/**
 * Neighbour tables as tensors of a release file, laid out so that HTTP compression does the rest: of each neighbour the
 * distance to the one before it, low and high bytes apart, and two levels a byte. About 14 bits a neighbour after gzip,
 * where a row number and a weight side by side take 24.
 * Legend: P products, N neighbours of all products together.
 */
import { must } from '../src/base/must.ts';
import type { NeighbourTable } from './neighbours.ts';
import { type NamedTensor, TensorFileError } from './release-format.ts';

/** Bytes of a distance, lowest first: enough for 16,777,216 products. */
const PLANES = ['low', 'middle', 'high'] as const;

/** @param relation begins the tensors' names */
export function tableTensors(relation: string, { offsets, indices, levels }: NeighbourTable): NamedTensor[] {
  const products = offsets.length - 1;
  const counts = Uint16Array.from({ length: products }, (_, row) => countOf(offsets, row));
  const distances = Uint32Array.from(indices);
  for (let row = 0; row < products; row++) {
    const begin = offsets[row] as number;
    for (let at = (offsets[row + 1] as number) - 1; at > begin; at--) {
      distances[at] = (indices[at] as number) - (indices[at - 1] as number);
    }
  }
  const packed = new Uint8Array(Math.ceil(levels.length / 2));
  levels.forEach((level, at) => {
    packed[at >> 1] = (packed[at >> 1] as number) | (level << (4 * (at & 1)));
  });
  return [
    { name: `${relation}.counts`, shape: [products], data: counts },
    ...PLANES.map((plane, at) => ({
      name: `${relation}.distances.${plane}`,
      shape: [indices.length],
      data: Uint8Array.from(distances, (distance) => distance >>> (8 * at)),
    })),
    { name: `${relation}.levels`, shape: [packed.length], data: packed },
  ];
}

/** @throws TensorFileError when a tensor is missing or of another shape, or a neighbour lies outside the catalogue */
export function decodeTable(
  relation: string,
  tensors: ReadonlyMap<string, NamedTensor>,
  products: number,
): NeighbourTable {
  const counts = tensors.get(`${relation}.counts`)?.data;
  if (!(counts instanceof Uint16Array) || counts.length !== products) {
    throw new TensorFileError(`table "${relation}": missing or not of ${products} rows`);
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const bytes = (name: string, length: number): Uint8Array => {
    const data = tensors.get(`${relation}.${name}`)?.data;
    if (data instanceof Uint8Array && data.length === length) return data;
    throw new TensorFileError(`table "${relation}": ${name} missing or not of ${length} bytes`);
  };
  const [low, middle, high] = PLANES.map((plane) => bytes(`distances.${plane}`, total)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const packed = bytes('levels', Math.ceil(total / 2));
  const offsets = new Uint32Array(products + 1);
  const indices = new Uint32Array(total);
  const levels = new Uint8Array(total);
  for (let row = 0, at = 0; row < products; row++) {
    const end = at + (counts[row] as number);
    for (let before = 0; at < end; at++) {
      before += (low[at] as number) | ((middle[at] as number) << 8) | ((high[at] as number) << 16);
      if (before >= products) throw new TensorFileError(`table "${relation}": a neighbour outside the catalogue`);
      indices[at] = before;
      levels[at] = ((packed[at >> 1] as number) >> (4 * (at & 1))) & 15;
    }
    offsets[row + 1] = end;
  }
  return { offsets, indices, levels };
}

function countOf(offsets: Uint32Array, row: number): number {
  const count = (offsets[row + 1] as number) - (offsets[row] as number);
  must(count <= 0xffff, 'at most 65,535 neighbours of a product');
  return count;
}
