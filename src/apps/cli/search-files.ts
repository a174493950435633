/** A catalogue's search file: what `search --save` and the demo shop serve to browsers. */
import { quantiseRows } from '../../../models/product-vectors.ts';
import type { CatalogueProduct } from '../../../server/catalogue/catalogue-product.ts';
import { latentMeanings } from '../../../server/catalogue/latent-meanings.ts';
import { minorDigits } from '../../../server/catalogue/prices.ts';
import { buildSearch } from '../../search/build-search.ts';
import type { SearchFile } from '../../search/search-file.ts';
import type { SearchProduct } from '../../search/search-product.ts';
import { isQueryWord, wordCounts } from '../../search/word-counts.ts';

/** D of the space of meanings: four megabytes have room for 64 with 20,000 products. */
const WIDTH = 64;
/** A word of fewer products is found by itself, and says little of what others mean. */
const FEWEST_HOLDERS = 3;
/** Fewer products say nothing of what words mean. */
const FEWEST_PRODUCTS = 256;

/** @param synonyms the merchant's own, a group a line */
export function searchFileOf(catalogue: readonly CatalogueProduct[], synonyms: readonly string[] = []): SearchFile {
  return { ...builtFrom(catalogue), ...(synonyms.length > 0 && { synonyms }) };
}

function builtFrom(catalogue: readonly CatalogueProduct[]): SearchFile {
  const products = catalogue.map(searchProduct);
  const currency = catalogue.find((product) => product.currency !== undefined)?.currency;
  const digits = currency === undefined ? 2 : minorDigits(currency);
  if (products.length < FEWEST_PRODUCTS) return buildSearch(products, digits);
  const { width, products: rows, words, wordRows, weights } = latentMeanings(products.map(wordCounts), WIDTH);
  const rarest = Math.log(products.length / FEWEST_HOLDERS);
  const kept = words.flatMap((word, at) => (isQueryWord(word) && (weights[at] as number) <= rarest ? at : []));
  const keptRows = Float32Array.from(kept.flatMap((at) => [...wordRows.subarray(at * width, (at + 1) * width)]));
  return buildSearch(products, digits, {
    products: quantiseRows(rows, width),
    words: kept.map((at) => words[at] as string),
    wordRows: quantiseRows(keptRows, width),
    weights: Float32Array.from(kept, (at) => weights[at] as number),
  });
}

function searchProduct(product: CatalogueProduct): SearchProduct {
  const { id, title, description, brand, categoryPath, tags, attributes, priceMinor } = product;
  return {
    id,
    title,
    categoryPath,
    ...(description !== undefined && { description }),
    ...(brand !== undefined && { brand }),
    ...(tags && { tags }),
    ...(attributes && { attributes }),
    ...(priceMinor !== undefined && { priceMinor }),
  };
}
