/**
 * Frozen parameters on the wire: matrices as int8 rows with one scale a row, vectors as float32. A quarter of the bytes,
 * and what a release is trained, judged and served with: nobody holds the numbers from before the rounding.
 */
import { present } from '../src/base/must.ts';
import type { ParameterLayout, ParameterValues } from './parameters.ts';
import { quantiseRows, rowsOf } from './product-vectors.ts';
import { decodeTensors, encodeTensors, float32Tensor, type NamedTensor, TensorFileError } from './release-format.ts';

export function encodeCompact(layout: ParameterLayout, values: ParameterValues): Uint8Array<ArrayBuffer> {
  return encodeTensors(
    layout.flatMap(({ name, shape }): NamedTensor[] => {
      const data = present(values.get(name), `parameter ${name}`);
      const [rows, columns] = shape;
      if (shape.length !== 2 || rows === undefined || columns === undefined) return [{ name, shape, data }];
      const { codes, scales } = quantiseRows(data, columns);
      return [
        { name: `${name}.scales`, shape: [rows], data: scales },
        { name, shape, data: codes },
      ];
    }),
  );
}

/**
 * Reads what `encodeCompact` wrote. Every value is finite.
 * @throws TensorFileError naming the tensor that is missing or has another shape
 */
export function decodeCompact(layout: ParameterLayout, file: Uint8Array<ArrayBuffer>): Map<string, Float32Array> {
  const tensors = decodeTensors(file);
  return new Map(
    layout.map(({ name, shape }) => {
      const [rows, columns] = shape;
      if (shape.length !== 2 || rows === undefined || columns === undefined) {
        return [name, float32Tensor(tensors, name, shape)];
      }
      const codes = tensors.get(name);
      if (!codes || !(codes.data instanceof Int8Array) || codes.shape.join() !== shape.join()) {
        throw new TensorFileError(`tensor "${name}": expected I8 of shape [${shape.join(', ')}]`);
      }
      const scales = float32Tensor(tensors, `${name}.scales`, [rows]);
      return [name, rowsOf({ width: columns, codes: codes.data, scales })];
    }),
  );
}

/** The values as a release has them, after their rounding. */
export function compactValues(layout: ParameterLayout, values: ParameterValues): Map<string, Float32Array> {
  return decodeCompact(layout, encodeCompact(layout, values));
}
