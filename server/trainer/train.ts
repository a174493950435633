/** From a merchant's logs to the model of a release: product vectors, encoder, tables, ranker. */

import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { candidatesFor } from '../../models/candidate-features.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues } from '../../models/parameters.ts';
import { dequantiseRows, quantiseRows, scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { type SeededRandom, seededRandom } from '../../src/base/seeded-random.ts';
import { lexicalRows, nearestRows } from './content.ts';
import { countPairs, positivePointwiseMutualInformation } from './cooccurrence.ts';
import type { Dataset } from './dataset.ts';
import { type HeldOut, stateQuality, statesOf } from './evaluate-states.ts';
import { fitRanker, type RankingExample } from './fit-ranker.ts';
import { tablesOf } from './tables.ts';
import { encoderTrainer, type TrainingEvent } from './train-encoder.ts';
import { scaledLeftVectors, sparseMatrix } from './truncated-svd.ts';

export interface TrainingOptions {
  readonly shape: EncoderShape;
  readonly temperature: number;
  readonly seed: string;
  /** Wall-clock limit of the encoder's training, milliseconds. */
  readonly encoderMs: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly negatives: number;
  readonly tokens: number;
}

export const TRAINING_DEFAULTS = {
  temperature: 0.07,
  epochs: 24,
  learningRate: 2e-3,
  dropout: 0.3,
  negatives: 512,
  tokens: 1024,
} as const;

/** Reported while training runs; for a progress line or a log. */
export type TrainingProgress =
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'step'; readonly epoch: number; readonly done: number; readonly loss: number }
  | { readonly kind: 'epoch'; readonly epoch: number; readonly ndcg: number; readonly hitRate: number };

export interface TrainingResult {
  readonly model: ReleaseModel;
  readonly metrics: Readonly<Record<string, number>>;
}

const HELD_OUT_SHARE = 0.1;
const HELD_OUT_MOST = 2_500;
const CONTENT_NEIGHBOURS = 50;

/**
 * Trains everything a release needs.
 * @param valid next products by shopper, for early stopping alone; without it the trainer's own held-out events are used
 */
export async function train(
  data: Dataset,
  options: TrainingOptions,
  valid: ReadonlyMap<string, string> | undefined,
  onProgress: (progress: TrainingProgress) => void,
): Promise<TrainingResult> {
  const random = seededRandom(options.seed);
  const products = data.ids.length;
  const width = options.shape.width;
  onProgress({ kind: 'stage', stage: 'content neighbours' });
  const content = neighbourTable(nearestRows(lexicalRows(data.texts), CONTENT_NEIGHBOURS), CONTENT_NEIGHBOURS);
  const { kept, heldOut } = holdOut(data, random.fork('held-out'));
  onProgress({ kind: 'stage', stage: 'product vectors' });
  const vectors = startingVectors(kept, products, width, random.fork('vectors'));
  const watched = casesOf(data, kept, valid) ?? heldOut;
  const best = await trainEncoder(options, kept, vectors, watched, random, onProgress);

  onProgress({ kind: 'stage', stage: 'ranker' });
  const quantised = quantiseRows(best.vectors, width);
  const served = dequantiseRows(quantised);
  const rows = (sequences: readonly (readonly TrainingEvent[])[]) =>
    sequences.map((events) => events.map((event) => event.product));
  const countedBefore = tablesOf(rows(kept), products, content);
  const examples = await rankingExamples(options.shape, best.base, served, heldOut, countedBefore);
  const shared = new Map([
    ...startingValues(sharedLayout(options.shape), random.fork('shared')),
    ...(await fitRanker(examples, random)),
  ]);
  return {
    model: {
      shape: options.shape,
      base: best.base,
      shared,
      vectors: quantised,
      tables: tablesOf(rows(data.sequences), products, content),
    },
    metrics: { encoderNdcgAt10: best.ndcg, encoderHitRateAt10: best.hitRate, rankerExamples: examples.length },
  };
}

interface Best {
  readonly base: Map<string, Float32Array>;
  readonly vectors: Float32Array;
  readonly ndcg: number;
  readonly hitRate: number;
}

async function trainEncoder(
  options: TrainingOptions,
  sequences: readonly (readonly TrainingEvent[])[],
  vectors: Float32Array,
  watched: readonly HeldOut[],
  random: SeededRandom,
  onProgress: (progress: TrainingProgress) => void,
): Promise<Best> {
  const deadline = Date.now() + options.encoderMs;
  const trainer = encoderTrainer({ ...options, sequences, vectors, random: random.fork('encoder') });
  let best: Best | undefined;
  let worse = 0;
  for (let epoch = 1; epoch <= options.epochs && Date.now() < deadline; epoch++) {
    await trainer.epoch((done, loss) => {
      onProgress({ kind: 'step', epoch, done, loss });
      return Date.now() < deadline;
    });
    const unit = unitRowsInPlace(Float32Array.from(trainer.vectors), options.shape.width);
    const states = await statesOf(
      options.shape,
      trainer.base,
      unit,
      watched.map((one) => one.history),
    );
    const quality = stateQuality(states, unit, options.shape.width, watched);
    onProgress({ kind: 'epoch', epoch, ...quality });
    if (!best || quality.ndcg > best.ndcg) {
      worse = 0;
      best = { base: copy(trainer.base), vectors: unit, ...quality };
    } else if (++worse >= 3) break;
  }
  return best ?? { base: copy(trainer.base), vectors, ndcg: 0, hitRate: 0 };
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

function copy(values: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...values].map(([name, data]) => [name, Float32Array.from(data)]));
}
