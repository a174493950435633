/** One currency for all: what is priced in another has no price that could be compared with the rest, or shown beside it. */
import type { CatalogueProduct } from './catalogue-product.ts';
import type { RowProblem } from './feeds/feed-row.ts';

export interface CurrencyCount {
  /** ISO 4217. */
  readonly currency: string;
  readonly products: number;
}

/** Currencies of prices, the most common first. */
export function currenciesOf(products: Iterable<CatalogueProduct>): CurrencyCount[] {
  const counts = new Map<string, number>();
  for (const { currency } of products) if (currency) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts]
    .map(([currency, count]) => ({ currency, products: count }))
    .sort((a, b) => b.products - a.products || (a.currency < b.currency ? -1 : 1));
}

/** The product without prices that are in another currency. */
export function inCurrency(product: CatalogueProduct, currency: string | undefined): CatalogueProduct {
  if (product.currency === undefined || product.currency === currency) return product;
  const { priceMinor: _price, listPriceMinor: _list, currency: _currency, costMinor: _cost, ...rest } = product;
  return rest;
}

/** A word about each currency but the first. */
export function otherCurrencies(source: string, [main, ...others]: readonly CurrencyCount[]): RowProblem[] {
  return others.map(({ currency, products }) => {
    const what = `${products} products are priced in ${currency}, most in ${main?.currency}: their prices are left out; import one currency, a feed for each shop`;
    return { file: source, row: 0, field: 'price', value: currency, what, kind: 'field' };
  });
}
