/** What a shopper has switched off in their profile: kept, read again, and asked of every product. */
import * as v from 'valibot';
import { LEVEL_MARK, type Product } from '../domain/product.ts';
import type { Correction, SwitchedOff } from '../domain/shopper-profile.ts';

export const NOTHING_OFF: SwitchedOff = { categories: [], brands: [], price: false };
/** Of each kind; the oldest switch goes first. */
const MOST = 300;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const names = v.pipe(v.array(name), v.maxLength(MOST));
const switchedOffSchema = v.object({ categories: names, brands: names, price: v.boolean() });
const correctionSchema = v.variant('trait', [
  v.object({ trait: v.picklist(['category', 'brand']), name, counts: v.boolean() }),
  v.object({ trait: v.literal('price'), counts: v.boolean() }),
]);

/** What was kept; nothing where it cannot be read. */
export function parseSwitchedOff(stored: unknown): SwitchedOff {
  const read = v.safeParse(switchedOffSchema, stored);
  return read.success ? read.output : NOTHING_OFF;
}

/** Undefined for what is no correction. */
export function parseCorrection(value: unknown): Correction | undefined {
  const read = v.safeParse(correctionSchema, value);
  return read.success ? read.output : undefined;
}

export function corrected(off: SwitchedOff, correction: Correction): SwitchedOff {
  if (correction.trait === 'price') return { ...off, price: !correction.counts };
  const field = correction.trait === 'category' ? 'categories' : 'brands';
  const others = off[field].filter((other) => other !== correction.name);
  return { ...off, [field]: correction.counts ? others : [...others, correction.name].slice(-MOST) };
}

/** Whether a product is of a category or a brand that the shopper has switched off. */
export function isSwitchedOff({ categories, brands }: SwitchedOff, { brand, categoryPath }: Product): boolean {
  return (brand !== undefined && brands.includes(brand)) || isOffCategory({ categories }, categoryPath);
}

/** @param path levels, from the broadest */
export function isOffCategory({ categories }: Pick<SwitchedOff, 'categories'>, path: readonly string[]): boolean {
  return path.some((_, depth) => categories.includes(path.slice(0, depth + 1).join(LEVEL_MARK)));
}
