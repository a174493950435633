/**
 * A release's files as the model they hold, and back: the one place that knows which tensor lives in which file.
 * Bytes are checked for shape here; their hashes are the release room's business.
 */
import type { EncoderShape } from './behaviour-encoder.ts';
import { encoderLayout, sharedEncoderLayout } from './behaviour-encoder.ts';
import type { ReleaseTables } from './candidate-features.ts';
import { decodeCompact, encodeCompact } from './compact-parameters.ts';
import { CONVERSION_LAYOUT, type ConversionCounts } from './conversion.ts';
import { decodeTable, tableTensors } from './neighbour-file.ts';
import { decodeParameters, encodeParameters, type ParameterLayout, type ParameterValues } from './parameters.ts';
import type { ProductAttributes } from './product-attributes.ts';
import type { ProductVectors } from './product-vectors.ts';
import { RANKER_LAYOUT } from './ranker.ts';
import { decodeTensors, encodeTensors, float32Tensor, type NamedTensor, TensorFileError } from './release-format.ts';

export interface ReleaseModel {
  readonly shape: EncoderShape;
  /** By the names of `baseLayout`. */
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

/** What is trained once and comes down frozen: the encoder and the conversion head. */
export function baseLayout(shape: EncoderShape): ParameterLayout {
  return [...encoderLayout(shape), ...CONVERSION_LAYOUT];
}

const RELATIONS = ['transition', 'covisit', 'content'] as const;
const COUNTS = ['shoppers', 'converted', 'views'] as const;
/** Steps of a count for each factor of e: within 3% of large counts, small ones as they are. A release is public, and so are these. */
const COUNT_STEPS = 16;

/** Everything that rounds train: the encoder's adapter, then the ranker. At most 16,384 numbers. */
export function sharedLayout(shape: EncoderShape): ParameterLayout {
  return [...sharedEncoderLayout(shape), ...RANKER_LAYOUT];
}

export function encodeModel(model: ReleaseModel): ModelFiles {
  const { shape, tables, vectors } = model;
  const products = tables.products;
  return {
    base: encodeCompact(baseLayout(shape), model.base),
    shared: encodeParameters(sharedLayout(shape), model.shared),
    vectors: encodeTensors([
      { name: 'scales', shape: [products], data: vectors.scales },
      { name: 'codes', shape: [products, vectors.width], data: vectors.codes },
    ]),
    neighbours: encodeTensors([
      { name: 'popularity', shape: [products], data: tables.popularity },
      { name: 'category', shape: [products], data: tables.attributes.category },
      { name: 'brand', shape: [products], data: tables.attributes.brand },
      { name: 'price', shape: [products], data: tables.attributes.price },
      ...COUNTS.map((name) => ({
        name,
        shape: [products],
        data: Uint8Array.from(tables.conversions[name], countStep),
      })),
      ...RELATIONS.flatMap((relation) => tableTensors(relation, tables[relation])),
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
    base: decodeCompact(baseLayout(shape), files.base),
    shared: decodeParameters(sharedLayout(shape), files.shared),
    vectors: { width: shape.width, codes: codes.data, scales: decodeScales(vectors, products) },
    tables: {
      products,
      transition: table('transition'),
      covisit: table('covisit'),
      content: table('content'),
      popularity: float32Tensor(neighbours, 'popularity', [products]),
      attributes: decodeAttributes(neighbours, products),
      conversions: decodeCounts(neighbours, products),
    },
  };
}

function decodeScales(tensors: ReadonlyMap<string, NamedTensor>, products: number): Float32Array {
  const scales = float32Tensor(tensors, 'scales', [products]);
  if (scales.every((scale) => scale >= 0 && Number.isFinite(scale))) return scales;
  throw new TensorFileError('tensor "scales": expected finite numbers of 0 or more');
}

function decodeAttributes(tensors: ReadonlyMap<string, NamedTensor>, products: number): ProductAttributes {
  const numbers = (name: string): Uint16Array => {
    const data = tensors.get(name)?.data;
    if (data instanceof Uint16Array && data.length === products) return data;
    throw new TensorFileError(`tensor "${name}": expected U16 of shape [${products}]`);
  };
  return { category: numbers('category'), brand: numbers('brand'), price: bytesOf(tensors, 'price', products) };
}

function countStep(count: number): number {
  return Math.min(255, Math.round(COUNT_STEPS * Math.log1p(count)));
}

function decodeCounts(tensors: ReadonlyMap<string, NamedTensor>, products: number): ConversionCounts {
  const counts = (name: (typeof COUNTS)[number]) =>
    Float32Array.from(bytesOf(tensors, name, products), (step) => Math.expm1(step / COUNT_STEPS));
  return { shoppers: counts('shoppers'), converted: counts('converted'), views: counts('views') };
}

function bytesOf(tensors: ReadonlyMap<string, NamedTensor>, name: string, length: number): Uint8Array {
  const data = tensors.get(name)?.data;
  if (data instanceof Uint8Array && data.length === length) return data;
  throw new TensorFileError(`tensor "${name}": expected U8 of shape [${length}]`);
}
