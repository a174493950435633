/** What a training can be told, and what it tells while it runs. */
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import type { TrainingPhase } from './checkpoint.ts';
import type { Quality } from './evaluate-states.ts';

export interface TrainingOptions {
  readonly shape: EncoderShape;
  readonly temperature: number;
  readonly seed: string;
  /** Wall-clock limit of the encoder's training, milliseconds. */
  readonly encoderMs: number;
  /** At most. More make the encoder better by itself and the lists worse: it learns what the tables say already. */
  readonly epochs: number;
  /** Epochs on all events, after those; the learning rate falls to 0 over them. */
  readonly finishEpochs: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly negatives: number;
  readonly tokens: number;
  /** How often products without events are to be found, as a share of how often the others are. */
  readonly newProductParity: number;
}

export const TRAINING_DEFAULTS = {
  temperature: 0.07,
  epochs: 15,
  finishEpochs: 10,
  learningRate: 2e-3,
  dropout: 0.3,
  negatives: 512,
  tokens: 1024,
  // In the rehearsal: its encoder has met the new products, so they are found less often afterwards (decision 10).
  newProductParity: 1.25,
} as const;

/** What a person is told after the number of an epoch. */
export const PHASE_NAMES: Readonly<Record<TrainingPhase, string>> = {
  search: '',
  finish: ' on all events',
};

/** Reported while training runs; for a progress line or a log. */
export type TrainingProgress =
  | { readonly kind: 'note'; readonly text: string }
  /** `done`: share of a stage that takes its time; told at every percent. */
  | { readonly kind: 'stage'; readonly stage: string; readonly done?: number }
  | {
      readonly kind: 'step';
      readonly phase: TrainingPhase;
      readonly epoch: number;
      /** Share of the epoch. */
      readonly done: number;
      readonly loss: number;
      /** What is left of the encoder's training at most, milliseconds: it ends sooner when it stops getting better. */
      readonly leftMs: number;
    }
  | {
      readonly kind: 'epoch';
      readonly phase: TrainingPhase;
      readonly epoch: number;
      /** Mean of the epoch's steps, nats a position; undefined where it took none. */
      readonly loss: number | undefined;
      /** Absent where no case is left that the epoch was not trained on. */
      readonly quality: Quality | undefined;
    };

/** The defaults for a model of some width and a training of some length. @param minutes of which the encoder has three quarters */
export function trainingOptions({
  width,
  maxEvents,
  seed,
  minutes,
  epochs = TRAINING_DEFAULTS.epochs,
  newProductParity = TRAINING_DEFAULTS.newProductParity,
}: {
  readonly width: number;
  readonly maxEvents: number;
  readonly seed: string;
  readonly minutes: number;
  readonly epochs?: number | undefined;
  readonly newProductParity?: number | undefined;
}): TrainingOptions {
  const encoder = { width, blocks: 1, feedForward: 4 * width, maxEvents };
  const shape = { ...encoder, adapterRank: 4, adapterSeed: `inkling-${seed}` };
  return { ...TRAINING_DEFAULTS, epochs, newProductParity, shape, seed, encoderMs: 0.75 * minutes * 60_000 };
}
