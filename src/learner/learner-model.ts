/** What the learner reads of a release. Legend: T events, D width, P products. */
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import type { ReleaseTables } from '../../models/candidate-features.ts';
import type { ParameterValues } from '../../models/parameters.ts';

export interface LearnerModel {
  readonly shape: EncoderShape;
  /** Divides cosine scores. */
  readonly temperature: number;
  /** Values by the names of `encoderLayout`. */
  readonly base: ParameterValues;
  /** Values by the names of `sharedLayout`. */
  readonly shared: ParameterValues;
  /** Unit product vectors. [P, D] */
  readonly rows: Float32Array;
  readonly tables: ReleaseTables;
}

/** One event as the encoder reads it. */
export interface LearnerEvent {
  /** Row of the product. */
  readonly product: number;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
  /** See `gapsBetween`. */
  readonly gap: number;
}

/** Unit state of the frozen release after the last of `events`, as it is served. [D] */
export type EncodeHistory = (events: readonly LearnerEvent[]) => Promise<Float32Array>;
