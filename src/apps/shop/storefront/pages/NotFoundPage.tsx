import { Notice } from '../parts/Notice.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import type { Shelf } from '../shelf.ts';
import { usePage } from '../use-page.ts';

/** A path that leads nowhere: an old link, a product that has left the catalogue. */
export function NotFoundPage({ shelf }: { readonly shelf: Shelf }) {
  usePage('Page not found');
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>This page is not here</h1>
      <Notice title="The link may be old, or the product is no longer sold">
        <p>Search for it above, or start from the home page.</p>
        <a className="button" href="/">
          To the home page
        </a>
      </Notice>
      <h2 className="spaced">Popular just now</h2>
      <ProductGrid
        products={shelf.products.slice(0, 4)}
        list={{ id: 'not_found', name: 'Popular, on the not-found page' }}
        row
      />
    </div>
  );
}
