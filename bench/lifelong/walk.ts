/**
 * Test, then train: every event of a shopper is first predicted from those before it. Ways of ranking differ in what they are
 * given of the past. Legend: P products, D width.
 */
import { foldAdapter } from '../../models/behaviour-encoder.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import type { ReleaseModel } from '../../models/release-model.ts';
import { statesOf } from '../../server/trainer/evaluate-states.ts';
import type { TrainingEvent } from '../../server/trainer/train-encoder.ts';
import { rankCandidates } from '../../src/ranker/rank-candidates.ts';

/** What is counted as a test. */
export const PROTOCOLS = ['first-time', 'repeats', 'all'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** NDCG@10 of a test by protocol; absent where the event is no test of that protocol. */
export type Gains = Partial<Readonly<Record<Protocol, number>>>;

/** A way of ranking. */
export interface Method {
  readonly name: string;
  /** The whole list before the event at `at`, best first. */
  rank(events: readonly TrainingEvent[], at: number): Promise<readonly number[]>;
}

/** How much of the past a list of the release is given. */
export interface Memory {
  /** Newest events that the encoder and the tables read. */
  readonly recent: number;
  /** Whether own products are remembered beyond them. */
  readonly remembers: boolean;
}

/** Events before the first test of a shopper. */
export const WARM_UP = 5;
const PLACES = 10;

/** What a release makes of a past. */
export interface ReleaseLists {
  readonly model: ReleaseModel;
  /** Unit product vectors. [P, D] */
  readonly rows: Float32Array;
  /** Unit state before the event at `at`. [D] */
  stateBefore(events: readonly TrainingEvent[], at: number): Promise<Float32Array>;
  /** The whole list before it, best first, from that state or another. */
  listBefore(events: readonly TrainingEvent[], at: number, state: Float32Array): Promise<readonly number[]>;
}

/** The release, with a ranker of its own perhaps. States are computed for all events of a shopper at once. */
export function releaseLists(model: ReleaseModel, ranker: ParameterValues, memory: Memory): ReleaseLists {
  const rows = dequantiseRows(model.vectors);
  const weights = foldAdapter(model.shape, model.base, model.shared);
  const { width } = model.shape;
  let states: { readonly of: readonly TrainingEvent[]; readonly values: Float32Array } | undefined;
  const recentOf = (events: readonly TrainingEvent[], at: number) => events.slice(Math.max(0, at - memory.recent), at);
  return {
    model,
    rows,
    async stateBefore(events, at) {
      if (states?.of !== events) {
        const histories = events.map((_, place) => recentOf(events, place));
        states = { of: events, values: await statesOf(model.shape, weights, rows, histories) };
      }
      return states.values.subarray(at * width, (at + 1) * width);
    },
    async listBefore(events, at, state) {
      const recent = recentOf(events, at);
      const shopper = { recent, past: memory.remembers ? events.slice(0, at) : recent };
      const opinion = { scores: scoreRows(rows, state), rows };
      const list = await rankCandidates(model.tables, ranker, shopper, opinion, new Set());
      return list.map(({ product }) => product);
    },
  };
}

export function releaseMethod(name: string, lists: ReleaseLists): Method {
  return {
    name,
    rank: async (events, at) => lists.listBefore(events, at, await lists.stateBefore(events, at)),
  };
}

/** Gains of every test of a shopper, by method. */
export async function walk(events: readonly TrainingEvent[], methods: readonly Method[]): Promise<Gains[][]> {
  const gains: Gains[][] = methods.map(() => []);
  const met = new Set(events.slice(0, WARM_UP).map(({ product }) => product));
  for (let at = WARM_UP; at < events.length; at++) {
    const target = events[at]?.product as number;
    const isNew = !met.has(target);
    const goesOn = events[at - 1]?.product === target;
    for (const [which, method] of methods.entries()) {
      const list = await method.rank(events, at);
      const gain = gainOf(list, target);
      gains[which]?.push({
        all: gain,
        ...(!goesOn && { repeats: gain }),
        // A shop that looks for news leaves out what was met.
        ...(isNew && {
          'first-time': gainOf(
            list.filter((product) => !met.has(product)),
            target,
          ),
        }),
      });
    }
    met.add(target);
  }
  return gains;
}

function gainOf(list: readonly number[], target: number): number {
  const place = list.slice(0, PLACES).indexOf(target);
  return place < 0 ? 0 : 1 / Math.log2(place + 2);
}
