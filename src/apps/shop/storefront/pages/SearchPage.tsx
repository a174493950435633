import { useLayoutEffect, useMemo } from 'react';
import { pushSearch } from '../data-layer.ts';
import { Notice } from '../parts/Notice.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import { ProductList } from '../parts/ProductList.tsx';
import type { Shelf } from '../shelf.ts';
import { usePage } from '../use-page.ts';

/** What was found, or what to try instead. */
export function SearchPage({ shelf, words }: { readonly shelf: Shelf; readonly words: string }) {
  usePage(words === '' ? 'Search' : `Search: ${words}`);
  const found = useMemo(() => shelf.search(words), [shelf, words]);
  useLayoutEffect(() => {
    if (words !== '') pushSearch(words, found.length);
  }, [words, found]);
  if (found.length > 0) {
    return (
      <div className="wrap page">
        <h1 tabIndex={-1}>Results for “{words}”</h1>
        <ProductList
          key={words}
          products={found}
          list={{ id: 'search_results', name: 'Search results' }}
          searchWords={words}
        />
      </div>
    );
  }
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>{words === '' ? 'What are you looking for?' : `Nothing found for “${words}”`}</h1>
      <Notice title={words === '' ? 'Type a word into the search field' : 'Try fewer or shorter words'}>
        <p>A product, a brand, a colour or a material: “pour-over”, “Northfell”, “sage”, “oak”.</p>
        <ul className="chips">
          {shelf.departments.slice(0, 6).map((node) => (
            <li key={node.slug}>
              <a href={`/c/${node.slug}`}>{node.name}</a>
            </li>
          ))}
        </ul>
      </Notice>
      <h2 className="spaced">Popular just now</h2>
      <ProductGrid
        products={shelf.products.slice(0, 4)}
        list={{ id: 'search_fallback', name: 'Popular, after an empty search' }}
        row
      />
    </div>
  );
}
