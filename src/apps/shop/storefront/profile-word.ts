/** What the recommendations take the shopper for, in the words of the demo panel. Read field by field: the shop shares no type with them. */
import { formatMoney, formatShare } from './money.ts';

/** One line with a switch. */
export interface TraitWord {
  readonly words: string;
  /** Of the shopper's interest: "62%". */
  readonly share?: string;
  readonly counts: boolean;
  /** What switching it tells the engine, less whether it counts. */
  readonly correction: { readonly trait: 'category' | 'brand' | 'price'; readonly name?: string };
}

export interface ProfileWord {
  readonly traits: readonly TraitWord[];
  readonly hidden: readonly { readonly productId: string; readonly title: string }[];
}

export const NO_PROFILE: ProfileWord = { traits: [], hidden: [] };

/** @param answer of `inkling('profile', ...)` */
export function readProfile(answer: unknown): ProfileWord {
  const { categories, brands, price, hidden } = asRecord(answer);
  return {
    traits: [...likings('category', categories), ...likings('brand', brands), ...priceWord(price)],
    hidden: asList(hidden).flatMap((one) => {
      const { productId, title } = asRecord(one);
      return typeof productId === 'string' ? [{ productId, title: typeof title === 'string' ? title : productId }] : [];
    }),
  };
}

function likings(trait: 'category' | 'brand', list: unknown): TraitWord[] {
  return asList(list).flatMap((liking) => {
    const { name, share, counts } = asRecord(liking);
    if (typeof name !== 'string' || typeof share !== 'number') return [];
    // The narrowest level says it; the whole path is what the switch means.
    const words = trait === 'category' ? (name.split(' > ').at(-1) ?? name) : `By ${name}`;
    return [{ words, share: formatShare(share), counts: counts === true, correction: { trait, name } }];
  });
}

function priceWord(price: unknown): TraitWord[] {
  const { range, counts } = asRecord(price);
  if (typeof counts !== 'boolean') return [];
  const { fromMinor, toMinor, currency } = asRecord(range);
  const isKnown = typeof fromMinor === 'number' && typeof toMinor === 'number' && typeof currency === 'string';
  const words = isKnown ? ` from ${formatMoney(fromMinor, currency)} to ${formatMoney(toMinor, currency)}` : '';
  return [{ words: `Prices${words}`, counts, correction: { trait: 'price' } }];
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
