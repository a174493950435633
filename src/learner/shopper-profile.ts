/** The personal state in words of the shop: what its shopper seems to like, as the shopper may read and correct it. */
import type { ProductId } from '../domain/ids.ts';
import { type Affinity, categoryKey, type PersonalState } from '../domain/personal-state.ts';
import { LEVEL_MARK, type Product } from '../domain/product.ts';
import type { Liking, PriceHabits, ShopperProfile, SwitchedOff } from '../domain/shopper-profile.ts';
import { interestNow } from './personal-state.ts';

export interface ProfileOptions {
  readonly off: SwitchedOff;
  /** ISO 4217, of the release's prices. */
  readonly currency: string | undefined;
  readonly productOf: (id: ProductId) => Product | undefined;
}

/** Shown of categories and of brands, besides what is switched off. */
const MOST_LIKINGS = 6;
/** In views: less is chance. */
const LEAST_INTEREST = 2;
const LEAST_PRICE_WEIGHT = 5;
/** A category is told by narrower ones that hold most of its interest, each a good part of it. */
const TELLING_SHARE = 0.75;
const GOOD_PART = 0.25;
const SEPARATOR = categoryKey(['', '']);

interface Interest {
  readonly name: string;
  readonly interest: number;
}

/** A category with those right beneath it. What was turned down in one of them takes nothing from the others. */
interface Branch extends Interest {
  readonly inside: readonly Branch[];
}

export function profileOf(state: PersonalState, { off, currency, productOf }: ProfileOptions): ShopperProfile {
  const roots = branchesIn(state, '');
  const all = roots.flatMap(withAllInside);
  const brands = [...state.brands].map(([name, affinity]) => ({ name, interest: interestIn(state, affinity) }));
  const price = priceRange(state, currency, off);
  return {
    categories: likings(roots.flatMap(narrowest), all, off.categories, sumOf(roots)),
    brands: likings(brands, brands, off.brands, sumOf(brands)),
    ...(price && { price }),
    hidden: [...state.products].flatMap(([productId, { hidden }]) => {
      return hidden ? [{ productId, title: productOf(productId)?.title ?? productId }] : [];
    }),
  };
}

/** @param start key of the category that they are in, and the separator after it */
function branchesIn(state: PersonalState, start: string): Branch[] {
  const keys = [...state.categories.keys()].filter((key) => {
    return key.startsWith(start) && !key.slice(start.length).includes(SEPARATOR);
  });
  return keys.map((key) => {
    const inside = branchesIn(state, key + SEPARATOR);
    const own = interestIn(state, state.categories.get(key));
    return { name: key.split(SEPARATOR).join(LEVEL_MARK), interest: Math.max(own, sumOf(inside)), inside };
  });
}

function withAllInside(branch: Branch): Branch[] {
  return [branch, ...branch.inside.flatMap(withAllInside)];
}

/** Lately and over the long run alike. */
function interestIn(state: PersonalState, affinity: Affinity | undefined): number {
  const { fast, slow } = interestNow(state, affinity);
  return (fast + slow) / 2;
}

/** The categories that tell best what the interest in one is about. */
function narrowest(branch: Branch): Interest[] {
  const good = branch.inside.filter(({ interest }) => interest >= GOOD_PART * branch.interest);
  if (branch.interest <= 0 || sumOf(good) < TELLING_SHARE * branch.interest) return [branch];
  return good.flatMap(narrowest);
}

/** The strongest of `found`; what is off stays in sight, however weak, or nobody could switch it on again. */
function likings(
  found: readonly Interest[],
  all: readonly Interest[],
  off: readonly string[],
  total: number,
): Liking[] {
  const shareOf = (interest: number) => (total > 0 ? Math.max(0, interest) / total : 0);
  const isOff = (name: string) => off.some((other) => name === other || name.startsWith(other + LEVEL_MARK));
  const strongest = found
    .filter(({ name, interest }) => interest >= LEAST_INTEREST && !isOff(name))
    .sort((a, b) => b.interest - a.interest)
    .slice(0, MOST_LIKINGS)
    .map(({ name, interest }) => ({ name, share: shareOf(interest), counts: true }));
  const interestOf = (wanted: string) => all.find(({ name }) => name === wanted)?.interest ?? 0;
  return [...strongest, ...off.map((name) => ({ name, share: shareOf(interestOf(name)), counts: false }))];
}

/** A standard deviation around the mean of the logarithm, over the long run. */
function priceRange({ price }: PersonalState, currency: string | undefined, off: SwitchedOff): PriceHabits | undefined {
  const { weight, mean, m2 } = price.slow;
  const counts = !off.price;
  if (weight < LEAST_PRICE_WEIGHT || currency === undefined) return off.price ? { counts } : undefined;
  const spread = Math.sqrt(m2 / weight);
  const [fromMinor = 0, toMinor = 0] = [mean - spread, mean + spread].map((log) => Math.round(Math.exp(log)));
  return { counts, range: { fromMinor, toMinor, currency } };
}

function sumOf(interests: readonly Interest[]): number {
  return interests.reduce((sum, { interest }) => sum + Math.max(0, interest), 0);
}
