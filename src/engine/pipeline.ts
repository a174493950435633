/**
 * The engine behind the worker's door: events go into the history, the history into the encoder, its state into the
 * ranker; in idle time the learner learns and this browser takes part in rounds. Nothing here talks to the page.
 */
import type { Consent } from '../domain/consent.ts';
import { BACKENDS, type Backend, type EngineNotice, type EngineStatus } from '../domain/engine-status.ts';
import { parseProductId } from '../domain/ids.ts';
import type { PersonalState } from '../domain/personal-state.ts';
import type { Product } from '../domain/product.ts';
import type { RecommendationList } from '../domain/recommendation.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { parsePageEvent } from '../events/parse-page-event.ts';
import { type RepeatFilter, repeatFilter } from '../events/repeat-filter.ts';
import type { Forgotten } from '../history/forgetting.ts';
import type { HistoryCursor, HistoryStore } from '../history/history-store.ts';
import { openHistory } from '../history/open-history.ts';
import { observe, rebuild } from '../learner/personal-state.ts';
import { parseCorrection } from '../learner/switched-off.ts';
import type { StartBackendOptions, StartedBackend } from '../runtime/start-backend.ts';
import { type BackgroundLearner, backgroundLearner, MIXTURE_KEY } from './background-learning.ts';
import { type LiveOffers, liveOffers } from './live-offers.ts';
import type {
  EngineApi,
  EngineOptions,
  ForgetRequest,
  HistoryExport,
  PageEvent,
  RecommendRequest,
} from './messages.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { parseForgetRequest } from './parse-forget-request.ts';
import type { Platform } from './platform.ts';
import { type Profile, profileIn } from './profile.ts';
import { BrokenModelError, recommend } from './recommend.ts';
import { type ReleaseInUse, releaseInUse } from './release-in-use.ts';
import { type TakingPart, takingPart } from './taking-part.ts';

/** Everything a started engine holds. */
interface Running {
  readonly options: EngineOptions;
  readonly platform: Platform;
  readonly notices: Set<EngineNotice>;
  backend: StartedBackend;
  /** Undefined until the backend's gradients were put to the test. */
  gradientsProven: boolean | undefined;
  /** A change of the backend under way: no list is made meanwhile. */
  changing: Promise<unknown>;
  readonly history: HistoryStore;
  readonly release: ReleaseInUse;
  readonly learner: BackgroundLearner;
  readonly profile: Profile;
  /** Absent where the page names none. */
  readonly offers: LiveOffers | undefined;
  /** Absent where the page names no sync parties. */
  readonly rounds: TakingPart | undefined;
  consent: Consent;
  personal: PersonalState;
  repeats: RepeatFilter;
  /** How many events of the history are the shopper's own doing, and how far they are counted. */
  deeds: { readonly count: number; readonly cursor: HistoryCursor | undefined };
}

/** Where in the history's state it is kept that the shopper wants nothing new remembered. */
const PAUSED_KEY = 'paused';
const NO_DEEDS: Running['deeds'] = { count: 0, cursor: undefined };

/** A fresh engine. Calls before `start` wait for it; after a failed start they reject. */
export function createPipeline(platform: Platform): EngineApi {
  let started: Promise<Running> | undefined;
  const running = (): Promise<Running> => started ?? Promise.reject(new Error('the engine was not started'));
  const turns = oneAtATime();
  /** What takes the past away ends the work that is learning from it, and lets it write nothing behind. */
  const changePast = async (change: (engine: Running) => Promise<void>): Promise<void> => {
    const engine = await running();
    await turns.change(async () => {
      await change(engine);
      engine.learner.forget();
      engine.rounds?.forget();
      await relearn(engine);
      if (mayReport(engine)) await engine.rounds?.recall().catch(() => {});
    });
  };
  return {
    async start(options) {
      started ??= start(options, platform);
      return statusOf(await started);
    },
    async observe(event) {
      const engine = await running();
      if (!(await isPaused(engine))) await remember(engine, event);
    },
    setConsent: (consent) =>
      changePast(async (engine) => {
        engine.consent = consent;
        await engine.history.setConsent(consent);
      }),
    async recommend(request) {
      return answer(await running(), request);
    },
    async hide(id) {
      const engine = await running();
      await remember(engine, { name: 'hide', parameters: { items: [{ item_id: id }] }, atMs: platform.clock.nowMs() });
    },
    async exportHistory(): Promise<HistoryExport> {
      const { history, options, profile } = await running();
      const [events, switchedOff] = [await history.exportAll(), await profile.switchedOff()];
      return {
        format: 'inkling-history/1',
        shop: options.shop,
        exportedAtMs: platform.clock.nowMs(),
        events,
        switchedOff,
      };
    },
    async forget(value) {
      const what = parseForgetRequest(value);
      if (!what) return false;
      await changePast(async (engine) => {
        await engine.history.forget(forgottenBy(engine, what), [MIXTURE_KEY]);
        await engine.rounds?.withdraw();
        await engine.release.reconsider();
        engine.deeds = NO_DEEDS;
      });
      return true;
    },
    async profile() {
      const { profile, release } = await running();
      return profile.read(release.model);
    },
    async correct(value) {
      const correction = parseCorrection(value);
      if (!correction) return false;
      await changePast(async (engine) => {
        await engine.profile.correct(correction);
        // A report that waits may have learned from what says nothing any more.
        await engine.rounds?.withdraw();
        await engine.release.reconsider();
      });
      return true;
    },
    async pause(paused) {
      const { history } = await running();
      await (paused ? history.put(PAUSED_KEY, true) : history.delete(PAUSED_KEY));
    },
    // The ledger, the queue, what was learned and a pause live in the history's own storage: they go with it.
    wipe: () => changePast(({ history }) => history.wipe()),
    status: async () => statusOf(await running()),
    async work(budgetMs) {
      const engine = await running();
      return turns.work((signal) => work(engine, platform.clock.nowMs() + budgetMs, signal));
    },
  };
}

async function start(options: EngineOptions, platform: Platform): Promise<Running> {
  const notices = new Set<EngineNotice>();
  const onNotice = (notice: EngineNotice) => notices.add(notice);
  const { shop, consent, sync } = options;
  const { clock, fetch } = platform;
  const backend = await platform.startBackend(ladderFrom(options.backend, options, onNotice));
  const history = await openHistory({ shop, consent, clock, onNotice });
  const offers = options.offersUrl
    ? liveOffers({ url: options.offersUrl, cache: history, fetch, clock, onNotice })
    : undefined;
  const profile = profileIn(history);
  const release = await releaseInUse({
    ...{ history, profile, fetch, releaseUrl: options.releaseUrl, aggregatorUrl: sync?.aggregatorUrl, onNotice },
    onSwitch: () => relearn(engine),
  });
  const engine: Running = {
    ...{ options, platform, notices, backend, history, release, profile, offers, consent },
    learner: backgroundLearner(history, clock),
    rounds:
      sync &&
      takingPart({
        ...{ parties: { shop, ...sync }, platform, history, onNotice },
        adopt: release.follow,
      }),
    gradientsProven: undefined,
    changing: Promise.resolve(),
    personal: rebuild([], () => undefined),
    repeats: repeatFilter(),
    deeds: NO_DEEDS,
  };
  // A ledger that cannot be read is told of by the first try to use it.
  if (mayReport(engine)) await engine.rounds?.recall().catch(() => {});
  await relearn(engine);
  return engine;
}

function ladderFrom(
  from: Backend | undefined,
  { allowSoftwareAdapter, assetsUrl }: EngineOptions,
  onNotice: (notice: EngineNotice) => void,
): StartBackendOptions {
  return { from, allowSoftwareAdapter, assetsUrl, onNotice };
}

async function answer(engine: Running, request: RecommendRequest): Promise<RecommendationList> {
  await engine.changing;
  const { release } = engine;
  const ask = async () => recommend({ ...engine, model: await release.forShopper() }, request);
  try {
    return await release.during(ask());
  } catch (error) {
    if (!(error instanceof BrokenModelError) || !(await release.rollBack())) throw error;
    return release.during(ask());
  }
}

/** One slice of background work; true when more waits. */
async function work(engine: Running, untilMs: number, signal: AbortSignal): Promise<boolean> {
  const reports = mayReport(engine);
  // Only a report is made with gradients.
  if (reports) engine.gradientsProven ??= await proveGradients(engine);
  // Where rounds are taken part in, the aggregator's signed word alone decides: the folder may lag behind it or lead.
  if (!reports) await engine.release.refresh(signal);
  const inUse = await engine.release.forShopper();
  const taking = reports && engine.gradientsProven && (await engine.rounds?.work(inUse, untilMs, signal));
  const model = await engine.release.forShopper();
  const learning = model && (await engine.learner.work(model, untilMs, signal));
  if ((await engine.history.prune()) > 0) engine.deeds = NO_DEEDS;
  return Boolean(taking || learning);
}

/**
 * Before anything is reported: a backend with wrong gradients gives way to the one below, lists and all.
 * @returns false when none is right: then this visit reports nothing
 * @see https://github.com/tensorflow/tfjs/issues/8590 for a driver with zero gradients and a right forward pass
 */
async function proveGradients(engine: Running): Promise<boolean> {
  for (const below of BACKENDS.slice(BACKENDS.indexOf(engine.backend.backend) + 1)) {
    if (await engine.platform.gradientsAreRight()) return true;
    engine.notices.add('backend-failed-self-test');
    engine.changing = changeBackend(engine, below);
    await engine.changing;
  }
  return engine.platform.gradientsAreRight();
}

async function changeBackend(engine: Running, below: Backend): Promise<void> {
  const onNotice = (notice: EngineNotice) => engine.notices.add(notice);
  const start = () => engine.platform.startBackend(ladderFrom(below, engine.options, onNotice));
  engine.backend = await engine.release.onBackendOf(start);
  engine.learner.forget();
}

/** Without a ledger that stays there would be no telling whether this browser has reported to a round before. */
function mayReport({ consent, history, platform }: Running): boolean {
  return consent.sync && consent.history && platform.keepsLedger(history);
}

async function remember(engine: Running, event: PageEvent): Promise<void> {
  const fresh = engine.repeats.fresh(parsePageEvent(event).events);
  if (fresh.length === 0) return;
  await engine.history.append(fresh);
  for (const one of fresh) engine.personal = observe(engine.personal, one, cardOfEvent(engine, one));
}

/** Derives everything anew from what is remembered: after start, wipe, a change of consent or of the release. */
async function relearn(engine: Running): Promise<void> {
  const events = (await engine.history.since(undefined)).events.map(({ event }) => event);
  engine.personal = rebuild(events, (id) => engine.release.model?.productOf(id));
  engine.repeats = repeatFilter(events);
}

/** Asked of the history each time: another tab may have begun or ended the pause. */
async function isPaused({ history }: Running): Promise<boolean> {
  return (await history.get(PAUSED_KEY)) === true;
}

/** A product goes with all its variants, of which pages may have named any. */
function forgottenBy({ release }: Running, what: ForgetRequest): Forgotten {
  if ('fromMs' in what) return what;
  const id = parseProductId(what.productId);
  const card = id && release.model?.productOf(id);
  return { productIds: [...new Set([...(id ? [id] : []), ...(card ? [card.id, ...(card.variantIds ?? [])] : [])])] };
}

/** Reads what is new since the last count; another tab may have added to the history or wiped it. */
async function countDeeds(engine: Running): Promise<number> {
  const { count, cursor: from } = engine.deeds;
  const { events, restarted, cursor } = await engine.history.since(from);
  // Being shown something is not the shopper's doing.
  const fresh = events.filter(({ event }) => event.kind !== 'impression').length;
  engine.deeds = { count: (restarted ? 0 : count) + fresh, cursor };
  return engine.deeds.count;
}

function cardOfEvent(engine: Running, event: ShopEvent): Product | undefined {
  return event.kind === 'query' ? undefined : engine.release.model?.productOf(event.productId);
}

async function statusOf(engine: Running): Promise<EngineStatus> {
  const { backend, history, release, notices, learner, rounds, consent } = engine;
  const { model } = release;
  const rememberedEvents = await countDeeds(engine);
  return {
    ...backend,
    storage: history.mode,
    ...(model ? { release: model.release.id } : {}),
    notices: [...notices],
    rememberedEvents,
    paused: await isPaused(engine),
    learner: learner.status,
    sync: (consent.sync && rounds?.status) || { state: 'off', reportsSent: 0 },
  };
}
