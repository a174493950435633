/**
 * Networks that `bench ablation` puts beside the shipped encoder, of as many blocks and the same width. They live here
 * because no release has them. Legend: B shoppers, T events, D width.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { EncoderBatch, EncoderShape, Weights } from '../../models/behaviour-encoder.ts';
import type { ParameterLayout, ParameterSpec } from '../../models/parameters.ts';
import type { EncoderNetwork, PassOptions } from '../../server/trainer/encoder-recipe.ts';

const KIND_SLOTS = 16;

/** Of both kinds of attention. */
const HEADS = 2;
/** Finite, because WGSL may assume that there are no infinities. */
const MASKED = -1e9;

/**
 * Attention: a causal pre-norm Transformer with learned positions.
 * @see Kang and McAuley 2018, "Self-Attentive Sequential Recommendation" (SASRec), arXiv 1808.09781
 */
export function attention(shape: EncoderShape): EncoderNetwork {
  const { width, feedForward, maxEvents } = shape;
  const perHead = width / HEADS;
  return {
    layout: [
      table('kind', KIND_SLOTS, width),
      table('position', maxEvents, width),
      ...names(shape.blocks).flatMap((block) => [
        ...norms(`${block}.norm1`, width),
        ...['query', 'key', 'value'].map((part) => matrix(`${block}.${part}`, width, width)),
        { name: `${block}.output`, shape: [width, width], start: { stdDev: 0.5 / Math.sqrt(width) } } as const,
        ...norms(`${block}.norm2`, width),
        matrix(`${block}.expand`, width, feedForward),
        { name: `${block}.expand.bias`, shape: [feedForward], start: { constant: 0 } } as const,
        {
          ...{ name: `${block}.contract`, shape: [feedForward, width] },
          start: { stdDev: 0.5 / Math.sqrt(feedForward) },
        } as const,
        { name: `${block}.contract.bias`, shape: [width], start: { constant: 0 } } as const,
      ]),
      ...norms('final', width),
    ],
    encode: (weights, batch, options) => {
      const [shoppers, events] = batch.products.shape;
      const split = (flat: tf.Tensor) =>
        tf.transpose(tf.reshape(flat, [shoppers, events, HEADS, perHead]), [0, 2, 1, 3]);
      const positions = tf.slice(weights('position'), [0, 0], [events, width]);
      const products = tf.add(batch.products, positions) as tf.Tensor3D;
      return through(shape, weights, { ...batch, products }, options, (block, stream, drop) => {
        const input = norm(stream, weights, `${block}.norm1`);
        const part = (name: string) => split(times(input, weights(`${block}.${name}`)));
        const alike = tf.mul(tf.matMul(part('query'), part('key'), false, true), tf.scalar(1 / Math.sqrt(perHead)));
        const scores = options.bothWays ? alike : tf.add(alike, ahead(events));
        const mixed = tf.transpose(tf.matMul(tf.softmax(scores), part('value')), [0, 2, 1, 3]);
        const after = tf.add(stream, drop(times(tf.reshape(mixed, [-1, width]), weights(`${block}.output`))));
        const wide = times(norm(after, weights, `${block}.norm2`), weights(`${block}.expand`));
        const active = tf.relu(tf.add(wide, weights(`${block}.expand.bias`)));
        return tf.add(
          after,
          drop(tf.add(times(active, weights(`${block}.contract`)), weights(`${block}.contract.bias`))),
        );
      });
    },
  };
}

/**
 * Gated attention without softmax: SiLU of queries and keys with a bias by distance, its sum normalised and gated by the
 * event's own projection.
 * @see Zhai et al. 2024, "Actions Speak Louder than Words" (HSTU), arXiv 2402.17152
 */
export function hstu(shape: EncoderShape): EncoderNetwork {
  const { width, maxEvents } = shape;
  const perHead = width / HEADS;
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
    encode(weights, batch, options) {
      if (options.bothWays) throw new Error('this network looks back only');
      const [shoppers, events] = batch.products.shape;
      return through(shape, weights, batch, options, (block, stream, drop) => {
        const input = norm(stream, weights, `${block}.norm1`);
        const part = (name: string) => silu(times(input, weights(`${block}.${name}`)));
        const split = (flat: tf.Tensor) =>
          tf.transpose(tf.reshape(flat, [shoppers, events, HEADS, perHead]), [0, 2, 1, 3]);
        const alike = tf.matMul(split(part('query')), split(part('key')), false, true);
        const scaled = tf.mul(alike, tf.scalar(1 / Math.sqrt(perHead)));
        const far = tf.reshape(times(distances(events, maxEvents), weights(`${block}.distance`)), [events, events]);
        const attention = tf.mul(silu(tf.add(scaled, far)), causal(events));
        const mixed = tf.transpose(tf.matMul(attention, split(part('value'))), [0, 2, 1, 3]);
        const gated = tf.mul(norm(tf.reshape(mixed, [-1, width]), weights, `${block}.norm2`), part('gate'));
        return tf.add(stream, drop(times(gated, weights(`${block}.output`))));
      });
    },
  };
}

type Drop = (activations: tf.Tensor) => tf.Tensor;

/** Products and kinds in, blocks, last normalisation. */
function through(
  { blocks, width }: EncoderShape,
  weights: Weights,
  batch: EncoderBatch,
  options: PassOptions,
  throughBlock: (block: string, stream: tf.Tensor, drop: Drop) => tf.Tensor,
): tf.Tensor3D {
  return tf.tidy(() => {
    const drop = options.dropout ?? ((activations: tf.Tensor) => activations);
    const kinds = tf.oneHot(tf.reshape(batch.kinds, [-1]) as tf.Tensor1D, KIND_SLOTS);
    const products = tf.reshape(batch.products, [-1, width]);
    let stream = drop(tf.add(products, times(tf.cast(kinds, 'float32'), weights('kind'))));
    for (const block of names(blocks)) stream = throughBlock(block, stream, drop);
    return tf.reshape(norm(stream, weights, 'final'), batch.products.shape) as tf.Tensor3D;
  });
}

/** One-hot distance of each pair of events, 0 for pairs that look ahead. [T T, maxEvents] */
function distances(events: number, maxEvents: number): tf.Tensor2D {
  const oneHot = new Float32Array(events * events * maxEvents);
  for (let i = 0; i < events; i++) {
    for (let j = 0; j <= i; j++) oneHot[(i * events + j) * maxEvents + (i - j)] = 1;
  }
  return tf.tensor2d(oneHot, [events * events, maxEvents]);
}

/** 0 where event j is not after event i, else a large negative number. [T, T] */
function ahead(events: number): tf.Tensor2D {
  const mask = new Float32Array(events * events);
  for (let i = 0; i < events; i++) mask.fill(MASKED, i * events + i + 1, (i + 1) * events);
  return tf.tensor2d(mask, [events, events]);
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
