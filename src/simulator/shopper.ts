/**
 * One simulated shopper: a few loved shelves, brands, colours and a price level, which drift over the weeks. What comes
 * next depends on what came last: the eye moves along a shelf, a purchase leads to what goes with it.
 */
import { present } from '../base/must.ts';
import type { SeededRandom } from '../base/seeded-random.ts';
import type { ShelfProduct, SimulatedShelf } from './simulated-shelf.ts';

export interface Shopper {
  /** Shelf index -> how much it is loved; drifts. */
  readonly shelves: Map<number, number>;
  readonly brands: ReadonlySet<string>;
  readonly colours: ReadonlySet<string>;
  /** 0 to 1, in ranks of a shelf's prices. */
  readonly priceLevel: number;
  /** Shelves that a purchase has put on the list. */
  readonly errands: number[];
  /** Times a product was met: most are looked at once, a few are come back to. */
  readonly met: Map<string, number>;
}

const CANDIDATES = 48;
const DRIFT = 0.12;
const LOVED_SHELVES = 3;

export function createShopper(shelves: readonly SimulatedShelf[], random: SeededRandom): Shopper {
  const home = pick(shelves, random).department;
  const loved = new Map<number, number>();
  for (let i = 0; i < LOVED_SHELVES; i++) loved.set(drawShelf(shelves, home, random), 0.4 + random.uniform());
  const known = [...loved.keys()].flatMap((index) => shelves[index]?.products ?? []);
  return {
    shelves: loved,
    brands: new Set([pick(known, random).brand, pick(known, random).brand]),
    colours: new Set([pick(known, random).colour, pick(known, random).colour]),
    priceLevel: Math.min(1, Math.max(0, 0.5 + 0.3 * random.normal())),
    errands: [],
    met: new Map(),
  };
}

/** Sometimes a loved shelf gives way to another. */
export function driftTaste(shopper: Shopper, shelves: readonly SimulatedShelf[], random: SeededRandom): void {
  if (random.uniform() >= DRIFT) return;
  const [oldest] = shopper.shelves.keys();
  if (oldest !== undefined && shopper.shelves.size >= LOVED_SHELVES) shopper.shelves.delete(oldest);
  shopper.shelves.set(random.integer(shelves.length), 0.6 + random.uniform());
}

/** Where a session starts: an errand first, then love, now and then curiosity. */
export function chooseShelf(shopper: Shopper, shelves: readonly SimulatedShelf[], random: SeededRandom): number {
  if (shopper.errands.length > 0 && random.uniform() < 0.75) return shopper.errands.shift() ?? 0;
  if (random.uniform() < 0.14) return random.integer(shelves.length);
  const loved = [...shopper.shelves];
  return (
    loved[
      drawWeighted(
        loved.map(([, weight]) => weight),
        random,
      )
    ]?.[0] ?? 0
  );
}

/** The next product to look at on a shelf. @param last where the eye is now, if on this shelf */
export function chooseProduct(
  shopper: Shopper,
  shelf: SimulatedShelf,
  last: ShelfProduct | undefined,
  random: SeededRandom,
): ShelfProduct {
  if (last && last.shelf === shelf.products[0]?.shelf && random.uniform() < 0.3) {
    const steps = last.next.map((_, index) => 0.5 ** index);
    const place = last.next[drawWeighted(steps, random)];
    const neighbour = place === undefined ? undefined : shelf.products[place];
    if (neighbour && !shopper.met.has(neighbour.id)) return neighbour;
  }
  const candidates = candidatesOf(shelf, random);
  const weights = candidates.map((product) => Math.exp(appeal(shopper, product)));
  return present(candidates[drawWeighted(weights, random)], 'a shelf with products');
}

/** Log-weight of a product for this shopper. */
export function appeal(shopper: Shopper, product: ShelfProduct): number {
  const met = shopper.met.get(product.id) ?? 0;
  return (
    product.logPopularity +
    (shopper.brands.has(product.brand) ? 1.3 : 0) +
    (shopper.colours.has(product.colour) ? 0.9 : 0) -
    6 * (product.priceLevel - shopper.priceLevel) ** 2 -
    (met === 0 ? 0 : 1.6)
  );
}

function candidatesOf(shelf: SimulatedShelf, random: SeededRandom): readonly ShelfProduct[] {
  if (shelf.products.length <= CANDIDATES) return shelf.products;
  return Array.from({ length: CANDIDATES }, () => pick(shelf.products, random));
}

function drawShelf(shelves: readonly SimulatedShelf[], department: string, random: SeededRandom): number {
  for (let tries = 0; tries < 8; tries++) {
    const index = random.integer(shelves.length);
    if (shelves[index]?.department === department || random.uniform() < 0.15) return index;
  }
  return random.integer(shelves.length);
}

/** An index with probability in proportion to its weight. */
function drawWeighted(weights: readonly number[], random: SeededRandom): number {
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] ?? 0;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

function pick<Value>(values: readonly Value[], random: SeededRandom): Value {
  return present(values[random.integer(values.length)], 'a value to pick');
}
