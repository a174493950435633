/**
 * The life of a shopper's expert mixture in idle time: every choice of the history is first predicted, then learned from.
 * What comes out is a function of the release, the events and what the shopper has switched off alone: after a new release, a
 * wipe, a forgotten product or a switch it is made anew from what is remembered, and ranks once it has come to the end of that.
 */
import * as v from 'valibot';
import type { ScoredCandidates } from '../../models/ranker.ts';
import type { Clock } from '../base/clock.ts';
import type { EngineStatus } from '../domain/engine-status.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import { isRobotic } from '../events/robots.ts';
import type { HistoryCursor, HistoryStore, StoredEvent } from '../history/history-store.ts';
import { type ExpertMixture, learned, mixedScores, newExpertMixture } from '../learner/expert-mixture.ts';
import { parseExpertMixture } from '../learner/expert-mixture-snapshot.ts';
import { choiceAfter, says } from './choice.ts';
import type { ServingModel } from './serving-model.ts';

export interface BackgroundLearner {
  /**
   * Learns until the clock says `untilMs` or nothing is left. One call at a time.
   * @returns whether more waits
   * @throws the signal's reason; what was learned before is kept
   */
  work(model: ServingModel, untilMs: number, signal: AbortSignal): Promise<boolean>;
  /** Scores of a list's candidates for this shopper; the release's own while nothing has been learned with it. [C] */
  scores(model: ServingModel, scored: ScoredCandidates): Promise<Float32Array>;
  /** Drops what is held in memory; the next call reads storage again. */
  forget(): void;
  readonly status: EngineStatus['learner'];
}

interface Session {
  /** Key of the model that it is of. */
  readonly model: string;
  mixture: ExpertMixture;
  cursor: HistoryCursor;
  /** Whether it has ever come to the end of the history: half of a past is nobody's taste. */
  caughtUp: boolean;
  /** What the mixture has seen: all records, as a list reads them. */
  readonly past: ShopEvent[];
  pending: StoredEvent[];
}

/** What lists are made with, and the part of the past that it is of. */
interface Serving {
  readonly model: string;
  readonly mixture: ExpertMixture;
  readonly cursor: HistoryCursor;
}

/** Where in the history's state the mixture is kept. */
export const MIXTURE_KEY = 'expert-mixture';

const progressSchema = v.object({
  model: v.string(),
  cursor: v.object({ epoch: v.string(), sequence: v.number() }),
  caughtUp: v.boolean(),
  mixture: v.unknown(),
});

export function backgroundLearner(history: HistoryStore, clock: Clock): BackgroundLearner {
  let session: Session | undefined;
  let serving: Serving | undefined;
  let changed = false;

  const stored = async (model: ServingModel) => {
    const read = v.safeParse(progressSchema, await history.get(MIXTURE_KEY));
    if (!read.success || read.output.model !== model.key) return undefined;
    const mixture = parseExpertMixture(read.output.mixture);
    const { cursor, caughtUp } = read.output;
    return mixture && { cursor, caughtUp, mixture };
  };

  const open = async (model: ServingModel): Promise<Session> => {
    const { events, cursor: now } = await history.since(undefined);
    const before = await stored(model);
    if (!before || before.cursor.epoch !== now.epoch) {
      const cursor = { epoch: now.epoch, sequence: 0 };
      const mixture = newExpertMixture();
      return { model: model.key, cursor, caughtUp: false, mixture, past: [], pending: [...events] };
    }
    const { sequence: until } = before.cursor;
    const seen = events
      .filter(({ sequence, event }) => sequence <= until && says(model, event))
      .map(({ event }) => event);
    const pending = events.filter(({ sequence }) => sequence > until);
    return { model: model.key, ...before, past: seen, pending };
  };

  /** Fetches what came since; a history that began anew begins the session anew. */
  const more = async (model: ServingModel, open_: Session): Promise<Session> => {
    if (open_.pending.length > 0) return open_;
    const slice = await history.since(open_.cursor);
    if (slice.restarted) return open(model);
    open_.pending = [...slice.events];
    return open_;
  };

  const save = async ({ model, cursor, caughtUp, mixture }: Session): Promise<void> => {
    if (!changed || (await isOver(cursor))) return;
    await history.put(MIXTURE_KEY, { model, cursor, caughtUp, mixture });
    changed = false;
  };

  /** Whether what was learned up to there is of a past that has been taken away, by another tab perhaps. */
  const isOver = async (cursor: HistoryCursor) => (await history.since(cursor)).restarted;

  const servingFor = async (model: ServingModel): Promise<Serving | undefined> => {
    if (serving?.model === model.key) return serving;
    const before = await stored(model);
    return before?.caughtUp ? { ...before, model: model.key } : undefined;
  };

  return {
    async work(model, untilMs, signal) {
      if (session?.model !== model.key) session = undefined;
      let current = await more(model, session ?? (await open(model)));
      session = current;
      try {
        while (current.pending.length > 0) {
          if (clock.nowMs() >= untilMs) return true;
          await learnNext(model, current);
          changed = true;
          signal.throwIfAborted();
          current = await more(model, current);
          session = current;
        }
        if (!current.caughtUp) [current.caughtUp, changed] = [true, true];
        const { mixture, cursor } = current;
        serving = { model: model.key, mixture, cursor };
        return false;
      } finally {
        // A wipe aborts: then nothing may be written behind it.
        if (!signal.aborted) await save(current);
      }
    },
    async scores(model, scored) {
      const found = await servingFor(model);
      if (!found) return scored.logits;
      if (await isOver(found.cursor)) {
        if (serving === found) serving = undefined;
        return scored.logits;
      }
      serving ??= found;
      return mixedScores(found.mixture, scored, model.learnable.tables.attributes.category);
    },
    forget() {
      session = undefined;
      serving = undefined;
      changed = false;
    },
    get status() {
      const { choices, trust } = (session ?? serving)?.mixture ?? newExpertMixture();
      return { choices, trust };
    },
  };
}

/** Predicts the next event, then learns from it. What fails is tried again. */
async function learnNext(model: ServingModel, session: Session): Promise<void> {
  const [next] = session.pending;
  if (!next) return;
  const { event, sequence } = next;
  if (says(model, event)) {
    if (!isRobotic(session.past, event)) await learnFrom(model, session, event);
    session.past.push(event);
  }
  session.pending.shift();
  session.cursor = { ...session.cursor, sequence };
}

async function learnFrom(model: ServingModel, session: Session, event: ShopEvent): Promise<void> {
  const choice = await choiceAfter(model, session.past, event);
  if (!choice?.list.logits.every(Number.isFinite)) return;
  const categories = model.learnable.tables.attributes.category;
  session.mixture = learned(session.mixture, choice.list, categories, choice.chosen);
}
