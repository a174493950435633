import type { Clock } from '../../src/base/clock.ts';
import type { ReleaseManifest } from '../../src/protocol/release-manifest.ts';
import type { Signer } from '../../src/protocol/signed-message.ts';
import type { AggregatorStore } from './aggregator-store.ts';
import type { BlobStore } from './blob-store.ts';

/** How rounds are made. */
export interface RoundPlan {
  /** Fewer reports are never summed; at least 2. */
  readonly minimumCohort: number;
  /** The round closes when it has this many. */
  readonly targetReports: number;
  /** The round closes after this time at the latest. */
  readonly durationMs: number;
  /** After closing, how long the helper has to answer. Default: one hour. */
  readonly answerMs?: number;
  /** L2 clip of a delta, in the unit of the weights. */
  readonly clip: number;
  /** z: noise stdDev over the L2 sensitivity. */
  readonly noiseMultiplier: number;
  /** Factor on the mean delta when it is applied; 1 is plain federated averaging. */
  readonly serverLearningRate: number;
  /** L of the quantiser. Default 8: rounding then adds under half a percent to a report's sensitivity. */
  readonly levels?: number;
  /** Opens no more rounds than this, ever, in this data folder; absent: one after the other. */
  readonly maximumRounds?: number;
}

/** Judges a candidate on held-out data. */
export type Evaluate = (candidate: {
  readonly manifest: ReleaseManifest;
  /** The federated vector of that release, and what the round would make of it. */
  readonly sharedBefore: Float32Array;
  readonly sharedAfter: Float32Array;
}) => Promise<{
  readonly accepted: boolean;
  /** Held-out figures of the candidate, kept in its manifest. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Why it was not accepted. */
  readonly reason?: string;
}>;

/** Everything the parts of one running aggregator share. */
export interface Aggregator {
  /** Told before each round opens whether the helper's keys are known; says in the log when that changes. */
  readonly helperAnswers: (answers: boolean) => void;
  readonly shop: string;
  readonly helperUrl: string;
  readonly plan: RoundPlan;
  readonly store: AggregatorStore;
  readonly blobs: BlobStore;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly evaluate?: Evaluate;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}
