/** One list, for one placement: the shopper's history through encoder, ranker and what this shopper's choices have taught. */
import { type ProductId, parseProductId } from '../domain/ids.ts';
import type { PersonalState } from '../domain/personal-state.ts';
import { LEVEL_MARK, type Product } from '../domain/product.ts';
import {
  type Placement,
  parsePlacement,
  type Reason,
  type Recommendation,
  type RecommendationList,
} from '../domain/recommendation.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { standingEvents } from '../events/standing-events.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { isSupplied } from '../learner/supply.ts';
import { inOrder } from '../ranker/rank-candidates.ts';
import type { BackgroundLearner } from './background-learning.ts';
import { says } from './choice.ts';
import type { LiveOffers, ReleaseOfCards } from './live-offers.ts';
import type { RecommendRequest } from './messages.ts';
import type { Platform } from './platform.ts';
import { reasonsFor, type Seen } from './reasons.ts';
import type { ServingModel } from './serving-model.ts';

/** Records that a list is made from. Most are impressions, which say nothing: the encoder takes the newest of the rest. */
const RECENT_EVENTS = 1000;
const MOST_ITEMS = 50;
const MEMORY_OF_REASONS = 10;
/** How many products before the one on the page colour what is shown beside it. */
const CONTEXT_PRODUCTS = 2;

/** What a list is made from. */
export interface Shopper {
  readonly model: ServingModel | undefined;
  readonly history: HistoryStore;
  readonly learner: BackgroundLearner;
  readonly platform: Platform;
  readonly personal: PersonalState;
  /** Absent where the page names none: then cards are as the release has them. */
  readonly offers: LiveOffers | undefined;
}

/** The model in use gives scores that are no numbers: the release before it has to take over. */
export class BrokenModelError extends Error {
  override readonly name = 'BrokenModelError';
}

/** @throws BrokenModelError; Error when no release is in use */
export async function recommend(shopper: Shopper, request: RecommendRequest): Promise<RecommendationList> {
  const { model, platform } = shopper;
  if (!model) throw new Error('no release');
  const placement = parsePlacement(request.placement) ?? 'home';
  const page = placement === 'related' ? parseProductId(request.productId) : undefined;
  const past = standingEvents(await productEvents(shopper.history, model), model.nameOf);
  const looking = { kind: 'view' as const, atMs: platform.clock.nowMs() };
  const isNewShop = model.release.manifest.popularity === 'unknown';
  // Where nobody knows yet what goes with what, the page's product speaks alone.
  const context = page && !isNewShop ? contextOf(past, page, model) : [];
  const events: ProductEvent[] = page ? [...context, { ...looking, productId: page }] : past;
  const known = model.inputOf(events).length > 0;
  const barred = barredFor(shopper, model, page, request.exclude ?? []);
  const own = ownOf(shopper, placement, model);
  const inside = placement === 'category' && request.category ? insideOf(request.category) : () => true;
  const all = known ? await ranked(shopper, model, events) : [];
  const found = all.filter(({ product }) => inside(product) && (own?.has(product.id) ?? true));
  const seen = seenProducts(events, model);
  await shopper.offers?.ready();
  const today = shopper.offers?.today(cardsOf(model)) ?? ((card: Product) => card);
  // What is switched off is shown where the shopper has gone to it.
  const wentThere = (page && !model.counts(page)) || (placement === 'category' && model.isOff(request.category));
  const wanted = wentThere ? () => true : model.counts;
  const shown = ({ product, score }: Card): Card | undefined => {
    if (!wanted(product.id)) return undefined;
    const card = today(product);
    return card?.inStock && !barred.includes(card.id) ? { product: card, score } : undefined;
  };
  const most = Math.min(MOST_ITEMS, Math.max(1, Math.floor(request.limit) || 1));
  const fitting = firstOf(found, shown, most);
  // Of nothing of their own a list is made of what fits them.
  if (own && fitting.length === 0)
    return { ...(await recommend(shopper, { ...request, placement: 'home' })), placement };
  const forAll = isNewShop ? ('range' as const) : ('popular' as const);
  const related = page && model.productOf(page);
  const basis = own ? 'own' : fitting.length === 0 ? forAll : related ? 'related' : 'personal';
  // What is ranked of a category may be little of it.
  const fill = basis === forAll || placement === 'category';
  const cards = fill ? firstOf(withPopular(found, inside, model), shown, most) : fitting;
  const items = cards.map(({ product, score }): Recommendation => {
    if (basis === forAll) return { product, score, reasons: [{ kind: forAll }] };
    if (basis === 'own') return { product, score, reasons: [reasonOfOwn(product, placement)] };
    return { product, score, reasons: reasonsFor(product, seen, model.alike) };
  });
  return { placement, basis, items };
}

/** Products of the history that a placement is of; undefined where it is of any. What is not due again is barred anyhow. */
function ownOf({ personal }: Shopper, placement: Placement, model: ServingModel): ReadonlySet<ProductId> | undefined {
  if (placement !== 'continue' && placement !== 'again') return undefined;
  const bought = placement === 'again';
  const own = [...personal.products].filter(([, { purchases }]) => purchases > 0 === bought);
  return new Set(own.map(([id]) => model.nameOf(id)));
}

function reasonOfOwn({ id, title }: Product, placement: Placement): Reason {
  return { kind: placement === 'again' ? 'bought' : 'viewed', productId: id, title };
}

/** A round makes a release of the cards that there were, however old. */
function cardsOf({ release: { products, manifest } }: ServingModel): ReleaseOfCards {
  return { products, createdAtMs: manifest.origin.kind === 'trained' ? manifest.createdAtMs : 0 };
}

type Card = Pick<Recommendation, 'product' | 'score'>;

/** At most so many of those that may be shown, as they stand today. */
function firstOf(cards: readonly Card[], shown: (card: Card) => Card | undefined, most: number): Card[] {
  const first: Card[] = [];
  for (const card of cards) {
    if (first.length === most) break;
    const today = shown(card);
    if (today) first.push(today);
  }
  return first;
}

/** Whether a product is of a category, named by its path. */
function insideOf(path: string): (product: Product) => boolean {
  const start = path + LEVEL_MARK;
  return ({ categoryPath }) => `${categoryPath.join(LEVEL_MARK)}${LEVEL_MARK}`.startsWith(start);
}

/** What was ranked, then what is popular. */
function withPopular(ranked: readonly Card[], inside: (product: Product) => boolean, model: ServingModel): Card[] {
  const known = new Set(ranked.map(({ product }) => product.id));
  const rest = model.byPopularity().filter((product) => inside(product) && !known.has(product.id));
  const least = ranked.at(-1)?.score ?? 0;
  return [...ranked, ...rest.map((product, at) => ({ product, score: least - 1 - at }))];
}

async function ranked({ learner }: Shopper, model: ServingModel, events: readonly ProductEvent[]): Promise<Card[]> {
  const scored = await model.listAfter(model.inputOf(events));
  if (!scored.logits.every(Number.isFinite)) throw new BrokenModelError('scores are not finite');
  const rows = inOrder(scored.products, await learner.scores(model, scored));
  return rows.flatMap(({ product, score }) => {
    const card = model.cardOf(product);
    return card ? [{ product: card, score }] : [];
  });
}

/** The newest that count. */
async function productEvents(history: HistoryStore, model: ServingModel): Promise<ProductEvent[]> {
  const all = await history.recent(model.key === model.release.id ? RECENT_EVENTS : Number.MAX_SAFE_INTEGER);
  const counting = all.filter(({ event }) => says(model, event)).slice(-RECENT_EVENTS);
  return counting.flatMap(({ event }) => (event.kind === 'query' ? [] : [event]));
}

/**
 * What the shopper did before coming to `page`: the newest event that says something of each of the last products, oldest
 * first. `past` may hold the view of the page already, and lists that were merely shown lie between.
 */
function contextOf(past: readonly ProductEvent[], page: ProductId, model: ServingModel): ProductEvent[] {
  const newest = new Map<ProductId, ProductEvent>();
  for (const event of past.toReversed()) {
    if (newest.size === CONTEXT_PRODUCTS) break;
    if (event.productId === page || newest.has(event.productId) || model.inputOf([event]).length === 0) continue;
    newest.set(event.productId, event);
  }
  return [...newest.values()].reverse();
}

/** Never what is hidden, in the cart, bought and not due again, on this page, or shown elsewhere on it. */
function barredFor(
  { personal, platform }: Shopper,
  model: ServingModel,
  page: ProductId | undefined,
  exclude: readonly string[],
): ProductId[] {
  const now = platform.clock.nowMs();
  const unwanted = [...personal.products].flatMap(([id, memory]) => {
    return memory.hidden || isSupplied(memory, now) ? [id] : [];
  });
  const shown = exclude.flatMap((id) => parseProductId(id) ?? []);
  const named = [...unwanted, ...personal.cart.keys(), ...shown, ...(page ? [page] : [])];
  // A size in the cart, or on the page, is the product.
  return named.map(model.nameOf);
}

function seenProducts(events: readonly ProductEvent[], model: ServingModel): Seen[] {
  return events
    .filter((event) => model.inputOf([event]).length > 0)
    .slice(-MEMORY_OF_REASONS)
    .reverse()
    .flatMap(({ productId, kind }) => {
      const product = model.productOf(productId);
      return product ? [{ product, kind }] : [];
    });
}
