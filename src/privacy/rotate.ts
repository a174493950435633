/**
 * Random-sign Hadamard rotation: spreads a vector over all coordinates, so that each is near C / sqrt(length) and few
 * bits suffice. The signs are public and fresh every round. Not a protection by itself.
 * @see Suresh et al. 2017, "Distributed Mean Estimation with Limited Communication", section 3
 */
import { keyStream } from './key-stream.ts';
import { PrivacyError } from './privacy-error.ts';

/** One of +1 and -1 for each coordinate. */
export type Signs = Int8Array;

/** The signs that `seed` (32 bytes, public) stands for, the same on every machine; bit i of the stream is 1 for -1. */
export async function rotationSigns(seed: Uint8Array<ArrayBuffer>, length: number): Promise<Signs> {
  const bits = await keyStream(seed, 'inkling/rotation/1', new Uint8Array(0), Math.ceil(length / 8));
  const signs = new Int8Array(length);
  for (let i = 0; i < length; i++) signs[i] = ((bits[i >> 3] ?? 0) >> (i & 7)) & 1 ? -1 : 1;
  return signs;
}

/** H (signs * values) / sqrt(length), values padded with zeros to the length of `signs` (a power of two). */
export function rotate(values: ArrayLike<number>, signs: Signs): Float64Array {
  if (values.length > signs.length) {
    throw new PrivacyError('wrong-length', `rotate: ${values.length} values for ${signs.length} signs`);
  }
  const rotated = new Float64Array(signs.length);
  for (let i = 0; i < values.length; i++) rotated[i] = (values[i] ?? 0) * (signs[i] ?? 1);
  hadamardInPlace(rotated);
  return rotated;
}

/** The inverse of `rotate`, with the padding still there. */
export function rotateBack(rotated: ArrayLike<number>, signs: Signs): Float64Array {
  if (rotated.length !== signs.length) {
    throw new PrivacyError('wrong-length', `rotateBack: ${rotated.length} values for ${signs.length} signs`);
  }
  const values = Float64Array.from(rotated);
  hadamardInPlace(values);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * (signs[i] ?? 1);
  return values;
}

/** The orthonormal Walsh-Hadamard transform (natural order), its own inverse; the length is a power of two. */
export function hadamardInPlace(values: Float64Array): void {
  const { length } = values;
  if (length === 0 || (length & (length - 1)) !== 0) {
    throw new PrivacyError('wrong-length', `Hadamard: expected a power of two, got ${length}`);
  }
  for (let half = 1; half < length; half *= 2) butterflies(values, half);
  const scale = 1 / Math.sqrt(length);
  for (let i = 0; i < length; i++) values[i] = (values[i] ?? 0) * scale;
}

function butterflies(values: Float64Array, half: number): void {
  for (let block = 0; block < values.length; block += 2 * half) {
    for (let i = block; i < block + half; i++) {
      const left = values[i] ?? 0;
      const right = values[i + half] ?? 0;
      values[i] = left + right;
      values[i + half] = left - right;
    }
  }
}
