/** From a merchant's logs to the model of a release: product vectors, encoder, tables, ranker. */

import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { candidatesFor } from '../../models/candidate-features.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues, unflatten } from '../../models/parameters.ts';
import { dequantiseRows, quantiseRows, scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { type SeededRandom, seededRandom } from '../../src/base/seeded-random.ts';
import { lexicalRows, nearestRows } from './content.ts';
import { countPairs, positivePointwiseMutualInformation } from './cooccurrence.ts';
import type { Dataset } from './dataset.ts';
import { type HeldOut, statesOf } from './evaluate-states.ts';
import { type CheckpointKeeper, fitEncoder } from './fit-encoder.ts';
import { fitRanker, type RankingExample } from './fit-ranker.ts';
import { tablesOf } from './tables.ts';
import type { TrainingEvent } from './train-encoder.ts';
import type { TrainingOptions, TrainingProgress } from './training-options.ts';
import { scaledLeftVectors, sparseMatrix } from './truncated-svd.ts';

export interface TrainingResult {
  readonly model: ReleaseModel;
  readonly metrics: Readonly<Record<string, number>>;
}

const HELD_OUT_SHARE = 0.1;
const HELD_OUT_MOST = 2_500;
const CONTENT_NEIGHBOURS = 50;

/** How a training outlives its process, and how it is ended. */
export interface TrainingControl {
  readonly keeper?: CheckpointKeeper;
  /** When the first process of this training started. */
  readonly startedAtMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Trains everything a release needs.
 * @param valid next products by shopper, for early stopping alone; without it the trainer's own held-out events are used
 * @throws the signal's reason when it aborts
 */
export async function train(
  data: Dataset,
  options: TrainingOptions,
  valid: ReadonlyMap<string, string> | undefined,
  onProgress: (progress: TrainingProgress) => void,
  { keeper, signal, startedAtMs = Date.now() }: TrainingControl = {},
): Promise<TrainingResult> {
  const random = seededRandom(options.seed);
  const { shape } = options;
  const products = data.ids.length;
  onProgress({ kind: 'stage', stage: 'content neighbours' });
  const content = neighbourTable(nearestRows(lexicalRows(data.texts), CONTENT_NEIGHBOURS), CONTENT_NEIGHBOURS);
  const { kept, heldOut } = holdOut(data, random.fork('held-out'));
  const vectors = () => {
    onProgress({ kind: 'stage', stage: 'product vectors' });
    return startingVectors(kept, products, shape.width, random.fork('vectors'));
  };
  const watched = casesOf(data, kept, valid) ?? heldOut;
  const control = { keeper, signal, startedAtMs, onProgress };
  const fit = { options, sequences: kept, vectors, watched, random: random.fork('encoder'), ...control };
  const best = await fitEncoder(fit);

  onProgress({ kind: 'stage', stage: 'ranker' });
  const base = unflatten(encoderLayout(shape), best.parameters);
  const quantised = quantiseRows(best.vectors, shape.width);
  const rows = (sequences: readonly (readonly TrainingEvent[])[]) =>
    sequences.map((events) => events.map((event) => event.product));
  const countedBefore = tablesOf(rows(kept), products, content);
  const examples = await rankingExamples(shape, base, dequantiseRows(quantised), heldOut, countedBefore);
  const shared = new Map([
    ...startingValues(sharedLayout(shape), random.fork('shared')),
    ...(await fitRanker(examples, random)),
  ]);
  const tables = tablesOf(rows(data.sequences), products, content);
  return {
    model: { shape, base, shared, vectors: quantised, tables },
    metrics: { encoderNdcgAt10: best.ndcg, encoderHitRateAt10: best.hitRate, rankerExamples: examples.length },
  };
}

/** Takes the last event of some shoppers away, so that the ranker learns on pairs that no table has counted. */
function holdOut(data: Dataset, random: SeededRandom): { kept: (readonly TrainingEvent[])[]; heldOut: HeldOut[] } {
  const able = [...data.sequences.keys()].filter((at) => present(data.sequences[at], 'sequence').length >= 3);
  const size = Math.min(HELD_OUT_MOST, Math.ceil(HELD_OUT_SHARE * able.length));
  const chosen = random.shuffle(able).slice(0, size);
  const kept = data.sequences.slice();
  const heldOut = chosen.map((at) => {
    const sequence = present(data.sequences[at], 'sequence');
    const history = sequence.slice(0, -1);
    kept[at] = history;
    return { history, target: present(sequence.at(-1), 'last event').product };
  });
  return { kept, heldOut };
}

function casesOf(
  data: Dataset,
  kept: readonly (readonly TrainingEvent[])[],
  valid: ReadonlyMap<string, string> | undefined,
): HeldOut[] | undefined {
  if (!valid) return undefined;
  const cases: HeldOut[] = [];
  for (const [shopper, productId] of valid) {
    const at = data.shoppers.get(shopper);
    const target = data.rowOf.get(productId);
    const history = at === undefined ? undefined : kept[at];
    if (target !== undefined && history && history.length > 0) cases.push({ history, target });
    if (cases.length >= HELD_OUT_MOST) break;
  }
  return cases.length > 0 ? cases : undefined;
}

/** Truncated SVD of the co-occurrence information; products without events start from small noise. [P, D] */
function startingVectors(
  sequences: readonly (readonly TrainingEvent[])[],
  products: number,
  width: number,
  random: SeededRandom,
): Float32Array {
  const rows = sequences.map((events) => events.map((event) => event.product));
  const pairs = countPairs(rows, products, { window: 50, decay: 0.9, directed: false });
  const matrix = sparseMatrix(positivePointwiseMutualInformation(pairs), products);
  const vectors = unitRowsInPlace(scaledLeftVectors(matrix, width, random), width);
  const noise = 0.1 / Math.sqrt(width);
  return vectors.map((value) => value + noise * random.normal());
}

async function rankingExamples(
  shape: EncoderShape,
  base: ReadonlyMap<string, Float32Array>,
  served: Float32Array,
  heldOut: readonly HeldOut[],
  tables: ReturnType<typeof tablesOf>,
): Promise<RankingExample[]> {
  const states = await statesOf(
    shape,
    base,
    served,
    heldOut.map((one) => one.history),
  );
  const examples: RankingExample[] = [];
  heldOut.forEach(({ history, target }, at) => {
    const seen = history.map((event) => event.product);
    const scores = scoreRows(served, states.subarray(at * shape.width, (at + 1) * shape.width));
    const candidates = candidatesFor(tables, seen, scores, new Set(seen));
    const chosen = candidates.products.indexOf(target);
    if (chosen >= 0) examples.push({ candidates, chosen });
  });
  return examples;
}
