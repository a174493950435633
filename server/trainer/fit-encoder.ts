/** Epoch after epoch until the held-out figure stops growing, with checkpoints on the way. P products, D width. */
import { setImmediate as turn } from 'node:timers/promises';
import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { unflatten } from '../../models/parameters.ts';
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { BestEpoch, Checkpoint } from './checkpoint.ts';
import type { ComputeGradients } from './encoder-gradients.ts';
import { type HeldOut, type MeasuredQuality, stateQuality, statesOf } from './evaluate-states.ts';
import { gradientThreads, inSharedMemory, type ThreadPlan } from './gradient-threads.ts';
import {
  type EncoderState,
  type EpochProgress,
  encoderTrainer,
  startingState,
  type TrainingEvent,
} from './train-encoder.ts';
import type { TrainingOptions, TrainingProgress } from './training-options.ts';

/** Keeps checkpoints; absent where a training need not outlive its process. */
export interface CheckpointKeeper {
  /** What to go on from; undefined starts at the beginning. */
  readonly resumed: Checkpoint | undefined;
  /** Called after every epoch, and inside one after so long. */
  save(checkpoint: Checkpoint): Promise<void>;
  readonly everyMs: number;
}

export interface EncoderFit {
  readonly options: TrainingOptions;
  /** Without what the ranker will learn from. */
  readonly kept: readonly (readonly TrainingEvent[])[];
  readonly all: readonly (readonly TrainingEvent[])[];
  /** Starting product vectors [P, D]; not called when a checkpoint has them. */
  readonly vectors: () => Float32Array;
  /** What the search is judged by. */
  readonly watched: readonly HeldOut[];
  /** What says how good the finished encoder is: none where all cases are among what it was finished on. */
  readonly watchedAtTheEnd: readonly HeldOut[];
  readonly random: SeededRandom;
  readonly startedAtMs: number;
  readonly keeper: CheckpointKeeper | undefined;
  /** Other threads to compute on, for the wasm backend; absent, this one does it all. */
  readonly threads: ThreadPlan | undefined;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Ends the training at the next step, after a last checkpoint. */
  readonly signal: AbortSignal | undefined;
}

export interface FittedEncoder {
  /** Has not seen what was held out: what the ranker learns with. */
  readonly best: BestEpoch;
  /** Has seen everything: what is released. */
  readonly finished: Pick<BestEpoch, 'parameters' | 'vectors'>;
}

/** Epochs in a row that may be worse than the best, by more than the held-out figure's own noise. */
const PATIENCE = 5;
/** Share of the time limit after which no further epoch of the search begins. */
const SEARCH_SHARE = 0.6;

/**
 * The newest epoch that is as good as the best by held-out NDCG@10 of the states, and the same encoder after a few epochs on
 * all events. A difference within one standard error is none: the best of many noisy figures is the luckiest.
 * @see Breiman et al. 1984, "Classification and Regression Trees", on the rule of one standard error
 * @throws the signal's reason when it aborts
 */
export async function fitEncoder(fit: EncoderFit): Promise<FittedEncoder> {
  const { options, random, keeper } = fit;
  const state = keeper?.resumed?.state ?? startingState(options.shape, fit.vectors(), random);
  if (!fit.threads) return searchAndFinish(fit, state, undefined);
  const shared = inSharedMemory(state);
  const threads = gradientThreads(fit.threads, options, shared);
  try {
    return await searchAndFinish(fit, shared, threads.compute);
  } finally {
    await threads.close();
  }
}

async function searchAndFinish(
  fit: EncoderFit,
  state: EncoderState,
  compute: ComputeGradients | undefined,
): Promise<FittedEncoder> {
  const { options, random, keeper, signal } = fit;
  const resumed = keeper?.resumed;
  const training = { ...options, random, compute };
  const trainers = {
    search: encoderTrainer({ ...training, sequences: fit.kept }, state),
    finish: encoderTrainer({ ...training, sequences: fit.all }, state),
  };
  let [phase, best] = [resumed?.phase ?? 'search', resumed?.best];
  let [epoch, step] = [resumed?.epoch ?? 0, resumed?.step ?? 0];
  let [bar, worse] = [resumed?.bar ?? 0, resumed?.worse ?? 0];
  const beginMs = Date.now() - (resumed?.spentMs ?? 0);
  let savedMs = Date.now();
  const spentMs = () => Date.now() - beginMs;
  const save = async () => {
    const place = { phase, epoch, step, bar, worse, spentMs: spentMs(), startedAtMs: fit.startedAtMs };
    await keeper?.save({ ...place, state, best });
    savedMs = Date.now();
  };
  const pass = async (limitMs: number, rate?: (done: number) => number) => {
    const number = phase === 'search' ? epoch + 1 : options.epochs + epoch + 1;
    const [firstStep, firstMs] = [step, Date.now()];
    let losses = 0;
    const onStep = async ({ done, steps, loss }: EpochProgress) => {
      step = done;
      losses += loss;
      const epochMs = ((Date.now() - firstMs) / (done - firstStep)) * steps;
      const passes = phase === 'search' ? options.epochs + options.finishEpochs : options.finishEpochs;
      const leftMs = Math.min(options.encoderMs - spentMs(), (passes - epoch - done / steps) * epochMs);
      fit.onProgress({ kind: 'step', phase, epoch: epoch + 1, done: done / steps, loss, leftMs: Math.max(0, leftMs) });
      // Signals and the end of a parent process are heard only between two turns of the event loop.
      await turn();
      if (signal?.aborted || (keeper && Date.now() - savedMs >= keeper.everyMs)) await save();
      signal?.throwIfAborted();
      return spentMs() < limitMs;
    };
    await trainers[phase].epoch(number, step, onStep, rate);
    const loss = step > firstStep ? losses / (step - firstStep) : undefined;
    [epoch, step] = [epoch + 1, 0];
    const cases = phase === 'search' ? fit.watched : fit.watchedAtTheEnd;
    const now = await qualityOf(options.shape, state, cases);
    const quality = cases.length > 0 ? { ndcg: now.ndcg, hitRate: now.hitRate } : undefined;
    fit.onProgress({ kind: 'epoch', phase, epoch, loss, quality });
    return now;
  };
  const searchMs = SEARCH_SHARE * options.encoderMs;
  while (phase === 'search' && epoch < options.epochs && worse < PATIENCE && spentMs() < searchMs) {
    const now = await pass(searchMs);
    if (now.ndcg >= bar) best = now;
    ({ bar, worse } = judged({ bar, worse }, now));
    await save();
  }
  best ??= await qualityOf(options.shape, state, fit.watched);
  if (phase === 'search') {
    state.parameters.set(best.parameters);
    state.vectors.set(best.vectors);
    [phase, epoch, step] = ['finish', 0, 0];
  }
  const { finishEpochs, learningRate } = options;
  while (epoch < finishEpochs && spentMs() < options.encoderMs) {
    const before = epoch;
    await pass(options.encoderMs, (done) => learningRate * (1 - (before + done) / finishEpochs));
    await save();
  }
  return { best, finished: snapshot(state, options.shape.width) };
}

/** The bar and the epochs in a row below it after one more: within a standard error of the best is as good. */
export function judged(
  { bar, worse }: Pick<Checkpoint, 'bar' | 'worse'>,
  { ndcg, standardError }: Pick<MeasuredQuality, 'ndcg' | 'standardError'>,
): Pick<Checkpoint, 'bar' | 'worse'> {
  return { bar: Math.max(bar, ndcg - standardError), worse: ndcg >= bar ? 0 : worse + 1 };
}

/** How good the state is now, with copies of what made it so. */
async function qualityOf(
  shape: EncoderShape,
  state: EncoderState,
  watched: readonly HeldOut[],
): Promise<BestEpoch & MeasuredQuality> {
  const { parameters, vectors } = snapshot(state, shape.width);
  const histories = watched.map((one) => one.history);
  const states = await statesOf(shape, unflatten(encoderLayout(shape), parameters), vectors, histories);
  return { ...stateQuality(states, vectors, shape.width, watched), parameters, vectors };
}

function snapshot(state: EncoderState, width: number): Pick<BestEpoch, 'parameters' | 'vectors'> {
  const vectors = unitRowsInPlace(Float32Array.from(state.vectors), width);
  return { parameters: Float32Array.from(state.parameters), vectors };
}
