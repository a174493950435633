/**
 * The behaviour encoder: pre-norm blocks of a gated linear recurrence and a feed-forward layer over what a shopper did.
 * One definition for browser and server. Legend: B shoppers, T events, D width, F feed-forward width, R adapter rank.
 * Product vectors are inputs here, never parameters: no axis of a federated tensor is indexed by product or shopper.
 * @see Feng et al. 2024, "Were RNNs All We Needed?" (minGRU), arXiv 2410.01201
 */
import * as tf from '@tensorflow/tfjs-core';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { PRODUCT_EVENT_KINDS } from '../src/domain/shop-event.ts';
import type { ParameterLayout, ParameterSpec, ParameterValues } from './parameters.ts';

/** Shape of the encoder; the release manifest carries it. */
export interface EncoderShape {
  readonly width: number;
  readonly blocks: number;
  readonly feedForward: number;
  readonly maxEvents: number;
  readonly adapterRank: number;
  readonly adapterSeed: string;
}

/** Tensors by parameter name; throws for a name that is not there. */
export type Weights = (name: string) => tf.Tensor;

/** A batch of histories, oldest event first, padded at the end. */
export interface EncoderBatch {
  /** Unit product vectors times sqrt(D). [B, T, D] */
  readonly products: tf.Tensor3D;
  /** Index into PRODUCT_EVENT_KINDS. int32 [B, T] */
  readonly kinds: tf.Tensor2D;
  /** See `gapsBetween`. int32 [B, T] */
  readonly gaps: tf.Tensor2D;
}

/** Rows of the kind table; more than there are kinds, so that a new kind needs no new shape. */
const KIND_SLOTS = 16;
const GAP_BUCKETS_MS = [0, 60e3, 30 * 60e3, 86_400e3, 7 * 86_400e3, 30 * 86_400e3] as const;
const GAP_SLOTS = 8;
const NORM_EPSILON = 1e-5;
const LEAST_KEPT = 1e-20;
/** The matrices of a block that carry a low-rank adapter, with their input and output widths. */
const ADAPTED = ['gate', 'candidate', 'output', 'expand', 'contract'] as const;
type Adapted = (typeof ADAPTED)[number];

/** Bucket of the time since the event before: 0 when unknown, else 1 (under a minute) to 6 (over a month). */
function gapBucket(gapMs: number | undefined): number {
  if (gapMs === undefined) return 0;
  return Math.max(1, GAP_BUCKETS_MS.filter((bound) => gapMs >= bound).length);
}

/** The bucket of each of some events, oldest first, from when they were. */
export function gapsBetween(timesMs: readonly (number | undefined)[]): number[] {
  return timesMs.map((now, at) => {
    const before = timesMs[at - 1];
    return gapBucket(now === undefined || before === undefined ? undefined : now - before);
  });
}

export function kindIndex(kind: (typeof PRODUCT_EVENT_KINDS)[number]): number {
  return PRODUCT_EVENT_KINDS.indexOf(kind);
}

/** The frozen base, as the trainer makes it. */
export function encoderLayout(shape: EncoderShape): ParameterLayout {
  const { width, blocks } = shape;
  const table = (name: string, rows: number): ParameterSpec => ({
    name,
    shape: [rows, width],
    start: { stdDev: 0.02 },
  });
  return [
    table('kind', KIND_SLOTS),
    table('gap', GAP_SLOTS),
    ...Array.from({ length: blocks }, (_, block) => blockLayout(shape, block)).flat(),
    ...normLayout('final', width),
  ];
}

/** The federated part of the encoder: the B matrices (A is fixed by the seed) and a bias of the state. */
export function sharedEncoderLayout(shape: EncoderShape): ParameterLayout {
  const blocks = Array.from({ length: shape.blocks }, (_, block) =>
    ADAPTED.map(
      (matrix): ParameterSpec => ({
        name: `block${block}.${matrix}.b`,
        shape: [shape.adapterRank, matrixSize(shape, matrix)[1]],
        start: { constant: 0 },
      }),
    ),
  ).flat();
  return [...blocks, { name: 'state.bias', shape: [shape.width], start: { constant: 0 } }];
}

/**
 * The fixed A matrices, row-major [in, R], by `block0.gate.a`: the same on every device, so that the mean of deltas of
 * B is the delta of the mean model.
 * @see Sun et al. 2024, "Improving LoRA in Privacy-preserving Federated Learning" (FFA-LoRA), arXiv 2403.12313
 */
export function fixedAdapter(shape: EncoderShape): Map<string, Float32Array> {
  const blocks = Array.from({ length: shape.blocks }, (_, block) => block);
  return new Map(
    blocks.flatMap((block) =>
      ADAPTED.map((matrix) => [`block${block}.${matrix}.a`, fixedMatrix(shape, block, matrix)] as const),
    ),
  );
}

/** Base values with the shared adapter folded in: W + A B. For inference, where one product is cheaper than two. */
export function foldAdapter(
  shape: EncoderShape,
  base: ReadonlyMap<string, Float32Array>,
  shared: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array> {
  const folded = new Map(base);
  const fixed = fixedAdapter(shape);
  for (let block = 0; block < shape.blocks; block++) {
    for (const matrix of ADAPTED) {
      const b = shared.get(`block${block}.${matrix}.b`);
      const w = base.get(`block${block}.${matrix}`);
      const a = fixed.get(`block${block}.${matrix}.a`);
      if (!a || !b || !w || b.every((value) => value === 0)) continue;
      folded.set(`block${block}.${matrix}`, addProduct(w, a, b, shape.adapterRank));
    }
  }
  const bias = shared.get('state.bias');
  if (bias) folded.set('state.bias', bias);
  return folded;
}

/** How a forward pass may be changed for training. */
export interface EncodeOptions {
  /** A and B matrices that are added to the base: A by `block0.gate.a`, B by `block0.gate.b`. */
  readonly adapter?: Weights;
  /** Applied to every residual branch; identity when absent. */
  readonly dropout?: (activations: tf.Tensor) => tf.Tensor;
}

/**
 * States after every event: what the shopper is likely to want next, as seen at that event.
 * @param weights by the names of `encoderLayout`
 * @returns [B, T, D]; the caller disposes it
 */
export function encode(
  shape: EncoderShape,
  weights: Weights,
  batch: EncoderBatch,
  options: EncodeOptions = {},
): tf.Tensor3D {
  return tf.tidy(() => {
    const kind = lookUp(weights('kind'), batch.kinds, KIND_SLOTS);
    const gap = lookUp(weights('gap'), batch.gaps, GAP_SLOTS);
    const stream = tf.add(batch.products, tf.add(kind, gap)) as tf.Tensor3D;
    return throughBlocks(shape, weights, stream, options);
  });
}

/** One history as serving has it. */
export interface EncoderHistory {
  /** Rows of the products in `rows`, oldest first. [T] */
  readonly products: ArrayLike<number>;
  /** Index into PRODUCT_EVENT_KINDS. [T] */
  readonly kinds: ArrayLike<number>;
  /** See `gapsBetween`. [T] */
  readonly gaps: ArrayLike<number>;
}

/**
 * The states after the newest events of histories of one length. Their inputs are summed here, on the host, and the last
 * block computes the newest event alone: half the operations of `encode`, for what serving needs of it.
 * @param values of the base, the tables on the host; `weights` has the same, and `state.bias` is the caller's to add
 * @param rows unit product vectors [P, D]
 * @returns [B, 1, D]; the caller disposes it
 */
export function encodeNewest(
  shape: EncoderShape,
  values: ParameterValues,
  weights: Weights,
  rows: Float32Array,
  histories: readonly EncoderHistory[],
): tf.Tensor3D {
  const events = present(histories[0], 'history').products.length;
  const input = new Float32Array(histories.length * events * shape.width);
  histories.forEach((history, b) => {
    writeInput(shape, values, rows, history, input.subarray(b * events * shape.width, (b + 1) * events * shape.width));
  });
  return tf.tidy(() => {
    const stream = tf.tensor3d(input, [histories.length, events, shape.width]);
    return throughBlocks(shape, weights, stream, { newestOnly: true });
  });
}

/** Product vector times sqrt(D), and the rows of kind and gap. @param input filled [T, D] */
function writeInput(
  { width }: EncoderShape,
  values: ParameterValues,
  rows: Float32Array,
  { products, kinds, gaps }: EncoderHistory,
  input: Float32Array,
): void {
  const [kind, gap] = ['kind', 'gap'].map((name) => present(values.get(name), name));
  const scale = Math.sqrt(width);
  for (let t = 0; t < products.length; t++) {
    const [ofProduct, ofKind, ofGap] = [products, kinds, gaps].map((list) => (list[t] as number) * width);
    for (let d = 0; d < width; d++) {
      input[t * width + d] =
        scale * (rows[(ofProduct as number) + d] as number) +
        (kind?.[(ofKind as number) + d] as number) +
        (gap?.[(ofGap as number) + d] as number);
    }
  }
}

/** @param stream summed inputs [B, T, D] */
function throughBlocks(
  shape: EncoderShape,
  weights: Weights,
  inputs: tf.Tensor3D,
  options: EncodeOptions & {
    /** Computes the state after the newest event alone, which spares the last block most of its work. */
    readonly newestOnly?: boolean;
  },
): tf.Tensor3D {
  const [shoppers, events, width] = inputs.shape;
  const drop = options.dropout ?? ((activations: tf.Tensor) => activations);
  let stream = drop(tf.reshape(inputs, [shoppers * events, width]));
  for (let block = 0; block < shape.blocks; block++) {
    const use = (matrix: Adapted, input: tf.Tensor) =>
      project(weights, options.adapter, `block${block}.${matrix}`, input);
    const input = norm(stream, weights, `block${block}.norm1`);
    const opened = tf.sigmoid(tf.add(use('gate', input), weights(`block${block}.gate.bias`)));
    const candidate = use('candidate', input);
    const newestOnly = options.newestOnly && block === shape.blocks - 1;
    const remembered = newestOnly ? remember(opened, candidate, shoppers) : recur(opened, candidate, shoppers);
    if (newestOnly) stream = newestRows(stream, shoppers, events);
    stream = tf.add(stream, drop(use('output', remembered)));
    const hidden = tf.relu(
      tf.add(use('expand', norm(stream, weights, `block${block}.norm2`)), weights(`block${block}.expand.bias`)),
    );
    stream = tf.add(stream, drop(tf.add(use('contract', hidden), weights(`block${block}.contract.bias`))));
  }
  let state = norm(stream, weights, 'final');
  if (options.adapter) state = tf.add(state, options.adapter('state.bias'));
  return tf.reshape(state, [shoppers, options.newestOnly ? 1 : events, width]) as tf.Tensor3D;
}

/** The last of every shopper's rows. [B T, D] -> [B, D] */
function newestRows(rows: tf.Tensor, shoppers: number, events: number): tf.Tensor {
  const width = rows.shape[1] ?? 0;
  const apart = tf.reshape(rows, [shoppers, events, width]);
  return tf.reshape(tf.slice(apart, [0, events - 1, 0], [shoppers, 1, width]), [shoppers, width]);
}

/** Rows of a small table by one-hot product: its gradient is a matmul, which every backend has. */
function lookUp(table: tf.Tensor, indices: tf.Tensor2D, slots: number): tf.Tensor {
  const [rows, columns] = indices.shape;
  const flat = tf.reshape(indices, [rows * columns]) as tf.Tensor1D;
  const oneHot = tf.cast(tf.oneHot(tf.cast(flat, 'int32'), slots), 'float32');
  return tf.reshape(tf.matMul(oneHot as tf.Tensor2D, table as tf.Tensor2D), [rows, columns, table.shape[1] ?? 0]);
}

/**
 * What the block remembers after each event: h(t) = (1 - gate) h(t-1) + gate candidate, h before the first event 0. Gate and
 * candidate are the event's own, so all t are computed at once by doubling: log2(T) rounds.
 * @param gate between 0 and 1 [B T, D] @param candidate [B T, D] @returns [B T, D]
 * @see Hillis and Steele 1986, "Data Parallel Algorithms"
 */
function recur(gate: tf.Tensor, candidate: tf.Tensor, shoppers: number): tf.Tensor {
  const [rows = 0, width = 0] = gate.shape;
  const events = rows / shoppers;
  const cube = (flat: tf.Tensor) => tf.reshape(flat, [shoppers, events, width]);
  /** The values of so many events before; 0 where there are none. */
  const before = (values: tf.Tensor, by: number) =>
    tf.pad(tf.slice(values, [0, 0, 0], [shoppers, events - by, width]), [
      [0, 0],
      [by, 0],
      [0, 0],
    ]);
  let kept = cube(tf.sub(tf.scalar(1), gate));
  let sum = cube(tf.mul(gate, candidate));
  for (let by = 1; by < events; by *= 2) {
    sum = tf.add(sum, tf.mul(kept, before(sum, by)));
    if (2 * by < events) kept = tf.mul(kept, before(kept, by));
  }
  return tf.reshape(sum, [rows, width]);
}

/**
 * What `recur` gives after the newest event, as one sum: each candidate times its gate times what all later events keep, in logarithms.
 * A sixth of the operations, and every one is a kernel to start. No gradient is ever asked of it.
 * @param gate between 0 and 1 [B T, D] @param candidate [B T, D] @returns [B, D]
 */
function remember(gate: tf.Tensor, candidate: tf.Tensor, shoppers: number): tf.Tensor {
  const [rows = 0, width = 0] = gate.shape;
  const events = rows / shoppers;
  const cube = (flat: tf.Tensor) => tf.reshape(flat, [shoppers, events, width]) as tf.Tensor3D;
  // A gate of 1 keeps nothing: its logarithm has an end, or later zeros would be no numbers.
  const kept = tf.log(tf.add(tf.sub(tf.scalar(1), gate), tf.scalar(LEAST_KEPT)));
  const keptLater = tf.matMul(laterEvents(shoppers, events), cube(kept));
  const weight = tf.mul(cube(gate), tf.exp(keptLater));
  return tf.sum(tf.mul(weight, cube(candidate)), 1);
}

/** 1 where the column's event is later than the row's. [B, T, T] */
function laterEvents(shoppers: number, events: number): tf.Tensor3D {
  const later = Float32Array.from({ length: shoppers * events * events }, (_, at) =>
    at % events > Math.floor(at / events) % events ? 1 : 0,
  );
  return tf.tensor3d(later, [shoppers, events, events]);
}

/** x W, plus (x A) B where there is an adapter. [N, in] -> [N, out] */
function project(weights: Weights, adapter: Weights | undefined, name: string, input: tf.Tensor): tf.Tensor {
  const base = tf.matMul(input as tf.Tensor2D, weights(name) as tf.Tensor2D);
  if (!adapter) return base;
  const low = tf.matMul(input as tf.Tensor2D, adapter(`${name}.a`) as tf.Tensor2D);
  return tf.add(base, tf.matMul(low, adapter(`${name}.b`) as tf.Tensor2D));
}

/** Layer normalisation over the last axis, composed from operations every backend has. [N, D] -> [N, D] */
function norm(input: tf.Tensor, weights: Weights, name: string): tf.Tensor {
  const centred = tf.sub(input, tf.mean(input, -1, true));
  const variance = tf.mean(tf.mul(centred, centred), -1, true);
  const unit = tf.mul(centred, tf.rsqrt(tf.add(variance, tf.scalar(NORM_EPSILON))));
  return tf.add(tf.mul(unit, weights(`${name}.gain`)), weights(`${name}.bias`));
}

function blockLayout(shape: EncoderShape, block: number): ParameterLayout {
  const matrix = (name: Adapted): ParameterSpec => {
    const [rows, columns] = matrixSize(shape, name);
    return { name: `block${block}.${name}`, shape: [rows, columns], start: { stdDev: Math.sqrt(1 / rows) } };
  };
  return [
    ...normLayout(`block${block}.norm1`, shape.width),
    matrix('gate'),
    { name: `block${block}.gate.bias`, shape: [shape.width], start: { constant: 0 } },
    matrix('candidate'),
    { ...matrix('output'), start: { stdDev: 0.5 / Math.sqrt(shape.width) } },
    ...normLayout(`block${block}.norm2`, shape.width),
    matrix('expand'),
    { name: `block${block}.expand.bias`, shape: [shape.feedForward], start: { constant: 0 } },
    { ...matrix('contract'), start: { stdDev: 0.5 / Math.sqrt(shape.feedForward) } },
    { name: `block${block}.contract.bias`, shape: [shape.width], start: { constant: 0 } },
  ];
}

function normLayout(name: string, width: number): ParameterLayout {
  return [
    { name: `${name}.gain`, shape: [width], start: { constant: 1 } },
    { name: `${name}.bias`, shape: [width], start: { constant: 0 } },
  ];
}

function fixedMatrix(shape: EncoderShape, block: number, matrix: Adapted): Float32Array {
  const random = seededRandom(`${shape.adapterSeed}/block${block}.${matrix}`);
  const [rows] = matrixSize(shape, matrix);
  const stdDev = 1 / Math.sqrt(rows);
  return Float32Array.from({ length: rows * shape.adapterRank }, () => stdDev * random.normal());
}

function matrixSize(shape: EncoderShape, matrix: Adapted): readonly [number, number] {
  if (matrix === 'expand') return [shape.width, shape.feedForward];
  if (matrix === 'contract') return [shape.feedForward, shape.width];
  return [shape.width, shape.width];
}

/** w + a b, all row-major; a [rows, rank], b [rank, columns]. */
function addProduct(w: Float32Array, a: Float32Array, b: Float32Array, rank: number): Float32Array {
  const columns = b.length / rank;
  const sum = Float32Array.from(w);
  for (let row = 0; row < a.length / rank; row++) {
    for (let k = 0; k < rank; k++) {
      const factor = a[row * rank + k] ?? 0;
      for (let column = 0; column < columns; column++) {
        sum[row * columns + column] = (sum[row * columns + column] ?? 0) + factor * (b[k * columns + column] ?? 0);
      }
    }
  }
  return sum;
}
