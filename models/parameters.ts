/**
 * Named tensors <-> one flat Float32Array, in the one order that browser, aggregator and trainer agree on.
 * A layout is the order; nothing here knows what the tensors mean.
 */
import { must, present } from '../src/base/must.ts';
import type { SeededRandom } from '../src/base/seeded-random.ts';
import { decodeTensors, encodeTensors, float32Tensor } from './release-format.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Starting value: a constant, a value for each number, or normal numbers of this stdDev. */
  readonly start: { readonly constant: number } | { readonly values: readonly number[] } | { readonly stdDev: number };
}
export type ParameterLayout = readonly ParameterSpec[];
/** One Float32Array per name of a layout. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Number of scalars in a layout (V for the shared one). */
export function layoutSize(layout: ParameterLayout): number {
  return layout.reduce((total, spec) => total + sizeOf(spec.shape), 0);
}

/** Fresh starting values; each tensor has its own random stream, so that adding one moves no other. */
export function startingValues(layout: ParameterLayout, random: SeededRandom): Map<string, Float32Array> {
  return new Map(layout.map((spec) => [spec.name, startingTensor(spec, random.fork(spec.name))]));
}

/** Concatenates the tensors in layout order. Shape [V]. */
export function flatten(layout: ParameterLayout, values: ParameterValues): Float32Array {
  const flat = new Float32Array(layoutSize(layout));
  let offset = 0;
  for (const { name, shape } of layout) {
    const data = present(values.get(name), `parameter ${name}`);
    must(data.length === sizeOf(shape), `parameter ${name} has ${sizeOf(shape)} numbers`);
    flat.set(data, offset);
    offset += data.length;
  }
  return flat;
}

/** Views into `flat`, by name: writing to one writes to the other. */
export function unflatten(layout: ParameterLayout, flat: Float32Array): Map<string, Float32Array> {
  must(flat.length === layoutSize(layout), `a flat vector of ${layoutSize(layout)} numbers`);
  let offset = 0;
  const entry = ({ name, shape }: ParameterSpec): [string, Float32Array] => {
    const begin = offset;
    offset += sizeOf(shape);
    return [name, flat.subarray(begin, offset)];
  };
  return new Map(layout.map(entry));
}

/** A float32 file of exactly this layout, in its order. */
export function encodeParameters(layout: ParameterLayout, values: ParameterValues): Uint8Array<ArrayBuffer> {
  return encodeTensors(
    layout.map(({ name, shape }) => ({ name, shape, data: present(values.get(name), `parameter ${name}`) })),
  );
}

/**
 * Reads what `encodeParameters` wrote. Every value is finite.
 * @throws TensorFileError naming the tensor that is missing or has another shape
 */
export function decodeParameters(layout: ParameterLayout, file: Uint8Array<ArrayBuffer>): Map<string, Float32Array> {
  const tensors = decodeTensors(file);
  return new Map(layout.map(({ name, shape }) => [name, float32Tensor(tensors, name, shape)]));
}

function startingTensor({ shape, start }: ParameterSpec, random: SeededRandom): Float32Array {
  const size = sizeOf(shape);
  if ('constant' in start) return new Float32Array(size).fill(start.constant);
  if ('values' in start) {
    must(start.values.length === size, `${size} starting values`);
    return Float32Array.from(start.values);
  }
  return Float32Array.from({ length: size }, () => start.stdDev * random.normal());
}
