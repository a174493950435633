/**
 * This browser's part in the rounds, in idle time: asks what is offered, adopts the release that is current, learns a
 * delta, reports it once. The sync room never sees the history: what goes to it is the delta.
 */

import { seededRandom } from '../base/seeded-random.ts';
import type { EngineNotice, EngineStatus } from '../domain/engine-status.ts';
import type { ReleaseId } from '../domain/ids.ts';
import type { HistoryCursor, HistoryStore } from '../history/history-store.ts';
import { type DeltaSession, deltaSession } from '../learner/shared-delta.ts';
import { isWithinBudget } from '../privacy/budget.ts';
import type { Task } from '../protocol/task.ts';
import { fetchTasks } from '../sync/fetch-tasks.ts';
import { participate } from '../sync/participate.ts';
import { sendQueued } from '../sync/send-queued.ts';
import type { SyncEnvironment, SyncParties } from '../sync/sync-environment.ts';
import { readLedger, withdrawQueued } from '../sync/sync-state.ts';
import { heard } from './choice.ts';
import type { Platform } from './platform.ts';
import type { ServingModel } from './serving-model.ts';

export interface TakingPartOptions {
  readonly parties: SyncParties;
  readonly platform: Platform;
  readonly history: HistoryStore;
  /** Takes the release that the aggregator names into use; resolves to the model that is in use afterwards. */
  readonly adopt: (release: ReleaseId, signal: AbortSignal) => Promise<ServingModel | undefined>;
  readonly onNotice: (notice: EngineNotice) => void;
}

export interface TakingPart {
  /**
   * One slice, until the clock says `untilMs`; at least one step of what is under way. Call it only with consent.
   * @returns whether more waits
   * @throws the signal's reason
   */
  work(model: ServingModel | undefined, untilMs: number, signal: AbortSignal): Promise<boolean>;
  /** Reads the ledger, so that the status tells of reports of earlier visits. */
  recall(): Promise<void>;
  /** Drops a delta under way. */
  forget(): void;
  /** A report that has not left yet does not leave: it has learned from what is to be forgotten. */
  withdraw(): Promise<void>;
  readonly status: EngineStatus['sync'];
}

/** Records that a delta is learned from, the newest: most of a history are impressions, which teach nothing. */
const DELTA_EVENTS = 2000;

interface UnderWay {
  readonly task: Task;
  /** Key of the model that it is of. */
  readonly model: string;
  readonly session: DeltaSession;
  /** Where the history stood that it learns from. */
  readonly cursor: HistoryCursor;
}

export function takingPart({ parties, platform, history, adopt, onNotice }: TakingPartOptions): TakingPart {
  let status: EngineStatus['sync'] = { state: 'idle', reportsSent: 0 };
  let askAtMs = 0;
  let underWay: UnderWay | undefined;
  /** A round that this browser may still report to, once its history is long enough. */
  let open: Task | undefined;
  const environmentWith = (signal: AbortSignal): SyncEnvironment => {
    const { fetch, clock, random, fitsBudget } = platform;
    return { fetch, clock, random, storage: history, signal, ...(fitsBudget && { fitsBudget }) };
  };

  const drop = () => {
    underWay?.session.dispose();
    underWay = undefined;
  };

  /** `failed` when the last try did; else what the ledger says of the newest report. */
  const tell = async (environment: SyncEnvironment, failed: boolean): Promise<void> => {
    const ledger = await readLedger(environment, parties.shop);
    const delivered = ledger.filter((entry) => entry.state === 'delivered');
    const lastRound = delivered.at(-1)?.round;
    const state = failed ? 'failed' : ledger.at(-1)?.state === 'delivered' ? 'reported' : 'idle';
    status = { state, reportsSent: delivered.length, ...(lastRound && { lastRound }) };
  };

  /** Asks, adopts, and begins a delta where there is a round to take part in. */
  const ask = async (model: ServingModel | undefined, environment: SyncEnvironment): Promise<void> => {
    askAtMs = platform.clock.nowMs() + platform.askAgainMs;
    const sent = await sendQueued(environment, parties);
    if (sent.kind === 'waiting') askAtMs = Math.min(askAtMs, sent.notBeforeMs);
    const offer = await fetchTasks(environment, parties);
    if (!offer.ok) {
      if (offer.problem.code === 'unreachable') onNotice('sync-unreachable');
      if (offer.problem.code === 'bad-signature' || offer.problem.code === 'wrong-shop') onNotice('sync-untrusted');
      return tell(environment, true);
    }
    const { current, task } = offer.value;
    const inUse = model?.release.id === current.release ? model : await adopt(current.release, environment.signal);
    environment.signal.throwIfAborted();
    const ledger = await readLedger(environment, parties.shop);
    const { fitsBudget = isWithinBudget } = platform;
    const isNew = task && !ledger.some(({ round }) => round === task.round);
    const fits = isNew && fitsBudget(ledger, task.noiseMultiplier, platform.clock.nowMs());
    open = fits && inUse?.release.id === task.release ? task : undefined;
    if (open && inUse) underWay = await begin(open, inUse);
    await tell(environment, false);
  };

  const begin = async (task: Task, model: ServingModel): Promise<UnderWay | undefined> => {
    const { events: all, cursor } = await history.since(undefined);
    const events = heard(model, all).slice(-DELTA_EVENTS);
    const random = seededRandom(platform.newSeed());
    const session = deltaSession(model.learnable, model.inputOf(events), { encode: model.stateOf, random });
    return session && { task, model: model.key, session, cursor };
  };

  const report = async ({ task, session, cursor }: UnderWay, environment: SyncEnvironment): Promise<void> => {
    const isOver = async () => (await history.since(cursor)).restarted;
    const outcome = await participate(environment, parties, task, session.delta(), task.release, isOver);
    // Something was forgotten meanwhile, in another tab perhaps: this had learned from it.
    if (outcome.kind === 'over') {
      askAtMs = 0;
      return;
    }
    if (outcome.kind === 'waiting') askAtMs = Math.min(askAtMs, outcome.notBeforeMs);
    // The round was over before we came: there may be another one.
    if (outcome.kind === 'dropped') askAtMs = 0;
    await tell(environment, outcome.kind === 'dropped' || outcome.kind === 'refused');
  };

  return {
    async work(model, untilMs, signal) {
      const environment = environmentWith(signal);
      const nowMs = platform.clock.nowMs();
      if (underWay && underWay.model !== model?.key) drop();
      if (!underWay && nowMs >= askAtMs) await ask(model, environment);
      else if (!underWay && open && model?.release.id === open.release && nowMs < open.closesAtMs) {
        underWay = await begin(open, model);
      }
      while (underWay) {
        const more = await underWay.session.step();
        signal.throwIfAborted();
        if (!more) {
          const done = underWay;
          open = undefined;
          await report(done, environment).finally(drop);
          return platform.clock.nowMs() >= askAtMs;
        }
        if (platform.clock.nowMs() >= untilMs) return true;
      }
      return false;
    },
    recall: () => tell(environmentWith(new AbortController().signal), false),
    forget() {
      drop();
      open = undefined;
      askAtMs = 0;
      status = { state: 'idle', reportsSent: 0 };
    },
    withdraw: () => withdrawQueued(environmentWith(new AbortController().signal), parties.shop),
    get status() {
      return status;
    },
  };
}
