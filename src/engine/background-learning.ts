/**
 * The personal adapter's life in idle time: every choice of the history is first predicted (that is the gate's test),
 * then learned from. What comes out is a function of the release and the events alone: after a new release, a wipe or a
 * forgotten product it is made anew from what is remembered.
 */
import * as v from 'valibot';
import { allOf } from '../../models/own-memory.ts';
import type { Clock } from '../base/clock.ts';
import { seededRandom } from '../base/seeded-random.ts';
import type { EngineStatus } from '../domain/engine-status.ts';
import type { EncoderEvent } from '../encoder/history-encoder.ts';
import type { HistoryCursor, HistoryStore, StoredEvent } from '../history/history-store.ts';
import { ndcgAt10, tested } from '../learner/gate.ts';
import {
  type Choice,
  MAX_REPLAY,
  newPersonalAdapter,
  type PersonalAdapter,
  personalState,
  trainedOnce,
} from '../learner/personal-adapter.ts';
import { parsePersonalAdapter } from '../learner/personal-adapter-snapshot.ts';
import type { ServingModel } from './serving-model.ts';

export interface BackgroundLearner {
  /**
   * Learns until the clock says `untilMs` or nothing is left. One call at a time.
   * @returns whether more waits
   * @throws the signal's reason; what was learned before is kept
   */
  work(model: ServingModel, untilMs: number, signal: AbortSignal): Promise<boolean>;
  /** The state as this shopper's adapter sees it; as it is while the gate is closed or the adapter of another release. */
  adapt(model: ServingModel, state: Float32Array): Float32Array;
  /** Drops what is held in memory; the next `work` reads storage again. */
  forget(): void;
  readonly status: EngineStatus['learner'];
}

interface Session {
  readonly release: string;
  adapter: PersonalAdapter;
  cursor: HistoryCursor;
  /** What the adapter has seen, as the encoder reads it. */
  readonly past: EncoderEvent[];
  readonly replay: Choice[];
  /** Places in `past` whose choices are still to be put back into the replay, the newest last. */
  readonly refill: number[];
  pending: StoredEvent[];
}

/** Where in the history's state the adapter is kept. */
export const ADAPTER_KEY = 'personal-adapter';
const STEPS_A_CHOICE = 2;
/** Choices that are encoded again after a reload, before anything new is learned. */
const REFILL = 128;
/** Events that the encoder is given; it takes the newest of them. */
const WINDOW = 200;

const progressSchema = v.object({
  release: v.string(),
  cursor: v.object({ epoch: v.string(), sequence: v.number() }),
  adapter: v.unknown(),
});

export function backgroundLearner(history: HistoryStore, clock: Clock): BackgroundLearner {
  let session: Session | undefined;
  let changed = false;

  const open = async (model: ServingModel): Promise<Session> => {
    const { release, learnable } = model;
    const width = learnable.shape.width;
    const slice = await history.since(undefined);
    const stored = v.safeParse(progressSchema, await history.get(ADAPTER_KEY));
    const adapter = stored.success ? parsePersonalAdapter(stored.output.adapter, width) : undefined;
    const { epoch } = slice.cursor;
    const goesOn = stored.success && stored.output.release === release.id && stored.output.cursor.epoch === epoch;
    if (!adapter || !goesOn) {
      const cursor = { epoch, sequence: 0 };
      const fresh = {
        release: release.id,
        adapter: newPersonalAdapter(width),
        cursor,
        past: [],
        replay: [],
        refill: [],
      };
      return { ...fresh, pending: [...slice.events] };
    }
    const { cursor } = stored.output;
    const seen = slice.events.filter(({ sequence }) => sequence <= cursor.sequence).map(({ event }) => event);
    const past = model.inputOf(seen);
    const refill = past.flatMap((_, at) => (isChoice(past, at) ? [at] : [])).slice(-REFILL);
    const pending = slice.events.filter(({ sequence }) => sequence > cursor.sequence);
    return { release: release.id, adapter, cursor, past, replay: [], refill, pending };
  };

  /** Fetches what came since; a history that began anew begins the session anew. */
  const more = async (model: ServingModel, open_: Session): Promise<Session> => {
    if (open_.pending.length > 0) return open_;
    const slice = await history.since(open_.cursor);
    if (slice.restarted) return open(model);
    open_.pending = [...slice.events];
    return open_;
  };

  const save = async ({ release, cursor, adapter }: Session): Promise<void> => {
    if (!changed) return;
    changed = false;
    await history.put(ADAPTER_KEY, { release, cursor, adapter });
  };

  return {
    async work(model, untilMs, signal) {
      if (session?.release !== model.release.id) session = undefined;
      let current = await more(model, session ?? (await open(model)));
      session = current;
      try {
        while (current.refill.length + current.pending.length > 0) {
          if (clock.nowMs() >= untilMs) return true;
          const place = current.refill.pop();
          if (place !== undefined) await refillOne(model, current, place);
          else {
            await learnNext(model, current);
            changed = true;
          }
          signal.throwIfAborted();
          current = await more(model, current);
          session = current;
        }
        return false;
      } finally {
        // A wipe aborts: then nothing may be written behind it.
        if (!signal.aborted) await save(current);
      }
    },
    adapt(model, state) {
      const usable = session?.adapter.gate.inUse && session.release === model.release.id;
      return usable && session ? personalState(session.adapter, state) : state;
    },
    forget() {
      session = undefined;
      changed = false;
    },
    get status() {
      return { steps: session?.adapter.steps ?? 0, adapterInUse: session?.adapter.gate.inUse ?? false };
    },
  };
}

/** Another product than the one before: going from a page to its own cart button is no choice. */
function isChoice(past: readonly EncoderEvent[], at: number): boolean {
  return at > 0 && past[at]?.product !== past[at - 1]?.product;
}

async function refillOne(model: ServingModel, { past, replay }: Session, place: number): Promise<void> {
  const state = await model.stateOf(past.slice(Math.max(0, place - WINDOW), place));
  replay.unshift({ state, product: past[place]?.product ?? 0 });
}

/** Tests on the next event, then trains on it. */
async function learnNext(model: ServingModel, session: Session): Promise<void> {
  const next = session.pending.shift();
  if (!next) return;
  const [event] = model.inputOf([next.event]);
  const before = session.past.slice(-WINDOW);
  if (event) session.past.push(event);
  if (event && isChoice(session.past, session.past.length - 1))
    await learnChoice(model, session, before, event.product);
  session.cursor = { ...session.cursor, sequence: next.sequence };
}

async function learnChoice(
  model: ServingModel,
  session: Session,
  before: readonly EncoderEvent[],
  product: number,
): Promise<void> {
  const state = await model.stateOf(before);
  const { learnable, release } = model;
  let { adapter } = session;
  if (adapter.steps > 0) {
    const placeIn = async (from: Float32Array) =>
      (await model.rank(allOf(before), from, [])).findIndex((ranked) => ranked.product === product);
    const gain = ndcgAt10(await placeIn(personalState(adapter, state))) - ndcgAt10(await placeIn(state));
    adapter = { ...adapter, gate: tested(adapter.gate, gain) };
  }
  session.replay.push({ state, product });
  if (session.replay.length > MAX_REPLAY) session.replay.shift();
  const random = seededRandom(`${release.id}/${adapter.steps}`);
  for (let step = 0; step < STEPS_A_CHOICE; step++) {
    adapter = await trainedOnce(adapter, session.replay, learnable.rows, learnable.temperature, random);
  }
  session.adapter = adapter;
}
