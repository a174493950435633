/** What products can be narrowed by, as columns: brand, category, price and what feeds say of colour, size, material. Legend: P products. */
import { LEVEL_MARK } from '../domain/product.ts';
import type { SearchProduct } from './search-product.ts';

/** Attributes that shoppers ask for by value, by the name that they get here, and by how feeds call them. */
const ATTRIBUTES = {
  colour: /^(?:product |main )?colou?r$/,
  size: /^(?:product )?size$/,
  material: /^(?:product |outer |main )?(?:material|fabric)$/,
  gender: /^(?:gender|sex|target gender)$/,
  age: /^age ?group$/,
  pattern: /^pattern$/,
} as const;
export type AttributeName = keyof typeof ATTRIBUTES;

/** A column of values that many rows share. */
export interface Column {
  /** From 1; 0 stands for rows without any. */
  readonly values: readonly string[];
  /** [P] */
  readonly places: Uint16Array;
}

export interface Facets {
  readonly brands: Column;
  /** Paths with " > " between their levels. */
  readonly categories: Column;
  readonly attributes: Readonly<Partial<Record<AttributeName, Column>>>;
  /** Minor units, or `NO_PRICE`. [P] */
  readonly prices: Uint32Array;
}

/** Nothing that a shop sells costs as much. */
export const NO_PRICE = 2 ** 32 - 1;
const MOST_VALUES = 65_535;
/** Longer values are sentences. */
const LONGEST_VALUE = 40;

export function buildFacets(products: readonly SearchProduct[]): Facets {
  const attributes: Partial<Record<AttributeName, Column>> = {};
  for (const name of Object.keys(ATTRIBUTES) as AttributeName[]) {
    const column = columnOf(products.map((product) => attributeOf(product, name)));
    if (column.values.length > 0) attributes[name] = column;
  }
  return {
    brands: columnOf(products.map(({ brand }) => brand)),
    categories: columnOf(products.map(({ categoryPath }) => categoryPath.join(LEVEL_MARK))),
    attributes,
    prices: Uint32Array.from(products, ({ priceMinor }) => Math.min(priceMinor ?? NO_PRICE, NO_PRICE)),
  };
}

function attributeOf({ attributes = {} }: SearchProduct, name: AttributeName): string | undefined {
  const found = Object.entries(attributes).find(([own]) => ATTRIBUTES[name].test(own.toLowerCase()));
  return found && found[1].length <= LONGEST_VALUE ? found[1] : undefined;
}

function columnOf(values: readonly (string | undefined)[]): Column {
  const placeOf = new Map<string, number>();
  const places = Uint16Array.from(values, (value) => {
    if (!value) return 0;
    const known = placeOf.get(value);
    if (known !== undefined) return known;
    const place = placeOf.size < MOST_VALUES ? placeOf.size + 1 : 0;
    if (place > 0) placeOf.set(value, place);
    return place;
  });
  return { values: [...placeOf.keys()], places };
}
