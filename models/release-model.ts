/**
 * A release's files as the model they hold, and back: the one place that knows which tensor lives in which file.
 * Bytes are checked for shape here; their hashes are the release room's business.
 */
import type { EncoderShape } from './behaviour-encoder.ts';
import { encoderLayout, sharedEncoderLayout } from './behaviour-encoder.ts';
import type { ReleaseTables } from './candidate-features.ts';
import type { NeighbourTable } from './neighbours.ts';
import { decodeParameters, encodeParameters, type ParameterLayout, type ParameterValues } from './parameters.ts';
import type { ProductVectors } from './product-vectors.ts';
import { RANKER_LAYOUT } from './ranker.ts';
import { decodeTensors, encodeTensors, float32Tensor, type NamedTensor, TensorFileError } from './release-format.ts';

export interface ReleaseModel {
  readonly shape: EncoderShape;
  readonly base: ParameterValues;
  /** The federated parameters, by the names of `sharedLayout`. */
  readonly shared: ParameterValues;
  readonly vectors: ProductVectors;
  readonly tables: ReleaseTables;
}

/** The model's files, by their role in the manifest. */
export interface ModelFiles {
  readonly base: Uint8Array<ArrayBuffer>;
  readonly shared: Uint8Array<ArrayBuffer>;
  readonly vectors: Uint8Array<ArrayBuffer>;
  readonly neighbours: Uint8Array<ArrayBuffer>;
}

const RELATIONS = ['transition', 'covisit', 'content'] as const;

/** Everything that rounds train: the encoder's adapter, then the ranker. At most 16,384 numbers. */
export function sharedLayout(shape: EncoderShape): ParameterLayout {
  return [...sharedEncoderLayout(shape), ...RANKER_LAYOUT];
}

export function encodeModel(model: ReleaseModel): ModelFiles {
  const { shape, tables, vectors } = model;
  const products = tables.products;
  return {
    base: encodeParameters(encoderLayout(shape), model.base),
    shared: encodeParameters(sharedLayout(shape), model.shared),
    vectors: encodeTensors([
      { name: 'scales', shape: [products], data: vectors.scales },
      { name: 'codes', shape: [products, vectors.width], data: vectors.codes },
    ]),
    neighbours: encodeTensors([
      { name: 'popularity', shape: [products], data: tables.popularity },
      ...RELATIONS.flatMap((relation) => tableTensors(relation, tables[relation], products)),
    ]),
  };
}

/**
 * The model of a release.
 * @param products rows of every table, from the manifest
 * @throws TensorFileError naming the tensor that is missing, misshapen or points outside the catalogue
 */
export function decodeModel(shape: EncoderShape, products: number, files: ModelFiles): ReleaseModel {
  const vectors = decodeTensors(files.vectors);
  const neighbours = decodeTensors(files.neighbours);
  const codes = vectors.get('codes');
  if (!codes || !(codes.data instanceof Int8Array) || codes.shape.join() !== `${products},${shape.width}`) {
    throw new TensorFileError(`tensor "codes": expected I8 of shape [${products}, ${shape.width}]`);
  }
  const table = (relation: (typeof RELATIONS)[number]) => decodeTable(relation, neighbours, products);
  return {
    shape,
    base: decodeParameters(encoderLayout(shape), files.base),
    shared: decodeParameters(sharedLayout(shape), files.shared),
    vectors: { width: shape.width, codes: codes.data, scales: float32Tensor(vectors, 'scales', [products]) },
    tables: {
      products,
      transition: table('transition'),
      covisit: table('covisit'),
      content: table('content'),
      popularity: float32Tensor(neighbours, 'popularity', [products]),
    },
  };
}

function tableTensors(relation: string, table: NeighbourTable, products: number): NamedTensor[] {
  const shape = [products, table.width];
  const indices = products <= 0xffff ? Uint16Array.from(table.indices) : table.indices;
  return [
    { name: `${relation}.indices`, shape, data: indices },
    { name: `${relation}.weights`, shape, data: table.weights },
  ];
}

function decodeTable(relation: string, tensors: ReadonlyMap<string, NamedTensor>, products: number): NeighbourTable {
  const indices = tensors.get(`${relation}.indices`);
  const weights = tensors.get(`${relation}.weights`);
  const [rows, width] = indices?.shape ?? [];
  if (!indices || !weights || !(weights.data instanceof Uint8Array) || rows !== products || width === undefined) {
    throw new TensorFileError(`table "${relation}": missing or not of ${products} rows`);
  }
  const wide = Uint32Array.from(indices.data);
  if (weights.data.length !== wide.length || wide.some((row) => row >= products)) {
    throw new TensorFileError(`table "${relation}": a neighbour outside the catalogue`);
  }
  return { width, indices: wide, weights: weights.data };
}
