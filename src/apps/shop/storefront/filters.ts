/** What the category and search pages narrow a list by; the state lives in the URL. */
import { isBuyable, type ShopProduct } from '../catalogue/shop-product.ts';

export const SORTS = [
  { key: 'popular', label: 'Most popular' },
  { key: 'price-up', label: 'Price, low to high' },
  { key: 'price-down', label: 'Price, high to low' },
  { key: 'rating', label: 'Best rated' },
] as const;
export type Sort = (typeof SORTS)[number]['key'];

export interface Filters {
  readonly brands: readonly string[];
  readonly colours: readonly string[];
  /** Major units, as typed. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly inStock: boolean;
  readonly sort: Sort;
  /** How many pages of the list are open, from 1. */
  readonly page: number;
}

export function readFilters(query: URLSearchParams): Filters {
  const minPrice = readNumber(query.get('min'));
  const maxPrice = readNumber(query.get('max'));
  return {
    brands: query.getAll('brand'),
    colours: query.getAll('colour'),
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    inStock: query.get('stock') === '1',
    sort: SORTS.find(({ key }) => key === query.get('sort'))?.key ?? 'popular',
    page: Math.max(1, Math.floor(readNumber(query.get('page')) ?? 1)),
  };
}

/** The query string of `filters`, with the search words where there are any; defaults are left out. */
export function writeFilters(filters: Filters, searchWords?: string): string {
  const query = new URLSearchParams();
  if (searchWords !== undefined) query.set('q', searchWords);
  for (const brand of filters.brands) query.append('brand', brand);
  for (const colour of filters.colours) query.append('colour', colour);
  if (filters.minPrice !== undefined) query.set('min', String(filters.minPrice));
  if (filters.maxPrice !== undefined) query.set('max', String(filters.maxPrice));
  if (filters.inStock) query.set('stock', '1');
  if (filters.sort !== 'popular') query.set('sort', filters.sort);
  if (filters.page > 1) query.set('page', String(filters.page));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** How many filters narrow the list. */
export function activeCount(filters: Filters): number {
  const price = filters.minPrice !== undefined || filters.maxPrice !== undefined ? 1 : 0;
  return filters.brands.length + filters.colours.length + price + (filters.inStock ? 1 : 0);
}

/** @param products most popular first, which is the order kept for `popular` */
export function applyFilters(products: readonly ShopProduct[], filters: Filters): readonly ShopProduct[] {
  const kept = products.filter((product) => passes(product, filters));
  const order = ORDERS[filters.sort];
  return order ? kept.sort(order) : kept;
}

function passes(product: ShopProduct, filters: Filters): boolean {
  const price = product.priceMinor === undefined ? undefined : product.priceMinor / 100;
  return (
    (filters.brands.length === 0 || filters.brands.includes(product.brand)) &&
    (filters.colours.length === 0 || coloursOf(product).some((colour) => filters.colours.includes(colour))) &&
    (filters.minPrice === undefined || (price !== undefined && price >= filters.minPrice)) &&
    (filters.maxPrice === undefined || (price !== undefined && price <= filters.maxPrice)) &&
    (!filters.inStock || isBuyable(product))
  );
}

type Order = (left: ShopProduct, right: ShopProduct) => number;
const ORDERS: Readonly<Record<Sort, Order | undefined>> = {
  popular: undefined,
  'price-up': (left, right) =>
    (left.priceMinor ?? Number.MAX_SAFE_INTEGER) - (right.priceMinor ?? Number.MAX_SAFE_INTEGER),
  'price-down': (left, right) => (right.priceMinor ?? -1) - (left.priceMinor ?? -1),
  rating: (left, right) => steadyRating(right) - steadyRating(left),
};

/** A mean of few ratings is pulled toward 4, as if ten more people had given a 4. */
function steadyRating({ rating }: ShopProduct): number {
  return rating ? (rating.value * rating.count + 40) / (rating.count + 10) : 0;
}

export interface Choice {
  readonly value: string;
  readonly count: number;
}

/** The values a list can be narrowed by, most frequent first. Products without a value offer none. */
export function choicesOf(products: readonly ShopProduct[], field: 'brand' | 'colour'): readonly Choice[] {
  const counts = new Map<string, number>();
  for (const product of products)
    for (const value of field === 'brand' ? [product.brand] : coloursOf(product))
      if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((left, right) => right.count - left.count || left.value.localeCompare(right.value));
}

function coloursOf(product: ShopProduct): readonly string[] {
  const own = product.attributes.colour;
  const variants = product.variants.filter(({ kind }) => kind === 'colour').map(({ label }) => label);
  return [...new Set(own ? [own, ...variants] : variants)];
}

function readNumber(text: string | null): number | undefined {
  const number = Number.parseFloat(text ?? '');
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
