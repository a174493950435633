/** Epoch after epoch until the held-out figure stops growing, with checkpoints on the way. P products, D width. */
import { setImmediate as turn } from 'node:timers/promises';
import { encoderLayout } from '../../models/behaviour-encoder.ts';
import { unflatten } from '../../models/parameters.ts';
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { BestEpoch, Checkpoint } from './checkpoint.ts';
import { type HeldOut, type Quality, stateQuality, statesOf } from './evaluate-states.ts';
import { type EncoderState, encoderTrainer, startingState, type TrainingEvent } from './train-encoder.ts';
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
  readonly sequences: readonly (readonly TrainingEvent[])[];
  /** Starting product vectors [P, D]; not called when a checkpoint has them. */
  readonly vectors: () => Float32Array;
  readonly watched: readonly HeldOut[];
  readonly random: SeededRandom;
  readonly startedAtMs: number;
  readonly keeper: CheckpointKeeper | undefined;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Ends the training at the next step, after a last checkpoint. */
  readonly signal: AbortSignal | undefined;
}

const PATIENCE = 3;

/**
 * The best epoch by held-out NDCG@10 of the states.
 * @throws the signal's reason when it aborts
 */
export async function fitEncoder(fit: EncoderFit): Promise<BestEpoch> {
  const { options, random, keeper, signal } = fit;
  const resumed = keeper?.resumed;
  const state = resumed?.state ?? startingState(options.shape, fit.vectors(), random);
  const trainer = encoderTrainer({ ...options, sequences: fit.sequences, random }, state);
  let [epoch, step, worse, best] = [resumed?.epoch ?? 0, resumed?.step ?? 0, resumed?.worse ?? 0, resumed?.best];
  const beginMs = Date.now() - (resumed?.spentMs ?? 0);
  let savedMs = Date.now();
  const spentMs = () => Date.now() - beginMs;
  const save = async () => {
    await keeper?.save({ epoch, step, worse, spentMs: spentMs(), startedAtMs: fit.startedAtMs, state, best });
    savedMs = Date.now();
  };
  while (epoch < options.epochs && worse < PATIENCE && spentMs() < options.encoderMs) {
    await trainer.epoch(epoch + 1, step, async ({ done, steps, loss }) => {
      step = done;
      fit.onProgress({ kind: 'step', epoch: epoch + 1, done: done / steps, loss });
      // Signals and the end of a parent process are heard only between two turns of the event loop.
      await turn();
      if (signal?.aborted || (keeper && Date.now() - savedMs >= keeper.everyMs)) await save();
      signal?.throwIfAborted();
      return spentMs() < options.encoderMs;
    });
    [epoch, step] = [epoch + 1, 0];
    const now = await qualityOf(fit, state);
    fit.onProgress({ kind: 'epoch', epoch, ndcg: now.ndcg, hitRate: now.hitRate });
    if (!best || now.ndcg > best.ndcg) [best, worse] = [now, 0];
    else worse++;
    await save();
  }
  return best ?? { parameters: state.parameters, vectors: state.vectors, ndcg: 0, hitRate: 0 };
}

/** How good the state is now, with copies of what made it so. */
async function qualityOf({ options, watched }: EncoderFit, state: EncoderState): Promise<BestEpoch & Quality> {
  const { shape } = options;
  const vectors = unitRowsInPlace(Float32Array.from(state.vectors), shape.width);
  const parameters = Float32Array.from(state.parameters);
  const histories = watched.map((one) => one.history);
  const states = await statesOf(shape, unflatten(encoderLayout(shape), parameters), vectors, histories);
  return { ...stateQuality(states, vectors, shape.width, watched), parameters, vectors };
}
