/** A shop's search, from what its file holds. */
import { MeaningSpace } from './meaning-space.ts';
import { ProductSearch } from './product-search.ts';
import type { SearchFile } from './search-file.ts';
import { Suggester } from './suggest.ts';
import { WordIndex } from './word-index.ts';

export interface OpenedSearch {
  readonly search: ProductSearch;
  readonly suggester: Suggester;
}

export function openSearch({ titles, kinds, index: data, facets, minorDigits, meanings }: SearchFile): OpenedSearch {
  const index = new WordIndex(data);
  const parts = { index, titles, kinds: new Set(kinds), facets, minorDigits };
  const named = kinds.map((word) => ({ word, products: index.postings(word).rows.length }));
  return {
    search: new ProductSearch(meanings ? { ...parts, space: new MeaningSpace(meanings) } : parts),
    suggester: new Suggester(facets, named),
  };
}
