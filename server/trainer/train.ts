/** From a merchant's logs to the model of a release: product vectors, encoder, tables, ranker. */

import { setImmediate as turn } from 'node:timers/promises';
import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { compactValues } from '../../models/compact-parameters.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { startingValues, unflatten } from '../../models/parameters.ts';
import { productAttributes } from '../../models/product-attributes.ts';
import { dequantiseRows, quantiseRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { type SeededRandom, seededRandom } from '../../src/base/seeded-random.ts';
import { lexicalRows, nearestRows } from './content.ts';
import { countPairs, positivePointwiseMutualInformation } from './cooccurrence.ts';
import type { Dataset } from './dataset.ts';
import { fitConversion } from './fit-conversion.ts';
import { type CheckpointKeeper, fitEncoder } from './fit-encoder.ts';
import { fitRanker } from './fit-ranker.ts';
import { casesOf, holdOut } from './hold-out.ts';
import { rankingExamples } from './ranking-examples.ts';
import { tablesOf } from './tables.ts';
import type { TrainingEvent } from './train-encoder.ts';
import type { TrainingOptions, TrainingProgress } from './training-options.ts';
import { scaledLeftVectors, sparseMatrix } from './truncated-svd.ts';

export interface TrainingResult {
  readonly model: ReleaseModel;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Cases that early stopping looks at after every epoch. */
const WATCHED_MOST = 2_500;
const CONTENT_NEIGHBOURS = 36;

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
  const conversion = fitConversion(data.sequences, products);
  const fixed = { attributes: productAttributes(data.texts), conversions: conversion.counts };
  const { kept, heldOut } = holdOut(data, random.fork('held-out'));
  const vectors = () => {
    onProgress({ kind: 'stage', stage: 'product vectors' });
    return startingVectors(kept, products, shape.width, random.fork('vectors'));
  };
  const outside = valid ? casesOf(data, valid).slice(0, WATCHED_MOST) : [];
  const watched = outside.length > 0 ? outside : heldOut.slice(0, WATCHED_MOST);
  const { best, finished } = await fitEncoder({
    ...{ options, kept, all: data.sequences, vectors, watched, watchedAtTheEnd: outside },
    ...{ random: random.fork('encoder'), keeper, signal, startedAtMs, onProgress },
  });

  if (watched.length > 0 && best.hitRate === 0) {
    onProgress({
      kind: 'note',
      text: 'the encoder finds no held-out product at all: too few logs, or too little time',
    });
  }
  onProgress({ kind: 'stage', stage: 'ranker' });
  const rows = (sequences: readonly (readonly TrainingEvent[])[]) =>
    sequences.map((events) => events.map((event) => event.product));
  const source = {
    shape,
    weights: releasedBase(shape, best.parameters),
    rows: dequantiseRows(quantiseRows(best.vectors, shape.width)),
  };
  // Signals and the end of a parent process are heard only between two turns of the event loop.
  const listen = async () => {
    await turn();
    signal?.throwIfAborted();
  };
  const examples = await rankingExamples(source, heldOut, tablesOf(rows(kept), products, content, fixed), listen);
  const shared = new Map([
    ...startingValues(sharedLayout(shape), random.fork('shared')),
    ...(await fitRanker(examples, random, listen)),
  ]);
  const tables = tablesOf(rows(data.sequences), products, content, fixed);
  const base = new Map([...releasedBase(shape, finished.parameters), ...conversion.weights]);
  const quantised = quantiseRows(finished.vectors, shape.width);
  return {
    model: { shape, base, shared, vectors: quantised, tables },
    metrics: {
      searchNdcgAt10: best.ndcg,
      searchHitRateAt10: best.hitRate,
      rankerExamples: examples.filter(({ chosen }) => chosen >= 0).length,
      ...(conversion.quality && {
        conversionExamples: conversion.quality.examples,
        conversionAuc: conversion.quality.auc,
        conversionCalibrationError: conversion.quality.calibrationError,
      }),
    },
  };
}

/** The encoder's parameters after the rounding of a release. */
function releasedBase(shape: EncoderShape, parameters: Float32Array): Map<string, Float32Array> {
  const layout = encoderLayout(shape);
  return compactValues(layout, unflatten(layout, parameters));
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
