/** From a merchant's logs to the model of a release: product vectors, encoder, tables, ranker. */

import { setImmediate as turn } from 'node:timers/promises';
import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { compactValues } from '../../models/compact-parameters.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues, unflatten } from '../../models/parameters.ts';
import { productAttributes } from '../../models/product-attributes.ts';
import { quantiseRows } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { CONTENT_WIDTH, contentNeighbours } from './content.ts';
import { type Dataset, rowsOf } from './dataset.ts';
import { fitConversion } from './fit-conversion.ts';
import { type CheckpointKeeper, fitEncoder } from './fit-encoder.ts';
import { type Ablation, fitAndJudge, type RankerExamples } from './fit-release-ranker.ts';
import type { ThreadPlan } from './gradient-threads.ts';
import { casesOf, holdOut } from './hold-out.ts';
import type { ListQuality } from './list-quality.ts';
import { releaseExamples, vectorsAfter } from './release-examples.ts';
import { qualityMetrics } from './release-gate.ts';
import { startingVectors } from './starting-vectors.ts';
import { tablesOf } from './tables.ts';
import type { TrainingEvent } from './train-encoder.ts';
import type { TrainingOptions, TrainingProgress } from './training-options.ts';
import { fillUnseenRows } from './unseen-rows.ts';

export interface TrainingResult {
  readonly model: ReleaseModel;
  /** The encoder as it was before the rounding of a release: base by name, unit product vectors [P, D]. */
  readonly unrounded: { readonly base: ReadonlyMap<string, Float32Array>; readonly rows: Float32Array };
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the ranked lists, on choices that neither tables, encoder nor ranker had seen. */
  readonly quality: ListQuality | undefined;
  readonly ablations: readonly Ablation[];
  /** What the ranker has learned from, where it was asked for. */
  readonly examples?: RankerExamples;
}

/** Cases that early stopping looks at after every epoch. */
const WATCHED_MOST = 2_500;

/** How a training outlives its process, and how it is ended. */
export interface TrainingControl {
  readonly keeper?: CheckpointKeeper;
  /** When the first process of this training started. */
  readonly startedAtMs?: number;
  readonly signal?: AbortSignal;
  /** Also judges the ranker without each of its sources. */
  readonly ablate?: boolean;
  /** Also gives what the ranker has learned from: hundreds of megabytes. */
  readonly keepExamples?: boolean;
  /** Other threads for the encoder's gradients, on wasm. The model is the same with any number of them. */
  readonly threads?: ThreadPlan | undefined;
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
  { keeper, signal, startedAtMs = Date.now(), ablate = false, keepExamples = false, threads }: TrainingControl = {},
): Promise<TrainingResult> {
  const random = seededRandom(options.seed);
  const { shape } = options;
  const products = data.ids.length;
  onProgress({ kind: 'stage', stage: 'content neighbours' });
  const near = contentNeighbours(data.texts, data.meanings);
  const content = neighbourTable(near, CONTENT_WIDTH);
  const conversion = fitConversion(data.sequences, products);
  const fixed = { attributes: productAttributes(data.texts), conversions: conversion.counts };
  const split = holdOut(data, random.fork('held-out'));
  const { kept, heldOut } = split;
  const vectors = () => {
    onProgress({ kind: 'stage', stage: 'product vectors' });
    return startingVectors(kept, products, shape.width, random.fork('vectors'));
  };
  const outside = valid ? casesOf(data, valid).slice(0, WATCHED_MOST) : [];
  const watched = outside.length > 0 ? outside : heldOut.slice(0, WATCHED_MOST);
  const { best, finished } = await fitEncoder({
    ...{ options, kept, all: data.sequences, vectors, watched, watchedAtTheEnd: outside },
    ...{ random: random.fork('encoder'), keeper, signal, startedAtMs, onProgress, threads },
  });

  if (watched.length > 0 && best.hitRate === 0) {
    onProgress({
      kind: 'note',
      text: 'the encoder finds no held-out product at all: too few logs, or too little time',
    });
  }
  onProgress({ kind: 'stage', stage: "the ranker's choices" });
  const weights = releasedBase(shape, best.parameters, kept);
  // Signals and the end of a parent process are heard only between two turns of the event loop.
  const listen = async () => {
    await turn();
    signal?.throwIfAborted();
  };
  // Each is met twice where products read alike: as it was, and with some products new.
  const cases = heldOut.length * (near.some((alike) => alike.size > 0) ? 2 : 1);
  const { usual, withNew, shelf } = await releaseExamples({
    ...{ split, near, content, fixed, encoder: { shape, weights, vectors: best.vectors } },
    ...{ random: random.fork('new products'), onCase: counted(cases, listen, onProgress) },
  });
  onProgress({ kind: 'stage', stage: 'the ranker' });
  const { newProductParity } = options;
  const ranker = await fitAndJudge({ usual, withNew }, { newProductParity, random, onStep: listen }, { shelf, ablate });
  const shared = new Map([...startingValues(sharedLayout(shape), random.fork('shared')), ...ranker.values]);
  const everything = rowsOf(data.sequences);
  const tables = tablesOf(data.sequences, products, content, fixed);
  const base = new Map([...releasedBase(shape, finished.parameters, data.sequences), ...conversion.weights]);
  const vectorsNow = vectorsAfter(everything, near, finished.vectors, shape.width);
  return {
    model: { shape, base, shared, vectors: quantiseRows(vectorsNow, shape.width), tables },
    unrounded: { base: unflatten(encoderLayout(shape), finished.parameters), rows: vectorsNow },
    metrics: {
      searchNdcgAt10: best.ndcg,
      searchHitRateAt10: best.hitRate,
      rankerExamples: [...usual, ...withNew].filter(({ chosen }) => chosen >= 0).length,
      ...(ranker.quality && qualityMetrics(ranker.quality)),
      ...(conversion.quality && {
        conversionExamples: conversion.quality.examples,
        conversionAuc: conversion.quality.auc,
        conversionCalibrationError: conversion.quality.calibrationError,
      }),
    },
    quality: ranker.quality,
    ablations: ranker.ablations,
    ...(keepExamples && { examples: { usual, withNew } }),
  };
}

/** Tells every percent of so many calls. */
function counted(most: number, listen: () => Promise<void>, onProgress: (progress: TrainingProgress) => void) {
  let [calls, percent] = [0, 0];
  return async () => {
    await listen();
    calls++;
    if (Math.floor((100 * calls) / most) === percent) return;
    percent = Math.floor((100 * calls) / most);
    onProgress({ kind: 'stage', stage: "the ranker's choices", done: percent / 100 });
  };
}

/** The encoder's parameters as released: rounded, and without rows that were never trained. */
function releasedBase(
  shape: EncoderShape,
  parameters: Float32Array,
  sequences: readonly (readonly TrainingEvent[])[],
): Map<string, Float32Array> {
  const layout = encoderLayout(shape);
  return compactValues(layout, fillUnseenRows(unflatten(layout, parameters), sequences, shape.width));
}
