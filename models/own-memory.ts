/**
 * What the shopper has done with a product before, as the ranker reads it: the memory that a list made on a server does not
 * have. How much each number says is fitted on everybody; the numbers are this shopper's, and stay on the device.
 */
import { PRODUCT_EVENT_KINDS } from '../src/domain/shop-event.ts';

/** An event of the history. */
export interface PastEvent {
  /** Row of the product. */
  readonly product: number;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
}

/** What a list is made from. Events oldest first. */
export interface ShopperHistory {
  /** What the list is to follow: all that is remembered, or what led to the page that it stands on. */
  readonly recent: readonly PastEvent[];
  /** All that is remembered. */
  readonly past: readonly PastEvent[];
}

/** Of a list that follows all that is remembered. */
export function allOf(past: readonly PastEvent[]): ShopperHistory {
  return { recent: past, past };
}

/** Each 0 for a product that the shopper has not met. */
export const OWN_FEATURES = [
  /** 1 for a product of the history. */
  'met',
  /** Logarithm of 1 + its events. */
  'times',
  /** Logarithm of how often the shopper came back to it from another product, the first time being one. */
  'visits',
  /** Falls to 1/e over 5 events after its last one. */
  'lately',
  /** The same over 50. */
  'onceLately',
  /** 1 for the product of the last event. */
  'justNow',
  /** 1 if it was put into the cart and not bought since. */
  'carted',
  /** 1 if it was ever bought. */
  'bought',
] as const;
type OwnFeature = (typeof OWN_FEATURES)[number];

export function isOwnFeature(feature: string): feature is OwnFeature {
  return (OWN_FEATURES as readonly string[]).includes(feature);
}

/** How fast a product is forgotten, in events: within a visit, and over many. */
const FORGETTING = { lately: 5, onceLately: 50 } as const;

const CART_ADD = PRODUCT_EVENT_KINDS.indexOf('cart-add');
const PURCHASE = PRODUCT_EVENT_KINDS.indexOf('purchase');

interface Met {
  events: number;
  visits: number;
  lastAt: number;
  carted: boolean;
  bought: boolean;
}

/** @param past oldest first */
export function ownMemory(past: readonly PastEvent[]): Readonly<Record<OwnFeature, (row: number) => number>> {
  const memory = new Map<number, Met>();
  past.forEach(({ product, kind }, at) => {
    const met = memory.get(product) ?? { events: 0, visits: 0, lastAt: at, carted: false, bought: false };
    met.events++;
    if (past[at - 1]?.product !== product) met.visits++;
    met.lastAt = at;
    if (kind === CART_ADD) met.carted = true;
    if (kind === PURCHASE) [met.carted, met.bought] = [false, true];
    memory.set(product, met);
  });
  const newest = past.length - 1;
  const of = (value: (met: Met) => number) => (row: number) => {
    const met = memory.get(row);
    return met ? value(met) : 0;
  };
  return {
    met: of(() => 1),
    times: of(({ events }) => Math.log1p(events)),
    visits: of(({ visits }) => Math.log(visits)),
    lately: of(({ lastAt }) => Math.exp((lastAt - newest) / FORGETTING.lately)),
    onceLately: of(({ lastAt }) => Math.exp((lastAt - newest) / FORGETTING.onceLately)),
    justNow: of(({ lastAt }) => (lastAt === newest ? 1 : 0)),
    carted: of(({ carted }) => (carted ? 1 : 0)),
    bought: of(({ bought }) => (bought ? 1 : 0)),
  };
}
