import { useEffect, useLayoutEffect, useState } from 'react';
import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { pushSearch } from '../data-layer.ts';
import { GridSkeleton, Notice } from '../parts/Notice.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import { ProductList } from '../parts/ProductList.tsx';
import { findProducts } from '../search-calls.ts';
import type { Shelf } from '../shelf.ts';
import { usePage } from '../use-page.ts';

interface Results {
  readonly words: string;
  readonly products: readonly ShopProduct[];
  readonly wishes: readonly string[];
  readonly corrections: readonly { readonly written: string; readonly read: string }[];
  readonly priceIgnored: boolean;
}

/** What was found, or what to try instead. */
export function SearchPage({ shelf, words }: { readonly shelf: Shelf; readonly words: string }) {
  usePage(words === '' ? 'Search' : 'Search results');
  const results = useResults(shelf, words);
  useLayoutEffect(() => {
    if (results && results.words !== '') pushSearch(results.words, results.products.length);
  }, [results]);
  if (!results) {
    return (
      <div className="wrap page" aria-busy="true">
        <h1 tabIndex={-1}>Looking for “{words}”</h1>
        <GridSkeleton />
      </div>
    );
  }
  const { products } = results;
  if (products.length === 0) return <NothingFound shelf={shelf} words={words} />;
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>Results for “{words}”</h1>
      <Understood results={results} />
      <ProductList
        key={words}
        products={products}
        list={{ id: 'search_results', name: 'Search results' }}
        searchWords={words}
      />
    </div>
  );
}

/** What the words were read as. */
function Understood({ results: { wishes, corrections, priceIgnored } }: { readonly results: Results }) {
  return (
    <>
      {corrections.map(({ written, read }) => (
        <p key={written} className="quiet">
          We read “{written}” as <strong>{read}</strong>.
        </p>
      ))}
      {priceIgnored && <p className="quiet">Nothing here costs that. These come closest at another price.</p>}
      {wishes.length > 0 && (
        <ul className="understood" aria-label="What we looked for">
          {wishes.map((wish) => (
            <li key={wish}>{wish}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function NothingFound({ shelf, words }: { readonly shelf: Shelf; readonly words: string }) {
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>{words === '' ? 'What are you looking for?' : `Nothing found for “${words}”`}</h1>
      <Notice title={words === '' ? 'Type a word into the search field' : 'Try fewer or shorter words'}>
        <p>A product, a brand, a colour, a price: “pour-over”, “Northfell”, “oak chair under 200”.</p>
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

/** Found on this device; by the shop's own list where the tag is away. Undefined until one of them has answered. */
function useResults(shelf: Shelf, words: string): Results | undefined {
  const [results, setResults] = useState<Results>();
  useEffect(() => {
    let wanted = true;
    const none = { words, products: [], wishes: [], corrections: [], priceIgnored: false };
    if (words === '') setResults(none);
    else {
      findProducts(words, false).then((found) => {
        if (!wanted) return;
        const products = found ? found.products.flatMap((id) => shelf.product(id) ?? []) : shelf.search(words);
        setResults({ ...none, ...found, products });
      });
    }
    return () => {
      wanted = false;
    };
  }, [shelf, words]);
  return results?.words === words ? results : undefined;
}
