/** A shop's search, from what its file holds. */
import { MeaningSpace } from './meaning-space.ts';
import { ProductSearch } from './product-search.ts';
import type { SearchFile } from './search-file.ts';
import { Suggester } from './suggest.ts';
import { SYNONYMS, synonymGroups } from './synonyms.ts';
import { WordIndex } from './word-index.ts';

export interface OpenedSearch {
  readonly search: ProductSearch;
  readonly suggester: Suggester;
}

export function openSearch(file: SearchFile): OpenedSearch {
  const { titles, kinds, index: data, facets, minorDigits, meanings } = file;
  const index = new WordIndex(data);
  // Those of the merchant first: a query is said in so many ways at most.
  const synonyms = [...synonymGroups(file.synonyms ?? [], 1), ...SYNONYMS];
  const parts = { index, titles, kinds: new Set(kinds), facets, minorDigits, synonyms };
  const named = kinds.map((word) => ({ word, products: index.postings(word).rows.length }));
  return {
    search: new ProductSearch(meanings ? { ...parts, space: new MeaningSpace(meanings) } : parts),
    suggester: new Suggester(facets, named),
  };
}
