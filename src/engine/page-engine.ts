/**
 * The engine as the page sees it. Calls wait for the worker, survive its death (it is started again one backend lower
 * and they are asked again), and reject with EngineError when no worker can be had. Nothing is computed here.
 */
import type { Remote } from 'comlink';
import type { Consent } from '../domain/consent.ts';
import { BACKENDS, type Backend, type EngineNotice, type EngineStatus } from '../domain/engine-status.ts';
import type { RecommendationList } from '../domain/recommendation.ts';
import type { Correction, ShopperProfile } from '../domain/shopper-profile.ts';
import { workWhenIdle } from './idle-work.ts';
import type {
  EngineApi,
  EngineOptions,
  ForgetRequest,
  HistoryExport,
  PageEvent,
  RecommendRequest,
} from './messages.ts';
import { EngineError, type RunningWorker, startWorker, type WorkerUrls } from './start-worker.ts';

export interface ConnectOptions extends EngineOptions, WorkerUrls {
  /** Called after the start and whenever the status has changed. */
  readonly onStatus?: (status: EngineStatus) => void;
  /** Ends the worker and all background work. */
  readonly signal?: AbortSignal;
}

/** Every method may reject with EngineError; none throws. */
export interface PageEngine {
  observe(event: PageEvent): Promise<void>;
  setConsent(consent: Consent): Promise<void>;
  recommend(request: RecommendRequest): Promise<RecommendationList>;
  hide(productId: string): Promise<void>;
  exportHistory(): Promise<HistoryExport>;
  /** @returns false, as from `correct`, where a page in JavaScript gives something else */
  forget(what: ForgetRequest): Promise<boolean>;
  profile(): Promise<ShopperProfile>;
  correct(correction: Correction): Promise<boolean>;
  pause(paused: boolean): Promise<void>;
  wipe(): Promise<void>;
  /** Never rejects: without a worker it says so in `notices`. */
  status(): Promise<EngineStatus>;
}

type Call<Result> = (api: Remote<EngineApi>) => Promise<Result>;

const MAX_RESTARTS = 2;
const START_MS = 60_000;
const MAX_REPLAYED = 200;

/** Starts the worker and returns at once; calls made before it is up wait for it. */
export function connectEngine(options: ConnectOptions): PageEngine {
  const closing = new AbortController();
  const supervisor = supervise(options, closing.signal);
  const close = () => {
    closing.abort();
    supervisor.close();
  };
  options.signal?.addEventListener('abort', close, { once: true });
  if (options.signal?.aborted) close();
  const { call, refreshStatus } = supervisor;
  const lock = `inkling:work:${options.shop}`;
  const idleWork = workWhenIdle(
    lock,
    async (budgetMs) => {
      const more = await call((api) => api.work(budgetMs));
      await refreshStatus();
      return more;
    },
    closing.signal,
  );
  /** Calls, then lets the status be told; the answer does not wait for that. */
  const change = async <Result>(perform: Call<Result>): Promise<Result> => {
    const result = await call(perform);
    refreshStatus().catch(() => {});
    idleWork.nudge();
    return result;
  };
  /** A change that a worker without storage is told again. @param unlessPaused not if the engine was paused, and let it pass */
  const lasting = async <Result>(perform: Call<Result>, unlessPaused?: boolean): Promise<Result> => {
    const result = await change(perform);
    if (result !== false) supervisor.remember(perform, unlessPaused);
    return result;
  };
  /** What a new worker would be told again may name what is to be forgotten, also what is on its way to the worker now. */
  const forgetting = async <Result>(perform: Call<Result>): Promise<Result> => {
    supervisor.forget();
    const result = await change(perform);
    supervisor.forget();
    return result;
  };
  return {
    observe: (event) => lasting((api) => api.observe(event), true),
    setConsent(consent) {
      supervisor.setConsent(consent);
      return change((api) => api.setConsent(consent));
    },
    recommend: (request) => call((api) => api.recommend(request)),
    hide: (productId) => lasting((api) => api.hide(productId)),
    exportHistory: () => call((api) => api.exportHistory()),
    forget: (what) => forgetting((api) => api.forget(what)),
    profile: () => call((api) => api.profile()),
    correct: (correction) => lasting((api) => api.correct(correction)),
    pause(paused) {
      supervisor.pause(paused);
      return change((api) => api.pause(paused));
    },
    wipe() {
      supervisor.pause(false);
      return forgetting((api) => api.wipe());
    },
    status: refreshStatus,
  };
}

/** Keeps one worker alive, and what a new one must be told. */
function supervise(options: ConnectOptions, closing: AbortSignal) {
  const own = new Set<EngineNotice>();
  let { backend, consent } = options;
  /** What a worker without storage is told again. */
  let replayable: Call<unknown>[] = [];
  let paused = false;
  let restarts = 0;
  /** The last worker made, up or not; `current` is the one that is up. */
  let newest: RunningWorker | undefined;
  let current: RunningWorker | undefined;
  let latest: EngineStatus = NO_WORKER;
  let told = '';
  let session = begin();

  async function begin(): Promise<RunningWorker> {
    for (;;) {
      const worker = await startWorker(options, renew);
      newest = worker;
      if (closing.aborted) worker?.end(closed());
      if (!worker) throw unavailable('no worker could start: allow `worker-src blob:` or set data-worker');
      try {
        await bringUp(worker);
        return worker;
      } catch (cause) {
        worker.end(died());
        if (closing.aborted) throw closed();
        if (!stepDown()) throw unavailable('the worker keeps stopping', cause);
      }
    }
  }

  async function bringUp(worker: RunningWorker): Promise<void> {
    const timer = setTimeout(() => worker.end(died()), START_MS);
    try {
      const status = await worker.call((api) => api.start(startOptions(options, consent, backend)));
      // A history in memory died with the last worker, and a pause and corrections with it; one in IndexedDB did not.
      if (status.storage === 'memory') {
        for (const again of replayable) await worker.call(again);
        if (paused) await worker.call((api) => api.pause(true));
      } else paused = status.paused;
      current = worker;
      tell(status);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Replaces a worker that was up; one that dies while it starts is begin()'s business. */
  function renew(dead: RunningWorker): void {
    if (dead !== current || closing.aborted) return;
    current = undefined;
    session = stepDown() ? begin() : Promise.reject(unavailable('the worker keeps stopping'));
    session.catch(() => {});
  }

  function stepDown(): boolean {
    own.add('worker-restarted');
    backend = lowerBackend(latest === NO_WORKER ? backend : latest.backend);
    return restarts++ < MAX_RESTARTS;
  }

  async function call<Result>(perform: Call<Result>): Promise<Result> {
    for (;;) {
      const worker = await session;
      try {
        return await worker.call(perform);
      } catch (cause) {
        if (closing.aborted) throw closed();
        if (!isDeath(cause) && !(await retireIfLost(worker))) throw cause;
      }
    }
  }

  /** A worker whose device is gone answers every call with an error: it is ended as if it had died. */
  async function retireIfLost(worker: RunningWorker): Promise<boolean> {
    if (worker !== current) return true;
    const status = await worker.call((api) => api.status()).catch(() => undefined);
    if (!status || !isDeviceLost(status)) return status === undefined && worker !== current;
    own.add('device-lost');
    worker.end(died());
    renew(worker);
    return true;
  }

  async function refreshStatus(): Promise<EngineStatus> {
    const status = await call((api) => api.status()).catch(() => NO_WORKER);
    if (isDeviceLost(status) && current) await retireIfLost(current);
    return tell(status);
  }

  function tell(status: EngineStatus): EngineStatus {
    if (status !== NO_WORKER) latest = status;
    const merged = { ...status, notices: [...new Set([...status.notices, ...own])] };
    const text = JSON.stringify(merged);
    if (text !== told && !closing.aborted) {
      told = text;
      options.onStatus?.(merged);
    }
    return merged;
  }

  function unavailable(message: string, cause?: unknown): EngineError {
    own.add('worker-blocked');
    tell(NO_WORKER);
    return new EngineError('worker-blocked', message, { cause });
  }

  session.catch(() => {});
  return {
    call,
    refreshStatus,
    setConsent(next: Consent) {
      consent = next;
      if (next.history) return;
      paused = false;
      replayable = [];
    },
    remember(done: Call<unknown>, unlessPaused?: boolean) {
      if (!(unlessPaused && paused)) replayable = [...replayable, done].slice(-MAX_REPLAYED);
    },
    forget() {
      replayable = [];
    },
    pause(next: boolean) {
      paused = next;
    },
    close: () => newest?.end(closed()),
  };
}

/** Only what crosses to the worker: callbacks and signals cannot be cloned. */
function startOptions(options: ConnectOptions, consent: Consent, backend: Backend | undefined): EngineOptions {
  const { shop, releaseUrl, offersUrl, assetsUrl, sync, allowSoftwareAdapter } = options;
  return {
    shop,
    releaseUrl,
    assetsUrl,
    consent,
    ...(offersUrl && { offersUrl }),
    ...(sync && { sync }),
    ...(backend && { backend }),
    ...(allowSoftwareAdapter && { allowSoftwareAdapter }),
  };
}

const NO_WORKER: EngineStatus = {
  backend: 'plain',
  storage: 'memory',
  notices: [],
  rememberedEvents: 0,
  paused: false,
  learner: { choices: 0, trust: { release: 1, line: 0, taste: 0 } },
  sync: { state: 'off', reportsSent: 0 },
};

/** The next tier down; from an unknown one, the first that needs no GPU. */
function lowerBackend(backend: Backend | undefined): Backend {
  return (backend && BACKENDS[BACKENDS.indexOf(backend) + 1]) ?? (backend ? 'plain' : 'wasm');
}

function isDeviceLost(status: EngineStatus): boolean {
  return status.backend === 'webgpu' && status.notices.includes('device-lost');
}

function isDeath(cause: unknown): boolean {
  return cause instanceof EngineError && cause.code === 'worker-died';
}

function died(): EngineError {
  return new EngineError('worker-died', 'the worker stopped');
}

function closed(): EngineError {
  return new EngineError('closed', 'the engine of this page is closed');
}
