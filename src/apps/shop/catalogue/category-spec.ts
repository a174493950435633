import type { ColourName } from './colours.ts';

/** A department: a shelf of categories in the navigation. */
export interface DepartmentSpec {
  readonly name: string;
  readonly categories: readonly CategorySpec[];
}

/** What one category is composed from: every product is one kind, one size, one trait, one brand and one colour of it. */
export interface CategorySpec {
  readonly name: string;
  /** Name of the drawing in `pictures/`. */
  readonly drawing: string;
  readonly brands: readonly string[];
  /** Names the brands give their lines; one a product, so that titles stay unique. At least 24. */
  readonly lines: string;
  readonly kinds: readonly KindSpec[];
  readonly sizes: readonly SizeSpec[];
  readonly traits: readonly TraitSpec[];
  readonly colours: readonly ColourName[];
  /** How the title says the colour when it is part of the name; else colour is only an attribute. */
  readonly choice: 'colour' | 'size' | 'none';
  /** Labels of size variants where `choice` is `size`. */
  readonly fits?: readonly string[];
  /** Price of the plain kind and size in a tier-1 brand, minor units. */
  readonly basePriceMinor: number;
  readonly complements: readonly string[];
  /** Name of the last row of the details table; `Care` when absent. */
  readonly careFact?: string;
}

export interface KindSpec {
  /** As in a title, lower case: `gooseneck kettle`. */
  readonly name: string;
  /** Sentences; `{size}` is replaced by the size's label. */
  readonly text: string;
  readonly priceFactor: number;
  /** Indices of the sizes and traits that make sense for this kind; all when absent. */
  readonly sizes?: readonly number[];
  readonly traits?: readonly number[];
}

export interface SizeSpec {
  readonly label: string;
  /** Name of the row in the details table. */
  readonly fact: string;
  readonly text: string;
  readonly priceFactor: number;
}

export interface TraitSpec {
  readonly material: string;
  readonly text: string;
  readonly care: string;
  readonly priceFactor: number;
}

/** Short forms for the data files: the price factor stands second so that the columns line up. */
export const kind = (
  name: string,
  priceFactor: number,
  text: string,
  only: { readonly sizes?: readonly number[]; readonly traits?: readonly number[] } = {},
): KindSpec => ({ name, priceFactor, text, ...only });
export const size = (label: string, priceFactor: number, fact: string, text = ''): SizeSpec => ({
  label,
  priceFactor,
  fact,
  text,
});
export const trait = (material: string, priceFactor: number, text: string, care: string): TraitSpec => ({
  material,
  priceFactor,
  text,
  care,
});
