/**
 * Test, then train: every event of a shopper is first predicted from those before it. Ways of ranking differ in what they are
 * given of the past. Legend: P products, D width.
 */
import { foldAdapter, kindIndex } from '../../models/behaviour-encoder.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import type { ReleaseModel } from '../../models/release-model.ts';
import { statesOf } from '../../server/trainer/evaluate-states.ts';
import type { TrainingEvent } from '../../server/trainer/train-encoder.ts';
import { present } from '../../src/base/must.ts';
import { ndcgAt10 } from '../../src/learner/expert-mixture.ts';
import { inOrder, scoreCandidates } from '../../src/ranker/rank-candidates.ts';

/** What is counted as a test. */
export const PROTOCOLS = ['first-time', 'repeats', 'all', 'as served'] as const;
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

const [CART_ADD, CART_REMOVE, PURCHASE, REFUND] = (['cart-add', 'cart-remove', 'purchase', 'refund'] as const).map(
  kindIndex,
);

/** Events before the first test of a shopper. */
export const WARM_UP = 5;

/** What a release makes of a past. */
export interface ReleaseLists {
  readonly model: ReleaseModel;
  /** The candidates of the list before the event at `at`, and what its ranker says of each. */
  scoredBefore(events: readonly TrainingEvent[], at: number): Promise<ScoredCandidates>;
  /** The same of the list after all of them. */
  scoredAfter(events: readonly TrainingEvent[]): Promise<ScoredCandidates>;
}

/** What was scored last is kept: methods that share a release ask for the same lists, and again when they learn. */
const KEPT_LISTS = 4;

/** The release, with a ranker of its own perhaps. States are computed for all events of a shopper at once. */
export function releaseLists(model: ReleaseModel, ranker: ParameterValues, memory: Memory): ReleaseLists {
  const rows = dequantiseRows(model.vectors);
  const weights = foldAdapter(model.shape, model.base, model.shared);
  const { width } = model.shape;
  let shopper: { readonly events: readonly TrainingEvent[]; readonly states: Float32Array } | undefined;
  const kept = new Map<number, ScoredCandidates>();
  const recentOf = (events: readonly TrainingEvent[], at: number) => events.slice(Math.max(0, at - memory.recent), at);

  async function meet(events: readonly TrainingEvent[]) {
    if (shopper?.events === events) return shopper;
    const histories = events.map((_, place) => recentOf(events, place));
    kept.clear();
    shopper = { events, states: await statesOf(model.shape, weights, rows, histories) };
    return shopper;
  }

  function score(past: readonly TrainingEvent[], state: Float32Array): Promise<ScoredCandidates> {
    const recent = recentOf(past, past.length);
    const shopper = { recent, past: memory.remembers ? past : recent };
    return scoreCandidates(model.tables, ranker, shopper, { scores: scoreRows(rows, state), rows }, new Set());
  }

  return {
    model,
    async scoredBefore(events, at) {
      const { states } = await meet(events);
      const known = kept.get(at);
      if (known) return known;
      const scored = await score(events.slice(0, at), states.subarray(at * width, (at + 1) * width));
      kept.set(at, scored);
      if (kept.size > KEPT_LISTS) kept.delete(present([...kept.keys()][0], 'kept list'));
      return scored;
    },
    async scoredAfter(events) {
      return score(events, await statesOf(model.shape, weights, rows, [recentOf(events, events.length)]));
    },
  };
}

export function releaseMethod(name: string, lists: ReleaseLists): Method {
  return {
    name,
    async rank(events, at) {
      const { products, logits } = await lists.scoredBefore(events, at);
      return rowsInOrder(products, logits);
    },
  };
}

/** Rows of the products, best first. @param scores of each [C] */
export function rowsInOrder(products: Uint32Array, scores: Float32Array): number[] {
  return inOrder(products, scores).map(({ product }) => product);
}

/** Whether an event came to another product than the one before it: going from a page to its own cart button is no choice. */
export function isChoiceAt(events: readonly TrainingEvent[], at: number): boolean {
  return at > 0 && events[at]?.product !== events[at - 1]?.product;
}

/** Gains of every test of a shopper, by method. */
export async function walk(events: readonly TrainingEvent[], methods: readonly Method[]): Promise<Gains[][]> {
  const gains: Gains[][] = methods.map(() => []);
  const met = new Set(events.slice(0, WARM_UP).map(({ product }) => product));
  const own = new Belongings(events.slice(0, WARM_UP));
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
        // A list leaves out what the shopper has already.
        ...(!goesOn &&
          !own.has(target) && {
            'as served': gainOf(
              list.filter((product) => !own.has(product)),
              target,
            ),
          }),
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
    own.after(events[at] as TrainingEvent);
  }
  return gains;
}

/** What lies in a shopper's cart, and what was bought: without times of events it is never due again. */
class Belongings {
  readonly #cart = new Set<number>();
  /** Purchases less refunds. */
  readonly #bought = new Map<number, number>();

  constructor(past: readonly TrainingEvent[]) {
    for (const event of past) this.after(event);
  }

  after({ product, kind }: TrainingEvent): void {
    if (kind === CART_ADD) this.#cart.add(product);
    if (kind === CART_REMOVE || kind === PURCHASE) this.#cart.delete(product);
    const change = kind === PURCHASE ? 1 : kind === REFUND ? -1 : 0;
    if (change !== 0) this.#bought.set(product, Math.max(0, (this.#bought.get(product) ?? 0) + change));
  }

  has(product: number): boolean {
    return this.#cart.has(product) || (this.#bought.get(product) ?? 0) > 0;
  }
}

function gainOf(list: readonly number[], target: number): number {
  return ndcgAt10(list.indexOf(target));
}
