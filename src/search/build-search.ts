/** What a search file holds, from a catalogue's products; the space of meanings is worked out elsewhere. */

import { buildWordIndex } from './build-word-index.ts';
import { buildFacets } from './facets.ts';
import { kindWords } from './kind-words.ts';
import type { MeaningVectors } from './meaning-space.ts';
import type { SearchFile } from './search-file.ts';
import type { SearchProduct } from './search-product.ts';

/** @param minorDigits digits behind the point of a price */
export function buildSearch(
  products: readonly SearchProduct[],
  minorDigits: number,
  meanings?: MeaningVectors,
): SearchFile {
  return {
    ids: products.map(({ id }) => id),
    titles: products.map(({ title }) => title),
    kinds: kindWords(products),
    index: buildWordIndex(products),
    facets: buildFacets(products),
    minorDigits,
    ...(meanings && { meanings }),
  };
}
