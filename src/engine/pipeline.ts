/**
 * The engine behind the worker's door, and the only file that knows two rooms: events go into the history, the history
 * into the encoder, its state into the ranker. Nothing here talks to the page.
 */
import { systemClock } from '../base/clock.ts';
import type { Consent } from '../domain/consent.ts';
import type { EngineNotice, EngineStatus } from '../domain/engine-status.ts';
import { type ProductId, parseProductId } from '../domain/ids.ts';
import type { PersonalState } from '../domain/personal-state.ts';
import type { Product } from '../domain/product.ts';
import { parsePlacement, type Recommendation, type RecommendationList } from '../domain/recommendation.ts';
import type { ProductEvent, ShopEvent } from '../domain/shop-event.ts';
import { parsePageEvent } from '../events/parse-page-event.ts';
import { type RepeatFilter, repeatFilter } from '../events/repeat-filter.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { openHistory } from '../history/open-history.ts';
import { observe, rebuild } from '../learner/personal-state.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { type ReleaseShelf, releaseShelf } from '../release/release-shelf.ts';
import { type StartedBackend, startBackend } from '../runtime/start-backend.ts';
import type { EngineApi, EngineOptions, HistoryExport, PageEvent, RecommendRequest } from './messages.ts';
import { reasonsFor, type Seen } from './reasons.ts';
import { type ServingModel, servingModel } from './serving-model.ts';

/** Events that a list is made from; the encoder takes the newest of them. */
const RECENT_EVENTS = 200;
const MOST_ITEMS = 50;
const MEMORY_OF_REASONS = 10;

/** Everything a started engine holds. */
interface Running {
  readonly options: EngineOptions;
  readonly notices: Set<EngineNotice>;
  readonly backend: StartedBackend;
  readonly history: HistoryStore;
  readonly shelf: ReleaseShelf;
  model: ServingModel | undefined;
  /** Whether this visit has asked for a newer release. */
  refreshed: boolean;
  personal: PersonalState;
  repeats: RepeatFilter;
}

/** A fresh engine. Calls before `start` wait for it; after a failed start they reject. */
export function createPipeline(): EngineApi {
  let started: Promise<Running> | undefined;
  const running = (): Promise<Running> => started ?? Promise.reject(new Error('the engine was not started'));
  return {
    async start(options) {
      started ??= start(options);
      return statusOf(await started);
    },
    async observe(event) {
      await remember(await running(), event);
    },
    async setConsent(consent: Consent) {
      const engine = await running();
      await engine.history.setConsent(consent);
      await relearn(engine);
    },
    async recommend(request) {
      return recommend(await running(), request);
    },
    async hide(id) {
      await remember(await running(), { name: 'hide', parameters: { items: [{ item_id: id }] }, atMs: Date.now() });
    },
    async exportHistory(): Promise<HistoryExport> {
      const { history, options } = await running();
      const events = await history.exportAll();
      return { format: 'inkling-history/1', shop: options.shop, exportedAtMs: Date.now(), events };
    },
    async wipe() {
      const engine = await running();
      await engine.history.wipe();
      await relearn(engine);
    },
    status: async () => statusOf(await running()),
    async work() {
      const engine = await running();
      if (!engine.refreshed) {
        engine.refreshed = true;
        await refresh(engine);
      }
      await engine.history.prune();
      return false;
    },
  };
}

async function start(options: EngineOptions): Promise<Running> {
  const notices = new Set<EngineNotice>();
  const onNotice = (notice: EngineNotice) => notices.add(notice);
  const { shop, consent, assetsUrl, allowSoftwareAdapter } = options;
  const backend = await startBackend({ from: options.backend, allowSoftwareAdapter, assetsUrl, onNotice });
  const history = await openHistory({ shop, consent, clock: systemClock, onNotice });
  const shelf = releaseShelf({ cache: history, check: problemWith });
  const release = await firstRelease(shelf, options.releaseUrl, onNotice);
  const model = release && servingModel(release);
  const engine = {
    options,
    notices,
    backend,
    history,
    shelf,
    model,
    refreshed: false,
    personal: rebuild([], () => undefined),
    repeats: repeatFilter(),
  };
  await relearn(engine);
  return engine;
}

/**
 * What is cached, so that a list needs no network and a shop works on while our servers are away; on a first visit, what
 * the folder offers. `refresh` looks for a newer one once the page is idle.
 */
async function firstRelease(shelf: ReleaseShelf, releaseUrl: string, onNotice: (notice: EngineNotice) => void) {
  const cached = await shelf.current();
  if (cached) return cached;
  const adopted = await shelf.adopt({ sources: [{ kind: 'folder', url: releaseUrl }] });
  if (adopted.kind === 'release') return adopted.release;
  if (adopted.kind === 'problem') onNotice(adopted.code);
  return undefined;
}

/** Takes a newer release of the folder into use; whatever goes wrong, the one in use stays. */
async function refresh(engine: Running): Promise<void> {
  const { shelf, options, notices } = engine;
  const adopted = await shelf.adopt({ sources: [{ kind: 'folder', url: options.releaseUrl }], onlyNewer: true });
  if (adopted.kind === 'problem') notices.add(adopted.code);
  if (adopted.kind !== 'release') return;
  const before = engine.model;
  engine.model = servingModel(adopted.release);
  before?.dispose();
  await relearn(engine);
}

/** Tries a release out before it comes into use. */
async function problemWith(release: LoadedRelease): Promise<string | undefined> {
  const model = servingModel(release);
  try {
    const first = release.products[0];
    const events: ProductEvent[] = first ? [{ kind: 'view', atMs: 0, productId: first.id }] : [];
    const ranked = await model.rank(events, []);
    return ranked.every(({ score }) => Number.isFinite(score)) ? undefined : 'scores are not finite';
  } finally {
    model.dispose();
  }
}

async function remember(engine: Running, event: PageEvent): Promise<void> {
  const fresh = engine.repeats.fresh(parsePageEvent(event).events);
  if (fresh.length === 0) return;
  await engine.history.append(fresh);
  for (const one of fresh) engine.personal = observe(engine.personal, one, cardOfEvent(engine, one));
}

/** Derives everything anew from what is remembered: after start, wipe and a change of consent. */
async function relearn(engine: Running): Promise<void> {
  const events = (await engine.history.since(undefined)).events.map(({ event }) => event);
  engine.personal = rebuild(events, (id) => engine.model?.productOf(id));
  engine.repeats = repeatFilter(events);
}

function cardOfEvent(engine: Running, event: ShopEvent): Product | undefined {
  return event.kind === 'query' ? undefined : engine.model?.productOf(event.productId);
}

async function recommend(engine: Running, request: RecommendRequest): Promise<RecommendationList> {
  const placement = parsePlacement(request.placement) ?? 'home';
  const { model } = engine;
  if (!model) throw new Error('no release');
  const past = await productEvents(engine.history);
  const page = placement === 'related' ? parseProductId(request.productId) : undefined;
  const events: ProductEvent[] = page ? [...past.slice(-2), { kind: 'view', atMs: Date.now(), productId: page }] : past;
  const known = events.filter((event) => model.productOf(event.productId) && event.kind !== 'impression');
  const basis = page && model.productOf(page) ? 'related' : known.length > 0 ? 'personal' : 'popular';
  const limit = Math.min(MOST_ITEMS, Math.max(1, Math.floor(request.limit)));
  const barred = barredFor(engine, page, request.exclude ?? []);
  const cards =
    basis === 'popular'
      ? model.release.popular.map((product, at) => ({ product, score: -at }))
      : (await model.rank(events, barred)).flatMap(({ product, score }) => {
          const card = model.cardOf(product);
          return card ? [{ product: card, score }] : [];
        });
  const seen = seenProducts(events, model);
  const items = cards
    .filter(({ product }) => product.inStock && !barred.includes(product.id))
    .slice(0, limit)
    .map(
      ({ product, score }): Recommendation => ({
        product,
        score,
        reasons: basis === 'popular' ? [{ kind: 'popular' }] : reasonsFor(product, seen, model.alike),
      }),
    );
  return { placement, basis, items };
}

async function productEvents(history: HistoryStore): Promise<ProductEvent[]> {
  const recent = await history.recent(RECENT_EVENTS);
  return recent.flatMap(({ event }) => (event.kind === 'query' ? [] : [event]));
}

/** Never what is hidden, in the cart, on this page, or shown elsewhere on it. */
function barredFor({ personal }: Running, page: ProductId | undefined, exclude: readonly string[]): ProductId[] {
  const hidden = [...personal.products].flatMap(([id, memory]) => (memory.hidden ? [id] : []));
  const shown = exclude.flatMap((id) => parseProductId(id) ?? []);
  return [...hidden, ...personal.cart.keys(), ...shown, ...(page ? [page] : [])];
}

function seenProducts(events: readonly ProductEvent[], model: ServingModel): Seen[] {
  return events
    .filter(({ kind }) => kind !== 'impression' && kind !== 'hide')
    .slice(-MEMORY_OF_REASONS)
    .reverse()
    .flatMap(({ productId, kind }) => {
      const product = model.productOf(productId);
      return product ? [{ product, kind }] : [];
    });
}

async function statusOf({ backend, history, model, notices }: Running): Promise<EngineStatus> {
  return {
    ...backend,
    storage: history.mode,
    ...(model ? { release: model.release.id } : {}),
    notices: [...notices],
    rememberedEvents: await history.count(),
    learner: { steps: 0, adapterInUse: false },
    sync: { state: 'off', reportsSent: 0 },
  };
}
