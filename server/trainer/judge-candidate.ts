/** Whether what a round would make of a release still finds the merchant's held-out next products. */
import { type ParameterValues, unflatten } from '../../models/parameters.ts';
import { decodeModel, type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import type { FileRef, ReleaseManifest } from '../../src/protocol/release-manifest.ts';
import { knownHistory } from './dataset.ts';
import type { HeldOut } from './evaluate-states.ts';
import { LogError, type ShopperLog } from './read-logs.ts';
import { sharedQuality } from './shared-quality.ts';

export interface Candidate {
  /** Of the release that the round started from. */
  readonly manifest: ReleaseManifest;
  /** Federated vectors, flat in the order of `sharedLayout`. */
  readonly sharedBefore: Float32Array;
  readonly sharedAfter: Float32Array;
}

export interface Judgement {
  readonly accepted: boolean;
  readonly metrics: Readonly<Record<string, number>>;
  /** Why not: both figures. */
  readonly reason?: string;
}

const MOST_CASES = 500;

/**
 * The last product of each line as what came next, where it can be found at all: it and something before it are
 * products of the release, and it does not stand in the line before. Evenly spread over the lines, at most 500.
 * @throws LogError when no line is of use
 */
export function canaryCases(logs: readonly ShopperLog[], ids: readonly string[], what: string): HeldOut[] {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const cases = logs.flatMap(({ events }): HeldOut[] => {
    const target = rowOf.get(events.at(-1)?.productId ?? '');
    const history = knownHistory(events.slice(0, -1), rowOf);
    const findable = target !== undefined && history.length > 0 && history.every(({ product }) => product !== target);
    return findable ? [{ history, target }] : [];
  });
  if (cases.length === 0) {
    throw new LogError(`${what}: no line ends with a product of the release that is new in it, after another one`);
  }
  const taken = Math.min(MOST_CASES, cases.length);
  return Array.from({ length: taken }, (_, i) => cases[Math.floor((i * cases.length) / taken)] as HeldOut);
}

/**
 * Accepts where NDCG@10 after is at least NDCG@10 before less the tolerance, both over the same cases.
 * @param tolerance >= 0, in NDCG@10
 */
export async function judgeCandidate(
  model: ReleaseModel,
  before: ParameterValues,
  after: ParameterValues,
  cases: readonly HeldOut[],
  tolerance: number,
): Promise<Judgement> {
  const old = await sharedQuality(model, before, cases);
  const { ndcg, hitRate } = await sharedQuality(model, after, cases);
  const metrics = { ndcgAt10: ndcg, ndcgAt10Before: old.ndcg, hitRateAt10: hitRate, cases: cases.length };
  if (ndcg >= old.ndcg - tolerance) return { accepted: true, metrics };
  const figures = `NDCG@10 from ${old.ndcg.toFixed(4)} to ${ndcg.toFixed(4)} on ${cases.length} canary lines`;
  return { accepted: false, metrics, reason: `${figures}, more than the tolerance of ${tolerance}` };
}

/** The model of a candidate's parent and both federated parts by name. @param read the bytes of a file of the release */
export async function openCandidate(
  { manifest, sharedBefore, sharedAfter }: Candidate,
  read: (file: FileRef) => Promise<Uint8Array<ArrayBuffer>>,
) {
  const { encoder, products, files } = manifest;
  const model = decodeModel(encoder, products, {
    base: await read(files.base),
    shared: await read(files.shared),
    vectors: await read(files.vectors),
    neighbours: await read(files.neighbours),
  });
  const cards: unknown = JSON.parse(new TextDecoder().decode(await read(files.products)));
  const ids = (cards as { readonly id: string }[]).map(({ id }) => id);
  const layout = sharedLayout(encoder);
  return { model, ids, before: unflatten(layout, sharedBefore), after: unflatten(layout, sharedAfter) };
}
