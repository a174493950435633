import type { ShopProduct } from '../../catalogue/shop-product.ts';
import type { ListName } from '../data-layer.ts';
import { activeCount, applyFilters, readFilters, SORTS, type Sort, writeFilters } from '../filters.ts';
import { formatCount } from '../money.ts';
import { navigate, place, searchHref } from '../navigation.ts';
import { useStore } from '../store.ts';
import { FilterPanel, withoutFilters } from './FilterPanel.tsx';
import { Icon } from './Icon.tsx';
import { Notice } from './Notice.tsx';
import { ProductGrid } from './ProductGrid.tsx';

interface ProductListProps {
  readonly products: readonly ShopProduct[];
  readonly list: ListName;
  /** Kept in the URL beside the filters, on the search page. */
  readonly searchWords?: string;
}

const PAGE_SIZE = 24;

/** Filters, order, grid and "show more", all of it in the URL, so that a list can be sent to a friend. */
export function ProductList({ products, list, searchWords }: ProductListProps) {
  const { path, query } = useStore(place);
  const filters = readFilters(query);
  const go = (next: typeof filters) => {
    const query = writeFilters(next, searchWords);
    const href = searchWords === undefined ? path + query : searchHref(query.slice(1));
    navigate(href, { replace: true, keepScroll: true });
  };
  const matching = applyFilters(products, filters);
  const shown = matching.slice(0, filters.page * PAGE_SIZE);
  const active = activeCount(filters);
  return (
    <div className="listing">
      <details className="filter-box" open={window.innerWidth >= 1024}>
        <summary>
          <Icon name="sliders" />
          Filters{active > 0 ? ` (${active})` : ''}
        </summary>
        <FilterPanel products={products} filters={filters} onChange={go} />
      </details>
      <section className="listing-main" aria-labelledby="listing-title">
        <h2 id="listing-title" className="hidden">
          Products
        </h2>
        <div className="listing-bar">
          <p role="status">
            {formatCount(matching.length)} {matching.length === 1 ? 'product' : 'products'}
          </p>
          <label>
            <span>Sort by</span>
            <select
              value={filters.sort}
              onChange={(event) => go({ ...filters, page: 1, sort: event.currentTarget.value as Sort })}
            >
              {SORTS.map(({ key, label }) => (
                <option key={key} value={key}>
                  {key === 'popular' && searchWords !== undefined ? 'Best match' : label}
                </option>
              ))}
            </select>
          </label>
        </div>
        {matching.length === 0 ? (
          <Notice title="Nothing matches all of these filters">
            <p>Take one away, or start again with the whole shelf.</p>
            <button type="button" className="button" onClick={() => go(withoutFilters(filters))}>
              Clear all filters
            </button>
          </Notice>
        ) : (
          <ProductGrid products={shown} list={list} />
        )}
        {shown.length < matching.length && (
          <div className="more">
            <p className="quiet">
              {formatCount(shown.length)} of {formatCount(matching.length)} shown
            </p>
            <button
              type="button"
              className="button button-plain"
              onClick={() => go({ ...filters, page: filters.page + 1 })}
            >
              Show {Math.min(PAGE_SIZE, matching.length - shown.length)} more
            </button>
          </div>
        )}
      </section>
    </div>
  );
}
