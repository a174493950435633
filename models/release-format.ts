/**
 * Named tensors in one file, in the safetensors layout: 8 bytes little-endian header length, a JSON header
 * `{name: {dtype, shape, data_offsets}}`, then the data. The header is padded with spaces to 8 bytes so that every
 * tensor can be viewed in place. Not an archive: one file holds what changes together.
 * @see https://github.com/huggingface/safetensors (format section)
 */
export type TensorData = Float32Array | Int8Array | Uint8Array | Uint16Array | Uint32Array;
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** The file is not what it says. `message` names the tensor or the header field. */
export class TensorFileError extends Error {
  override readonly name = 'TensorFileError';
}

const KINDS = {
  F32: Float32Array,
  I8: Int8Array,
  U8: Uint8Array,
  U16: Uint16Array,
  U32: Uint32Array,
} as const;
type Dtype = keyof typeof KINDS;

/** Writes tensors in the order given; widest types first keep every view aligned. */
export function encodeTensors(tensors: readonly NamedTensor[]): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  let end = 0;
  const placed = tensors.map((tensor) => {
    const begin = Math.ceil(end / 4) * 4;
    end = begin + tensor.data.byteLength;
    header[tensor.name] = { dtype: dtypeOf(tensor.data), shape: tensor.shape, data_offsets: [begin, end] };
    return { tensor, begin };
  });
  const json = JSON.stringify(header);
  const headerBytes = new TextEncoder().encode(json + ' '.repeat((8 - (json.length % 8)) % 8));
  if (headerBytes.length % 8 !== 0) throw new TensorFileError('tensor names must be ASCII');
  const file = new Uint8Array(8 + headerBytes.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  file.set(headerBytes, 8);
  for (const { tensor, begin } of placed) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), 8 + headerBytes.length + begin);
  }
  return file;
}

/**
 * Reads a file; the tensors are views into `file` where alignment allows, else copies.
 * @throws TensorFileError when lengths, types or shapes do not agree
 */
export function decodeTensors(file: Uint8Array<ArrayBuffer>): Map<string, NamedTensor> {
  const { header, dataStart } = readHeader(file);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, begin, end } = parseEntry(name, entry);
    const kind = KINDS[dtype];
    const length = shape.reduce((product, size) => product * size, 1);
    if (end - begin !== length * kind.BYTES_PER_ELEMENT || begin < 0 || dataStart + end > file.length) {
      throw new TensorFileError(`tensor "${name}": ${end - begin} bytes for shape [${shape.join(', ')}] of ${dtype}`);
    }
    const offset = file.byteOffset + dataStart + begin;
    const aligned = offset % kind.BYTES_PER_ELEMENT === 0;
    const data = aligned
      ? new kind(file.buffer, offset, length)
      : new kind(file.buffer.slice(offset, offset + end - begin));
    tensors.set(name, { name, shape, data });
  }
  return tensors;
}

/**
 * The float32 tensor `name` of `tensors`.
 * @throws TensorFileError when it is missing, of another type, or of another shape than `shape` (where given)
 */
export function float32Tensor(
  tensors: ReadonlyMap<string, NamedTensor>,
  name: string,
  shape?: readonly number[],
): Float32Array {
  const tensor = tensors.get(name);
  if (!tensor || !(tensor.data instanceof Float32Array))
    throw new TensorFileError(`tensor "${name}": missing or not F32`);
  if (shape && shape.join() !== tensor.shape.join()) {
    throw new TensorFileError(
      `tensor "${name}": expected shape [${shape.join(', ')}], got [${tensor.shape.join(', ')}]`,
    );
  }
  return tensor.data;
}

function readHeader(file: Uint8Array<ArrayBuffer>): { header: Record<string, unknown>; dataStart: number } {
  if (file.length < 8) throw new TensorFileError(`file of ${file.length} bytes has no header`);
  const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (headerLength > file.length - 8) throw new TensorFileError(`header of ${headerLength} bytes in ${file.length}`);
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength)));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return { header: header as Record<string, unknown>, dataStart: 8 + headerLength };
    }
  } catch {
    // falls through: the same answer for broken JSON and for JSON of another kind
  }
  throw new TensorFileError('header is not a JSON object');
}

function parseEntry(name: string, entry: unknown): { dtype: Dtype; shape: number[]; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;
  if (typeof dtype !== 'string' || !Object.hasOwn(KINDS, dtype)) throw new TensorFileError(`tensor "${name}": dtype`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw new TensorFileError(`tensor "${name}": shape`);
  const [begin, end] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  if (!isSize(begin) || !isSize(end)) throw new TensorFileError(`tensor "${name}": data_offsets`);
  return { dtype: dtype as Dtype, shape, begin, end };
}

function dtypeOf(data: TensorData): Dtype {
  for (const [dtype, kind] of Object.entries(KINDS)) if (data instanceof kind) return dtype as Dtype;
  throw new TensorFileError('unknown typed array');
}
