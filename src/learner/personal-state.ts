/**
 * Keeps a PersonalState: constant work an event, bounded memory, and a state that depends on the events alone. So a
 * state without some product is made by learning from the events without it, and equals, bit for bit, the state of a
 * shopper who never met it.
 */
import type { ProductId } from '../domain/ids.ts';
import {
  type Affinity,
  categoryKey,
  type IntervalStats,
  type PersonalState,
  type PriceHabit,
  type ProductMemory,
} from '../domain/personal-state.ts';
import type { Product } from '../domain/product.ts';
import type { ProductEvent, ProductEventKind, ShopEvent } from '../domain/shop-event.ts';

export const FAST_HALF_LIFE_EVENTS = 20;
export const SLOW_HALF_LIFE_EVENTS = 400;
/** The least recently touched go first, but what was bought or hidden goes after what was only looked at. */
export const MAX_PRODUCTS = 1000;
/** Of categories (all levels) and of brands, each: the least recently touched go first. */
export const MAX_AFFINITIES = 300;
export const MAX_CART = 100;
const ONE_ERRAND_MS = 24 * 60 * 60 * 1000;
export const MAX_RECENT = 50;

/** What an event says of the interest in a category or brand, in views. */
export const INTEREST: Readonly<Record<ProductEventKind, number>> = {
  view: 1,
  click: 1,
  wish: 2,
  'cart-add': 3,
  purchase: 5,
  'cart-remove': -2,
  refund: -4,
  hide: -4,
  impression: 0,
};

const NO_PRICE: PriceHabit = { weight: 0, mean: 0, m2: 0 };
const NO_INTERVAL: IntervalStats = { count: 0, meanMs: 0, m2: 0 };

/** The same object as PersonalState, while its keeper may write. */
type Writable<Value> =
  Value extends ReadonlyMap<infer Key, infer Entry>
    ? Map<Key, Entry>
    : Value extends readonly (infer Element)[]
      ? Element[]
      : Value;
type Draft = { -readonly [Field in keyof PersonalState]: Writable<PersonalState[Field]> };

export function emptyPersonalState(): PersonalState {
  return {
    format: 'inkling-personal/1',
    eventCount: 0,
    products: new Map(),
    categories: new Map(),
    brands: new Map(),
    price: { fast: NO_PRICE, slow: NO_PRICE, atEvent: 0 },
    cart: new Map(),
    recent: [],
  };
}

/**
 * Learns from one event, in constant time. **Takes the state over**: it is changed in place and returned, and the
 * caller uses only what is returned (copying maps of a thousand products at every click is what this avoids).
 * @param product the event's product where the release knows it; without it the product is remembered, but neither
 *   category, brand nor price is
 */
export function observe(state: PersonalState, event: ShopEvent, product: Product | undefined): PersonalState {
  const draft = state as Draft;
  if (event.kind === 'query') {
    draft.lastQuery = { text: event.text, atMs: event.atMs };
    return draft;
  }
  // Being shown something is not the shopper's doing.
  if (event.kind === 'impression') return draft;
  draft.eventCount++;
  // A size is its product.
  rememberProduct(draft, event, product?.id ?? event.productId);
  updateCart(draft.cart, event);
  draft.recent.push({ productId: event.productId, kind: event.kind, atMs: event.atMs });
  if (draft.recent.length > MAX_RECENT) draft.recent.shift();
  if (product) learnTaste(draft, event.kind, product);
  return draft;
}

/** The state after all `events`, oldest first. Also after a new release, whose products may have moved category. */
export function rebuild(events: Iterable<ShopEvent>, productOf: (id: ProductId) => Product | undefined): PersonalState {
  let state = emptyPersonalState();
  for (const event of events) {
    state = observe(state, event, event.kind === 'query' ? undefined : productOf(event.productId));
  }
  return state;
}

/** The interest now, decayed by the events since it was last touched; zero for what was never met. */
export function interestNow(
  state: Pick<PersonalState, 'eventCount'>,
  affinity: Affinity | undefined,
): { readonly fast: number; readonly slow: number } {
  if (!affinity) return { fast: 0, slow: 0 };
  const age = state.eventCount - affinity.atEvent;
  return { fast: affinity.fast * fastDecay(age), slow: affinity.slow * slowDecay(age) };
}

function rememberProduct({ products }: Draft, event: ProductEvent, id: ProductId): void {
  const next = withEvent(products.get(id), event);
  // To the end of the map's order: it is the most recently touched now.
  products.delete(id);
  products.set(id, next);
  if (products.size > MAX_PRODUCTS) products.delete(leastWorth(products));
}

function withEvent(before: ProductMemory | undefined, { kind, atMs }: ProductEvent): ProductMemory {
  const count = (counted: ProductEventKind, soFar = 0) => soFar + (kind === counted ? 1 : 0);
  return {
    views: count('view', before?.views),
    clicks: count('click', before?.clicks),
    cartAdds: count('cart-add', before?.cartAdds),
    cartRemovals: count('cart-remove', before?.cartRemovals),
    wishes: count('wish', before?.wishes),
    purchases: Math.max(count('purchase', before?.purchases) - count('refund'), 0),
    hidden: kind === 'hide' || (before?.hidden ?? false),
    lastAtMs: atMs,
    lastKind: kind,
    ...purchaseTimes(before, kind, atMs),
  };
}

function purchaseTimes(
  before: ProductMemory | undefined,
  kind: ProductEventKind,
  atMs: number,
): Pick<ProductMemory, 'purchaseInterval' | 'lastPurchaseAtMs'> {
  const last = before?.lastPurchaseAtMs;
  const interval = before?.purchaseInterval ?? NO_INTERVAL;
  // What was given back leaves the shopper without.
  if (kind === 'refund') return { purchaseInterval: interval };
  if (kind !== 'purchase') return { purchaseInterval: interval, ...(last !== undefined && { lastPurchaseAtMs: last }) };
  // A clock that was set back makes no interval, and two orders of one errand none that says how long a thing lasts.
  const isAgain = last !== undefined && atMs >= last + ONE_ERRAND_MS;
  const purchaseInterval = isAgain ? withInterval(interval, atMs - last) : interval;
  return { purchaseInterval, lastPurchaseAtMs: atMs };
}

/** @see Welford 1962, "Note on a method for calculating corrected sums of squares and products" */
function withInterval({ count, meanMs, m2 }: IntervalStats, gapMs: number): IntervalStats {
  const fromOldMean = gapMs - meanMs;
  const newMeanMs = meanMs + fromOldMean / (count + 1);
  return { count: count + 1, meanMs: newMeanMs, m2: m2 + fromOldMean * (gapMs - newMeanMs) };
}

function leastWorth(products: ReadonlyMap<ProductId, ProductMemory>): ProductId {
  let oldest: ProductId | undefined;
  for (const [id, memory] of products) {
    if (!memory.hidden && memory.purchases === 0) return id;
    oldest ??= id;
  }
  return oldest as ProductId;
}

function updateCart(cart: Map<ProductId, number>, { kind, productId, quantity }: ProductEvent): void {
  const pieces = cart.get(productId) ?? 0;
  if (kind === 'cart-add') cart.set(productId, pieces + (quantity ?? 1));
  else if (kind === 'purchase') cart.delete(productId);
  else if (kind === 'cart-remove') {
    // Shops that name no quantity mean the whole line.
    const left = pieces - (quantity ?? pieces);
    if (left > 0) cart.set(productId, left);
    else cart.delete(productId);
  }
  dropOldest(cart, MAX_CART);
}

function learnTaste(draft: Draft, kind: ProductEventKind, product: Product): void {
  const interest = INTEREST[kind];
  for (let depth = 1; depth <= product.categoryPath.length; depth++) {
    touch(draft.categories, categoryKey(product.categoryPath.slice(0, depth)), interest, draft.eventCount);
  }
  if (product.brand !== undefined) touch(draft.brands, product.brand, interest, draft.eventCount);
  if (interest > 0 && product.priceMinor !== undefined && product.priceMinor > 0) {
    learnPrice(draft, Math.log(product.priceMinor), interest);
  }
}

function touch(affinities: Map<string, Affinity>, key: string, interest: number, eventCount: number): void {
  const { fast, slow } = interestNow({ eventCount }, affinities.get(key));
  affinities.delete(key);
  affinities.set(key, { fast: fast + interest, slow: slow + interest, atEvent: eventCount });
  dropOldest(affinities, MAX_AFFINITIES);
}

function learnPrice(draft: Draft, logPrice: number, interest: number): void {
  const { fast, slow, atEvent } = draft.price;
  const age = draft.eventCount - atEvent;
  draft.price = {
    fast: withPrice(fast, fastDecay(age), logPrice, interest),
    slow: withPrice(slow, slowDecay(age), logPrice, interest),
    atEvent: draft.eventCount,
  };
}

/** @see West 1979, "Updating mean and variance estimates: an improved method", with the past's weight decayed first */
function withPrice(habit: PriceHabit, decay: number, logPrice: number, interest: number): PriceHabit {
  const weight = habit.weight * decay + interest;
  const fromOldMean = logPrice - habit.mean;
  const mean = habit.mean + (fromOldMean * interest) / weight;
  return { weight, mean, m2: habit.m2 * decay + interest * fromOldMean * (logPrice - mean) };
}

function fastDecay(ageEvents: number): number {
  return 2 ** (-ageEvents / FAST_HALF_LIFE_EVENTS);
}

function slowDecay(ageEvents: number): number {
  return 2 ** (-ageEvents / SLOW_HALF_LIFE_EVENTS);
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
