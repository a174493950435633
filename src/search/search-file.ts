/** A shop's search in one file: index, titles, facets and the space of meanings. Legend: P products, W words, N postings, D width. */
import { decodeTensors, encodeTensors, type NamedTensor, TensorFileError } from '../../models/release-format.ts';
import type { AttributeName, Column, Facets } from './facets.ts';
import { decodeGaps, encodeGaps } from './gap-code.ts';
import type { MeaningVectors } from './meaning-space.ts';
import { SEARCH_FORMAT } from './search-pointer.ts';
import type { WordIndexData } from './word-index.ts';

export interface SearchFile {
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly kinds: readonly string[];
  readonly index: WordIndexData;
  readonly facets: Facets;
  /** Digits behind the point of a price. */
  readonly minorDigits: number;
  /** The merchant's own: phrases that mean the same, with commas between, a group a line. */
  readonly synonyms?: readonly string[];
  readonly meanings?: MeaningVectors;
}

/** What is not numbers. */
interface Header {
  readonly format: string;
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly kinds: readonly string[];
  readonly minorDigits: number;
  readonly synonyms?: readonly string[];
  readonly brands: readonly string[];
  readonly categories: readonly string[];
  readonly attributes: Readonly<Partial<Record<AttributeName, readonly string[]>>>;
  readonly meaningWords?: readonly string[];
}

export function encodeSearchFile(file: SearchFile): Uint8Array<ArrayBuffer> {
  const { index, facets, meanings } = file;
  const columns = Object.entries(facets.attributes) as [AttributeName, Column][];
  const header: Header = {
    format: SEARCH_FORMAT,
    ids: file.ids,
    titles: file.titles,
    kinds: file.kinds,
    minorDigits: file.minorDigits,
    ...(file.synonyms && { synonyms: file.synonyms }),
    brands: facets.brands.values,
    categories: facets.categories.values,
    attributes: Object.fromEntries(columns.map(([name, { values }]) => [name, values])),
    ...(meanings && { meaningWords: meanings.words }),
  };
  return encodeTensors([
    text('header', JSON.stringify(header)),
    text('words', index.words.join('\n')),
    { name: 'ends', shape: [index.words.length], data: index.ends },
    { name: 'prices', shape: [file.ids.length], data: facets.prices },
    ...(meanings ? meaningTensors(meanings, file.ids.length) : []),
    { name: 'brands', shape: [file.ids.length], data: facets.brands.places },
    { name: 'categories', shape: [file.ids.length], data: facets.categories.places },
    ...columns.map(([name, { places }]) => ({ name: `attribute ${name}`, shape: [file.ids.length], data: places })),
    bytes('gaps', encodeGaps(index.rows, index.ends)),
    bytes('impacts', index.impacts),
  ]);
}

/** @throws TensorFileError when the file is not one of ours, or not whole */
export function decodeSearchFile(bytesOfFile: Uint8Array<ArrayBuffer>): SearchFile {
  const tensors = decodeTensors(bytesOfFile);
  const header = headerOf(tensors);
  const products = header.ids.length;
  const column = (name: string, values: readonly string[]): Column => {
    return { values, places: tensor(tensors, name, Uint16Array, products) };
  };
  const ends = tensor(tensors, 'ends', Uint32Array);
  const words = textOf(tensors, 'words');
  const impacts = tensor(tensors, 'impacts', Uint8Array, ends.at(-1) ?? 0);
  const attributes = Object.entries(header.attributes) as [AttributeName, readonly string[]][];
  const meanings = header.meaningWords && meaningsOf(tensors, header.meaningWords, products);
  return {
    ids: header.ids,
    titles: header.titles,
    kinds: header.kinds,
    minorDigits: header.minorDigits,
    ...(header.synonyms && { synonyms: header.synonyms }),
    index: {
      words: words === '' ? [] : words.split('\n'),
      ends,
      rows: rowsOf(tensors, ends, products),
      impacts,
      products,
    },
    facets: {
      brands: column('brands', header.brands),
      categories: column('categories', header.categories),
      attributes: Object.fromEntries(attributes.map(([name, values]) => [name, column(`attribute ${name}`, values)])),
      prices: tensor(tensors, 'prices', Uint32Array, products),
    },
    ...(meanings && { meanings }),
  };
}

function meaningTensors({ products, words, wordRows, weights }: MeaningVectors, rows: number): NamedTensor[] {
  const { width } = products;
  return [
    { name: 'product scales', shape: [rows], data: products.scales },
    { name: 'word scales', shape: [words.length], data: wordRows.scales },
    { name: 'word weights', shape: [words.length], data: weights },
    { name: 'product vectors', shape: [rows, width], data: products.codes },
    { name: 'word vectors', shape: [words.length, width], data: wordRows.codes },
  ];
}

function meaningsOf(
  tensors: ReadonlyMap<string, NamedTensor>,
  words: readonly string[],
  products: number,
): MeaningVectors {
  const codes = tensor(tensors, 'product vectors', Int8Array);
  const width = codes.length / products;
  return {
    products: { width, codes, scales: tensor(tensors, 'product scales', Float32Array, products) },
    words,
    wordRows: {
      width,
      codes: tensor(tensors, 'word vectors', Int8Array, words.length * width),
      scales: tensor(tensors, 'word scales', Float32Array, words.length),
    },
    weights: tensor(tensors, 'word weights', Float32Array, words.length),
  };
}

function rowsOf(tensors: ReadonlyMap<string, NamedTensor>, ends: Uint32Array, products: number): Uint32Array {
  try {
    return decodeGaps(tensor(tensors, 'gaps', Uint8Array), ends, products);
  } catch (error) {
    if (error instanceof RangeError) throw new TensorFileError(`tensor "gaps": ${error.message}`);
    throw error;
  }
}

function headerOf(tensors: ReadonlyMap<string, NamedTensor>): Header {
  const header = JSON.parse(textOf(tensors, 'header')) as Header;
  if (header.format !== SEARCH_FORMAT) {
    throw new TensorFileError(`search file of format ${JSON.stringify(header.format)}, not ${SEARCH_FORMAT}`);
  }
  return header;
}

function bytes(name: string, data: Uint8Array): NamedTensor {
  return { name, shape: [data.length], data };
}

function text(name: string, value: string): NamedTensor {
  return bytes(name, new TextEncoder().encode(value));
}

function textOf(tensors: ReadonlyMap<string, NamedTensor>, name: string): string {
  return new TextDecoder().decode(tensor(tensors, name, Uint8Array));
}

function tensor<Data extends NamedTensor['data']>(
  tensors: ReadonlyMap<string, NamedTensor>,
  name: string,
  kind: new (length: number) => Data,
  length?: number,
): Data {
  const found = tensors.get(name)?.data;
  if (!(found instanceof kind)) throw new TensorFileError(`tensor "${name}": missing or of another type`);
  if (length !== undefined && found.length !== length) {
    throw new TensorFileError(`tensor "${name}": ${found.length} numbers, not ${length}`);
  }
  return found;
}
