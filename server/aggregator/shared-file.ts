/** The file of a release that a round changes: float32 tensors in the order of models/parameters.ts, one flat vector. */
import { decodeTensors } from '../../models/release-format.ts';
import { ReleaseError } from './release-error.ts';

/**
 * The federated vector in a shared file, tensors one after the other.
 * @param length V, from the manifest
 * @throws ReleaseError when a tensor is not float32 or the lengths do not add up; TensorFileError when it is no such file
 */
export function readSharedVector(file: Uint8Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(length);
  let at = 0;
  for (const { name, data } of decodeTensors(file).values()) {
    if (!(data instanceof Float32Array)) throw new ReleaseError(`shared file, tensor "${name}": expected F32`);
    if (at + data.length > length) throw new ReleaseError(`shared file: more than the ${length} parameters announced`);
    vector.set(data, at);
    at += data.length;
  }
  if (at !== length) throw new ReleaseError(`shared file: ${at} parameters, the manifest announces ${length}`);
  return vector;
}

/** The same file with other values: its header stays byte for byte. @throws as `readSharedVector` */
export function replaceSharedVector(file: Uint8Array<ArrayBuffer>, vector: Float32Array): Uint8Array<ArrayBuffer> {
  readSharedVector(file, vector.length);
  const copy = file.slice();
  let at = 0;
  for (const { name, data } of decodeTensors(copy).values()) {
    // Tensors are views into the copy, so writing them writes the file; an unpadded header would make them copies.
    if (data.buffer !== copy.buffer) throw new ReleaseError(`shared file, tensor "${name}": not aligned to 4 bytes`);
    data.set(vector.subarray(at, at + data.length));
    at += data.length;
  }
  return copy;
}
