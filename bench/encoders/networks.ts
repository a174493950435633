/**
 * Networks that `bench ablation` puts beside the shipped encoder, of as many blocks and the same width. They live here
 * because no release has them. Legend: B shoppers, T events, D width, H heads.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { EncodeOptions, EncoderBatch, EncoderShape, Weights } from '../../models/behaviour-encoder.ts';
import type { ParameterLayout, ParameterSpec } from '../../models/parameters.ts';
import type { EncoderNetwork } from '../../server/trainer/encoder-recipe.ts';

const KIND_SLOTS = 16;

/**
 * A gated linear recurrence in place of attention: h(t) = (1 - z) h(t-1) + z c, gate z and candidate c of the event alone,
 * so that all t are computed by a prefix scan.
 * @see Feng et al. 2024, "Were RNNs All We Needed?" (minGRU), arXiv 2410.01201
 */
export function minGru(shape: EncoderShape): EncoderNetwork {
  const { width, feedForward } = shape;
  const blocks = names(shape.blocks);
  return {
    layout: [
      table('kind', KIND_SLOTS, width),
      ...blocks.flatMap((block) => [
        ...norms(`${block}.norm1`, width),
        matrix(`${block}.gate`, width, width),
        { name: `${block}.gate.bias`, shape: [width], start: { constant: 0 } } as const,
        matrix(`${block}.candidate`, width, width),
        matrix(`${block}.output`, width, width),
        ...norms(`${block}.norm2`, width),
        matrix(`${block}.expand`, width, feedForward),
        { name: `${block}.expand.bias`, shape: [feedForward], start: { constant: 0 } } as const,
        matrix(`${block}.contract`, feedForward, width),
      ]),
      ...norms('final', width),
    ],
    encode: (weights, batch, options) =>
      through(shape, weights, batch, options, (block, stream, drop) => {
        const [shoppers, events] = batch.products.shape;
        const cube = (flat: tf.Tensor) => tf.reshape(flat, [shoppers, events, width]) as tf.Tensor3D;
        const input = norm(stream, weights, `${block}.norm1`);
        const gate = cube(tf.sigmoid(tf.add(times(input, weights(`${block}.gate`)), weights(`${block}.gate.bias`))));
        const candidate = cube(times(input, weights(`${block}.candidate`)));
        const hidden = linearScan(tf.sub(tf.scalar(1), gate) as tf.Tensor3D, tf.mul(gate, candidate) as tf.Tensor3D);
        const mixed = times(tf.reshape(hidden, [-1, width]), weights(`${block}.output`));
        const after = tf.add(stream, drop(mixed));
        const wide = times(norm(after, weights, `${block}.norm2`), weights(`${block}.expand`));
        const active = tf.relu(tf.add(wide, weights(`${block}.expand.bias`)));
        return tf.add(after, drop(times(active, weights(`${block}.contract`))));
      }),
  };
}

/**
 * Gated attention without softmax: SiLU of queries and keys with a bias by distance, its sum normalised and gated by the
 * event's own projection.
 * @see Zhai et al. 2024, "Actions Speak Louder than Words" (HSTU), arXiv 2402.17152
 */
export function hstu(shape: EncoderShape): EncoderNetwork {
  const { width, heads, maxEvents } = shape;
  const perHead = width / heads;
  return {
    layout: [
      table('kind', KIND_SLOTS, width),
      ...names(shape.blocks).flatMap((block) => [
        ...norms(`${block}.norm1`, width),
        ...['query', 'key', 'value', 'gate', 'output'].map((part) => matrix(`${block}.${part}`, width, width)),
        { name: `${block}.distance`, shape: [maxEvents, 1], start: { stdDev: 0.02 } } as const,
        ...norms(`${block}.norm2`, width),
      ]),
      ...norms('final', width),
    ],
    encode: (weights, batch, options) =>
      through(shape, weights, batch, options, (block, stream, drop) => {
        const [shoppers, events] = batch.products.shape;
        const input = norm(stream, weights, `${block}.norm1`);
        const part = (name: string) => silu(times(input, weights(`${block}.${name}`)));
        const split = (flat: tf.Tensor) =>
          tf.transpose(tf.reshape(flat, [shoppers, events, heads, perHead]), [0, 2, 1, 3]);
        const alike = tf.matMul(split(part('query')), split(part('key')), false, true);
        const scaled = tf.mul(alike, tf.scalar(1 / Math.sqrt(perHead)));
        const far = tf.reshape(times(distances(events, maxEvents), weights(`${block}.distance`)), [events, events]);
        const attention = tf.mul(silu(tf.add(scaled, far)), causal(events));
        const mixed = tf.transpose(tf.matMul(attention, split(part('value'))), [0, 2, 1, 3]);
        const gated = tf.mul(norm(tf.reshape(mixed, [-1, width]), weights, `${block}.norm2`), part('gate'));
        return tf.add(stream, drop(times(gated, weights(`${block}.output`))));
      }),
  };
}

type Drop = (activations: tf.Tensor) => tf.Tensor;

/** Products and kinds in, blocks, last normalisation. Neither network needs a table of positions. */
function through(
  { blocks, width }: EncoderShape,
  weights: Weights,
  batch: EncoderBatch,
  options: EncodeOptions,
  throughBlock: (block: string, stream: tf.Tensor, drop: Drop) => tf.Tensor,
): tf.Tensor3D {
  if (options.bothWays) throw new Error('this network looks back only');
  return tf.tidy(() => {
    const drop = options.dropout ?? ((activations: tf.Tensor) => activations);
    const kinds = tf.oneHot(tf.reshape(batch.kinds, [-1]) as tf.Tensor1D, KIND_SLOTS);
    const products = tf.reshape(batch.products, [-1, width]);
    let stream = drop(tf.add(products, times(tf.cast(kinds, 'float32'), weights('kind'))));
    for (const block of names(blocks)) stream = throughBlock(block, stream, drop);
    return tf.reshape(norm(stream, weights, 'final'), batch.products.shape) as tf.Tensor3D;
  });
}

/** h(t) = keep(t) h(t-1) + add(t) for all t, by doubling: log2(T) rounds. [B, T, D] */
function linearScan(keep: tf.Tensor3D, add: tf.Tensor3D): tf.Tensor3D {
  const [shoppers, events, width] = add.shape;
  const later = (values: tf.Tensor3D, by: number) =>
    tf.concat([tf.zeros([shoppers, by, width]), tf.slice(values, [0, 0, 0], [shoppers, events - by, width])], 1);
  let [kept, sum] = [keep, add];
  for (let by = 1; by < events; by *= 2) {
    sum = tf.add(sum, tf.mul(kept, later(sum, by)));
    kept = tf.mul(kept, later(kept, by));
  }
  return sum;
}

/** One-hot distance of each pair of events, 0 for pairs that look ahead. [T T, maxEvents] */
function distances(events: number, maxEvents: number): tf.Tensor2D {
  const oneHot = new Float32Array(events * events * maxEvents);
  for (let i = 0; i < events; i++) {
    for (let j = 0; j <= i; j++) oneHot[(i * events + j) * maxEvents + (i - j)] = 1;
  }
  return tf.tensor2d(oneHot, [events * events, maxEvents]);
}

/** 1 / (events seen) where event j is not after event i, else 0. [T, T] */
function causal(events: number): tf.Tensor2D {
  const mask = new Float32Array(events * events);
  for (let i = 0; i < events; i++) mask.fill(1 / (i + 1), i * events, i * events + i + 1);
  return tf.tensor2d(mask, [events, events]);
}

function times(one: tf.Tensor, other: tf.Tensor): tf.Tensor {
  return tf.matMul(one as tf.Tensor2D, other as tf.Tensor2D);
}

function silu(input: tf.Tensor): tf.Tensor {
  return tf.mul(input, tf.sigmoid(input));
}

function norm(input: tf.Tensor, weights: Weights, name: string): tf.Tensor {
  const centred = tf.sub(input, tf.mean(input, -1, true));
  const variance = tf.mean(tf.mul(centred, centred), -1, true);
  const unit = tf.mul(centred, tf.rsqrt(tf.add(variance, tf.scalar(1e-5))));
  return tf.add(tf.mul(unit, weights(`${name}.gain`)), weights(`${name}.bias`));
}

function names(blocks: number): string[] {
  return Array.from({ length: blocks }, (_, block) => `block${block}`);
}

function matrix(name: string, rows: number, columns: number): ParameterSpec {
  return { name, shape: [rows, columns], start: { stdDev: Math.sqrt(1 / rows) } };
}

function table(name: string, rows: number, width: number): ParameterSpec {
  return { name, shape: [rows, width], start: { stdDev: 0.02 } };
}

function norms(name: string, width: number): ParameterLayout {
  return [
    { name: `${name}.gain`, shape: [width], start: { constant: 1 } },
    { name: `${name}.bias`, shape: [width], start: { constant: 0 } },
  ];
}
