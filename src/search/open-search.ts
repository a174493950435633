/** A shop's search, from what its file holds. */
import { MeaningSpace } from './meaning-space.ts';
import { ProductSearch } from './product-search.ts';
import type { SearchFile } from './search-file.ts';
import { Suggester } from './suggest.ts';
import { WordIndex } from './word-index.ts';

export function openSearch({ titles, kinds, index, facets, minorDigits, meanings }: SearchFile): ProductSearch {
  return new ProductSearch({
    index: new WordIndex(index),
    titles,
    kinds: new Set(kinds),
    facets,
    minorDigits,
    ...(meanings && { space: new MeaningSpace(meanings) }),
  });
}

export function openSuggester({ kinds, index, facets }: SearchFile): Suggester {
  const words = new WordIndex(index);
  return new Suggester(
    facets,
    kinds.map((word) => ({ word, products: words.postings(word).rows.length })),
  );
}
