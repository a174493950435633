/** Who takes part in a simulation, and whose next products judge what came of it. */
import { kindIndex } from '../../../models/behaviour-encoder.ts';
import type { HeldOut } from '../../../server/trainer/evaluate-states.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { simulateShoppers } from '../../simulator/simulate-shoppers.ts';
import type { SimulatedEvent, SimulatedProduct } from '../../simulator/simulated-product.ts';
import { demoCatalogue } from '../shop/catalogue/demo-catalogue.ts';
import type { OpenedRelease } from './open-release.ts';

export interface FleetShoppers {
  /** Events of each device, oldest first. */
  readonly fleet: readonly (readonly SimulatedEvent[])[];
  /** Histories of other shoppers and the product that each met next, for the first time. */
  readonly judges: readonly HeldOut[];
}

const DAYS = 60;
const DAY_MS = 86_400_000;

/**
 * Shoppers of the release's own shop whom its training has not seen.
 * @param nowMs their last day
 * @throws LogError when the release has no product to simulate with
 */
export function fleetShoppers(
  release: OpenedRelease,
  clients: number,
  judges: number,
  seed: string,
  nowMs: number,
): FleetShoppers {
  const products = productsOf(release);
  if (products.length === 0) throw new LogError('--release: it has no products');
  const { origin } = release.manifest;
  const histories = simulateShoppers({
    products,
    shoppers: clients + judges,
    // The seed of its training laid out the shelves too.
    seed: origin.kind === 'trained' ? origin.seed : 'demo',
    shopperSeed: `fleet/${seed}`,
    days: DAYS,
    startMs: nowMs - DAYS * DAY_MS,
  });
  const rowOf = new Map(release.products.map(({ id }, row) => [id, row]));
  return {
    fleet: histories.slice(0, clients).map(({ events }) => events),
    judges: histories.slice(clients).flatMap(({ events }) => heldOut(events, rowOf) ?? []),
  };
}

/** With what the demo's own feed knows beyond the cards, where the release is the demo's. */
function productsOf({ products }: OpenedRelease): readonly SimulatedProduct[] {
  const demo = demoCatalogue();
  const ids = new Set(products.map(({ id }) => id));
  if (demo.length === ids.size && demo.every(({ id }) => ids.has(id))) return demo;
  return products.map(({ id, categoryPath, brand, priceMinor }) => ({
    id,
    categoryPath: Array.isArray(categoryPath) ? categoryPath.map(String) : [],
    ...(typeof brand === 'string' && { brand }),
    ...(typeof priceMinor === 'number' && { priceMinor }),
  }));
}

/** The last product that the shopper met for the first time, and everything before it. */
function heldOut(events: readonly SimulatedEvent[], rowOf: ReadonlyMap<string, number>): HeldOut | undefined {
  const rows = events.flatMap(({ productId, kind }) => {
    const product = rowOf.get(productId);
    return product === undefined ? [] : [{ product, kind: kindIndex(kind) }];
  });
  for (let at = rows.length - 1; at > 0; at--) {
    const history = rows.slice(0, at);
    const target = rows[at]?.product;
    if (target !== undefined && !history.some(({ product }) => product === target)) return { history, target };
  }
  return undefined;
}
