import type { FormEvent } from 'react';
import { inkOf } from '../../catalogue/colours.ts';
import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { activeCount, choicesOf, type Filters } from '../filters.ts';

interface FilterPanelProps {
  /** The whole list, before any filter. */
  readonly products: readonly ShopProduct[];
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

const MOST_CHOICES = 14;

/** Brand, price, colour, stock. Every change shows at once. */
export function FilterPanel({ products, filters, onChange }: FilterPanelProps) {
  const change = (part: Partial<Filters>) => onChange({ ...filters, page: 1, ...part });
  const toggle = (values: readonly string[], value: string) =>
    values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  const brands = choicesOf(products, 'brand').slice(0, MOST_CHOICES);
  const colours = choicesOf(products, 'colour').slice(0, MOST_CHOICES);
  return (
    <div className="filters">
      <label className="check">
        <input type="checkbox" checked={filters.inStock} onChange={() => change({ inStock: !filters.inStock })} />
        <span>In stock only</span>
      </label>
      <PriceFilter filters={filters} onChange={change} />
      {colours.length > 1 && (
        <fieldset>
          <legend>Colour</legend>
          <div className="swatches">
            {colours.map(({ value }) => (
              <label key={value} className="swatch" title={value}>
                <input
                  type="checkbox"
                  checked={filters.colours.includes(value)}
                  onChange={() => change({ colours: toggle(filters.colours, value) })}
                />
                <span className="swatch-ink" style={{ background: inkOf(value) }} />
                <span>{value}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {brands.length > 1 && (
        <fieldset>
          <legend>Brand</legend>
          {brands.map(({ value, count }) => (
            <label key={value} className="check">
              <input
                type="checkbox"
                checked={filters.brands.includes(value)}
                onChange={() => change({ brands: toggle(filters.brands, value) })}
              />
              <span>{value}</span>
              <span className="quiet count">{count}</span>
            </label>
          ))}
        </fieldset>
      )}
      {activeCount(filters) > 0 && (
        <button type="button" className="button button-plain" onClick={() => onChange(withoutFilters(filters))}>
          Clear all filters
        </button>
      )}
    </div>
  );
}

/** The same order, nothing narrowed. */
export function withoutFilters(filters: Filters): Filters {
  return { brands: [], colours: [], inStock: false, sort: filters.sort, page: 1 };
}

function PriceFilter({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: (part: Partial<Filters>) => void;
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const read = (name: string) => (data.get(name) === '' ? undefined : Number(data.get(name)));
    const [minPrice, maxPrice] = [read('min'), read('max')];
    const { minPrice: _low, maxPrice: _high, ...rest } = filters;
    onChange({
      ...rest,
      ...(minPrice === undefined ? { minPrice: undefined } : { minPrice }),
      ...(maxPrice === undefined ? { maxPrice: undefined } : { maxPrice }),
    } as Partial<Filters>);
  };
  return (
    <fieldset>
      <legend>Price</legend>
      <form className="price-filter" onSubmit={submit} onChange={(event) => event.currentTarget.requestSubmit()}>
        <input
          name="min"
          type="number"
          min="0"
          step="1"
          inputMode="numeric"
          aria-label="Lowest price"
          placeholder="From"
          defaultValue={filters.minPrice ?? ''}
        />
        <span aria-hidden="true">–</span>
        <input
          name="max"
          type="number"
          min="0"
          step="1"
          inputMode="numeric"
          aria-label="Highest price"
          placeholder="To"
          defaultValue={filters.maxPrice ?? ''}
        />
      </form>
    </fieldset>
  );
}
