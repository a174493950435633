/** The assortment as shoppers browse it: shelves by category, with what stands beside what. */
import { present } from '../base/must.ts';
import { type SeededRandom, seededRandom } from '../base/seeded-random.ts';
import type { SimulatedProduct } from './simulated-product.ts';

export interface ShelfProduct {
  readonly id: string;
  readonly shelf: number;
  readonly brand: string;
  readonly colour: string;
  /** Rank of its price on its shelf, 0 the cheapest to 1 the dearest. */
  readonly priceLevel: number;
  /** Log of how often it is met without any taste. */
  readonly logPopularity: number;
  /** Where the eye goes from here: a few places of the same shelf, the likeliest first. One way, as page links are. */
  readonly next: readonly number[];
}

export interface SimulatedShelf {
  readonly name: string;
  readonly department: string;
  readonly products: readonly ShelfProduct[];
  /** Shelves that a purchase here leads to. */
  readonly complements: readonly number[];
}

const NEXT_PLACES = 4;

/** @throws BugError if there is no product */
export function buildShelves(products: readonly SimulatedProduct[], seed: string): readonly SimulatedShelf[] {
  present(products[0], 'at least one product to simulate with');
  const groups = new Map<string, SimulatedProduct[]>();
  for (const product of products) {
    const name = product.categoryPath.at(-1) ?? 'other';
    const group = groups.get(name);
    if (group) group.push(product);
    else groups.set(name, [product]);
  }
  const names = [...groups.keys()];
  return names.map((name, index) => {
    const group = groups.get(name) ?? [];
    const random = seededRandom(`${seed}/shelf/${name}`);
    return {
      name,
      department: group[0]?.categoryPath[0] ?? name,
      products: group.map((product, place) => shelfProduct(product, place, group, index, random)),
      complements: complementsOf(group, names, index, random),
    };
  });
}

function shelfProduct(
  product: SimulatedProduct,
  place: number,
  group: readonly SimulatedProduct[],
  shelf: number,
  random: SeededRandom,
): ShelfProduct {
  const price = product.priceMinor ?? 0;
  const cheaper = group.reduce((count, other) => count + ((other.priceMinor ?? 0) < price ? 1 : 0), 0);
  return {
    id: product.id,
    shelf,
    brand: product.brand ?? '',
    colour: product.attributes?.colour ?? '',
    priceLevel: group.length > 1 ? cheaper / (group.length - 1) : 0.5,
    logPopularity: 0.85 * random.normal(),
    next: nextPlaces(place, group.length, random),
  };
}

function nextPlaces(place: number, count: number, random: SeededRandom): number[] {
  const places = new Set<number>();
  for (let tries = 0; places.size < Math.min(NEXT_PLACES, count - 1) && tries < 40; tries++) {
    const other = random.integer(count);
    if (other !== place) places.add(other);
  }
  return [...places];
}

/** The feed's hints, or two shelves of the same department where it has none. */
function complementsOf(
  group: readonly SimulatedProduct[],
  names: readonly string[],
  own: number,
  random: SeededRandom,
): readonly number[] {
  const hinted = (group[0]?.complements ?? []).map((name) => names.indexOf(name)).filter((index) => index >= 0);
  if (hinted.length > 0) return hinted;
  return [0, 1].map(() => random.integer(names.length)).filter((index) => index !== own);
}
