/**
 * A training that can be taken up again: everything the encoder's training needs to go on exactly, as bytes.
 * Legend: P products, D width.
 */
import { createHash } from 'node:crypto';
import { type EncoderShape, encoderLayout } from '../../models/behaviour-encoder.ts';
import { layoutSize } from '../../models/parameters.ts';
import { decodeTensors, encodeTensors, float32Tensor, type NamedTensor } from '../../models/release-format.ts';
import { must } from '../../src/base/must.ts';
import type { Quality } from './evaluate-states.ts';
import type { EncoderState } from './train-encoder.ts';

/** The newest epoch that was as good as the best, as far as the held-out figure can tell. */
export interface BestEpoch extends Quality {
  /** The base, flat. */
  readonly parameters: Float32Array;
  /** Unit product vectors. [P, D] */
  readonly vectors: Float32Array;
}

/**
 * What the encoder trains on: `search` on the kept events, as long as that helps; `finish` on all of them, from the best
 * epoch on, for a fixed number of epochs.
 */
export type TrainingPhase = 'search' | 'finish';

/** Where the encoder's training stands. */
export interface Checkpoint {
  readonly phase: TrainingPhase;
  /** Epochs done in this phase. */
  readonly epoch: number;
  /** Steps done of the next one. */
  readonly step: number;
  /** NDCG@10 that an epoch has to reach to be as good as the best: the highest yet of an epoch's figure less its standard error. */
  readonly bar: number;
  /** Epochs in a row that did not reach it. */
  readonly worse: number;
  /** Time that training has taken so far, over all its processes. */
  readonly spentMs: number;
  /** When the first of them started. */
  readonly startedAtMs: number;
  readonly state: EncoderState;
  readonly best: BestEpoch | undefined;
}

/** Why bytes are no checkpoint to go on from. */
export type CheckpointProblem = 'damaged' | 'of other logs or options';

const HASH_BYTES = 32;

/** @param inputs a hash of the logs and options that the training depends on; see `inputsHash` */
export function encodeCheckpoint(inputs: string, { state, best, ...place }: Checkpoint): Uint8Array<ArrayBuffer> {
  const header = {
    format: 'inkling-checkpoint/4',
    inputs,
    place,
    adamStep: state.adam.step,
    best: best && { ndcg: best.ndcg, hitRate: best.hitRate },
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const flat = (name: string, data: NamedTensor['data']): NamedTensor => ({ name, shape: [data.length], data });
  const body = encodeTensors([
    flat('header', text),
    flat('parameters', state.parameters),
    flat('adam.mean', state.adam.mean),
    flat('adam.square', state.adam.square),
    flat('vectors', state.vectors),
    flat('rows.mean', state.rows.mean),
    flat('rows.square', state.rows.square),
    flat('rows.steps', state.rows.steps),
    ...(best ? [flat('best.parameters', best.parameters), flat('best.vectors', best.vectors)] : []),
  ]);
  const file = new Uint8Array(body.length + HASH_BYTES);
  file.set(body);
  file.set(sha256(body), body.length);
  return file;
}

/** The checkpoint in `file`, or why there is none for these inputs. @param products P */
export function decodeCheckpoint(
  file: Uint8Array<ArrayBuffer>,
  inputs: string,
  shape: EncoderShape,
  products: number,
): Checkpoint | CheckpointProblem {
  const body = file.slice(0, -HASH_BYTES);
  if (file.length < HASH_BYTES || !sha256(body).equals(file.subarray(-HASH_BYTES))) return 'damaged';
  // From here on the bytes are what encodeCheckpoint wrote: by which code and for what, the header says.
  const tensors = decodeTensors(body);
  const header = JSON.parse(new TextDecoder().decode(tensors.get('header')?.data as Uint8Array));
  if (header.format !== 'inkling-checkpoint/4' || header.inputs !== inputs) return 'of other logs or options';
  const [weights, table] = [[layoutSize(encoderLayout(shape))], [products * shape.width]];
  const read = (name: string, size: readonly number[]) => float32Tensor(tensors, name, size);
  const steps = tensors.get('rows.steps')?.data;
  must(steps instanceof Uint32Array && steps.length === products, 'a step count of every product');
  return {
    ...(header.place as Omit<Checkpoint, 'state' | 'best'>),
    state: {
      parameters: read('parameters', weights),
      adam: { step: header.adamStep, mean: read('adam.mean', weights), square: read('adam.square', weights) },
      vectors: read('vectors', table),
      rows: { mean: read('rows.mean', table), square: read('rows.square', table), steps },
    },
    best: header.best && {
      ...(header.best as Quality),
      parameters: read('best.parameters', weights),
      vectors: read('best.vectors', table),
    },
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
