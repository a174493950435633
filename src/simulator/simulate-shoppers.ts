import { must } from '../base/must.ts';
import { type SeededRandom, seededRandom } from '../base/seeded-random.ts';
import { appeal, chooseProduct, chooseShelf, createShopper, driftTaste, type Shopper } from './shopper.ts';
import type { SimulatedEvent, SimulatedHistory, SimulatedProduct } from './simulated-product.ts';
import { buildShelves, type ShelfProduct, type SimulatedShelf } from './simulated-shelf.ts';

export interface SimulationOptions {
  readonly products: readonly SimulatedProduct[];
  /** How many shoppers, >= 0. */
  readonly shoppers: number;
  readonly seed: number | string;
  /** Other shoppers of the same shop: `seed` lays out its shelves, this one says who comes. Default: `seed`. */
  readonly shopperSeed?: number | string;
  /** Length of the simulated time, > 0. */
  readonly days: number;
  /** When it starts; 2026-01-01T00:00Z unless told. */
  readonly startMs?: number;
}

const START_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
const SESSIONS_A_MONTH = 3;

/** Histories of shoppers who browse, buy, come back and change their minds; the same for the same seed. */
export function simulateShoppers(options: SimulationOptions): SimulatedHistory[] {
  must(Number.isInteger(options.shoppers) && options.shoppers >= 0, 'a whole number of shoppers, 0 or more');
  must(options.days > 0, 'more than 0 days');
  const shelves = buildShelves(options.products, String(options.seed));
  return Array.from({ length: options.shoppers }, (_, index) => {
    const random = seededRandom(`${options.shopperSeed ?? options.seed}/shopper/${index}`);
    return { shopper: `s${index + 1}`, events: liveThrough(shelves, options, random) };
  });
}

function liveThrough(
  shelves: readonly SimulatedShelf[],
  options: SimulationOptions,
  random: SeededRandom,
): readonly SimulatedEvent[] {
  const shopper = createShopper(shelves, random);
  const events: SimulatedEvent[] = [];
  const startMs = options.startMs ?? START_MS;
  for (const atDay of sessionDays(options.days, random)) {
    driftTaste(shopper, shelves, random);
    visit(shopper, shelves, startMs + Math.floor(atDay * DAY_MS), random, events);
  }
  return events;
}

/** At least one visit, about three a month, at random moments. */
function sessionDays(days: number, random: SeededRandom): readonly number[] {
  const expected = (days / 30) * SESSIONS_A_MONTH * (0.4 + 1.2 * random.uniform());
  const count = Math.max(1, Math.round(expected));
  return Array.from({ length: count }, () => random.uniform() * days).sort((left, right) => left - right);
}

function visit(
  shopper: Shopper,
  shelves: readonly SimulatedShelf[],
  startMs: number,
  random: SeededRandom,
  events: SimulatedEvent[],
): void {
  let shelf = shelves[chooseShelf(shopper, shelves, random)];
  let last: ShelfProduct | undefined;
  let atMs = startMs;
  const looks = 1 + Math.floor(5 * random.uniform() ** 1.4);
  for (let i = 0; i < looks && shelf; i++) {
    const product = chooseProduct(shopper, shelf, last, random);
    atMs += 8_000 + Math.floor(90_000 * random.uniform());
    look(shopper, product, shelf, atMs, random, events);
    last = product;
    if (random.uniform() < 0.3) shelf = shelves[chooseShelf(shopper, shelves, random)];
  }
}

function look(
  shopper: Shopper,
  product: ShelfProduct,
  shelf: SimulatedShelf,
  atMs: number,
  random: SeededRandom,
  events: SimulatedEvent[],
): void {
  events.push({ productId: product.id, kind: 'view', atMs });
  shopper.met.set(product.id, (shopper.met.get(product.id) ?? 0) + 1);
  const wish = 1 / (1 + Math.exp(2.6 - 0.7 * appeal(shopper, product)));
  if (random.uniform() >= wish) return;
  events.push({ productId: product.id, kind: 'cart-add', atMs: atMs + 4_000 });
  if (random.uniform() >= 0.55) return;
  events.push({ productId: product.id, kind: 'purchase', atMs: atMs + 6_000 });
  // A tent is bought once: the shelf cools down, and what goes with it comes up.
  shopper.shelves.set(product.shelf, (shopper.shelves.get(product.shelf) ?? 0.5) * 0.35);
  for (const complement of shelf.complements.slice(0, 2)) if (random.uniform() < 0.8) shopper.errands.push(complement);
}
