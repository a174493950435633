/**
 * The three tiers side by side in a real browser, with the kernels and gradients of the worker and no others: plain
 * JavaScript is the reference. WebGPU is a software adapter here. Width 16, up to 10 events, two blocks.
 */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import {
  type EncoderShape,
  encode,
  encoderLayout,
  fixedAdapter,
  sharedEncoderLayout,
} from '../../models/behaviour-encoder.ts';
import { FEATURES } from '../../models/candidate-features.ts';
import {
  adapterGradient,
  type HistoryExample,
  type LocalGradient,
  rankerGradient,
} from '../../models/local-gradients.ts';
import { type ParameterLayout, type ParameterValues, startingValues } from '../../models/parameters.ts';
import { scoreRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import { RANKER_LAYOUT } from '../../models/ranker.ts';
import { present } from '../base/must.ts';
import { type SeededRandom, seededRandom } from '../base/seeded-random.ts';
import type { Backend, EngineNotice } from '../domain/engine-status.ts';
import { startBackend } from './start-backend.ts';

const SHAPE: EncoderShape = {
  width: 16,
  blocks: 2,
  feedForward: 64,
  maxEvents: 10,
  adapterRank: 4,
  adapterSeed: 'parity',
};
const [PRODUCTS, NEGATIVES, CANDIDATES, TEMPERATURE] = [200, 24, 40, 0.2];
const TFJS_NAME = { webgpu: 'webgpu', wasm: 'wasm', plain: 'cpu' } as const;
/** WebGPU takes another shader for small products than for large ones; a shopper's tensors take both. */
const LARGE_PRODUCTS_ONLY = 3;
/** A software adapter compiles shaders for many seconds. */
const COMPILING_MS = 180_000;

interface Answers {
  /** States after every event. [T, D] */
  readonly states: Float32Array;
  /** Rows of the ten products that the last state likes best. */
  readonly top: readonly number[];
  readonly adapter: LocalGradient;
  readonly ranker: LocalGradient;
}

afterEach(() => tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', -1));

it.each<readonly [string, number, Backend, number]>([
  ['wasm', 10, 'wasm', -1],
  ['wasm', 1, 'wasm', -1],
  ['WebGPU', 10, 'webgpu', -1],
  ['WebGPU', 1, 'webgpu', -1],
  ['WebGPU with its shader for large products', 10, 'webgpu', LARGE_PRODUCTS_ONLY],
])(
  '%s agrees with plain JavaScript after %i events: states, gradients, top 10',
  async (_, events, backend, program) => {
    await use('plain');
    const plain = await answers(events);
    await use(backend);
    tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', program);
    const found = await answers(events);
    expect(furthest(plain.states, found.states)).toBeLessThan(1e-4);
    expect(found.top).toEqual(plain.top);
    for (const which of ['adapter', 'ranker'] as const) {
      expect(furthest([plain[which].loss], [found[which].loss]), which).toBeLessThan(1e-4);
      expect(furthest(plain[which].gradient, found[which].gradient), which).toBeLessThan(1e-4);
    }
  },
  COMPILING_MS,
);

it('has the same kernels on every tier', () => {
  const names = (backend: Backend) => tf.getKernelsForBackend(TFJS_NAME[backend]).map(({ kernelName }) => kernelName);
  expect(names('wasm').sort()).toEqual(names('plain').sort());
  expect(names('webgpu').sort()).toEqual(names('plain').sort());
  // The whole of tfjs has 150 and more: these are the worker's own.
  expect(names('plain').length).toBeLessThan(40);
});

/** Starts one tier as the worker does; fails, and never skips, where it is not the one that was asked for. */
async function use(backend: Backend): Promise<void> {
  const notices: EngineNotice[] = [];
  const started = await startBackend({
    from: backend,
    allowSoftwareAdapter: true,
    assetsUrl: '/node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/',
    onNotice: (notice) => notices.push(notice),
  });
  expect(notices).toEqual([]);
  expect(started.backend).toBe(backend);
  expect(tf.getBackend()).toBe(TFJS_NAME[backend]);
  if (backend === 'webgpu') expect(started.adapter?.vendor).toBeTruthy();
}

async function answers(events: number): Promise<Answers> {
  const random = seededRandom('parity');
  const rows = unitRows(PRODUCTS, random);
  const history = historyOf(events, rows, random);
  const tensors = tensorsOf(random);
  const weights = (name: string) => present(tensors.get(name), name);
  const before = tf.memory().numTensors;
  const states = await statesOf(weights, history);
  const adapter = await adapterGradient(
    SHAPE,
    TEMPERATURE,
    weights,
    weights,
    away(sharedEncoderLayout(SHAPE), random),
    history,
  );
  const ranker = await rankerGradient(
    away(RANKER_LAYOUT, random),
    {
      products: Uint32Array.from({ length: CANDIDATES }, (_, i) => i),
      features: normals(CANDIDATES * FEATURES.length, random),
    },
    7,
  );
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([...tensors.values()]);
  return { states, top: topTen(rows, states.slice(-SHAPE.width)), adapter, ranker };
}

async function statesOf(weights: (name: string) => tf.Tensor, history: HistoryExample): Promise<Float32Array> {
  const events = history.kinds.length;
  const states = tf.tidy(() =>
    encode(SHAPE, weights, {
      products: tf.tensor3d(history.products, [1, events, SHAPE.width]),
      kinds: tf.tensor2d(history.kinds, [1, events], 'int32'),
      gaps: tf.tensor2d(history.gaps, [1, events], 'int32'),
    }),
  );
  const values = Float32Array.from(await states.data());
  states.dispose();
  return values;
}

function historyOf(events: number, rows: Float32Array, random: SeededRandom): HistoryExample {
  const { width } = SHAPE;
  const collision = new Float32Array(events * NEGATIVES);
  collision[2] = -1e9;
  return {
    products: rows.slice(0, events * width).map((value) => value * Math.sqrt(width)),
    kinds: Int32Array.from({ length: events }, () => random.integer(6)),
    gaps: Int32Array.from({ length: events }, () => random.integer(7)),
    positives: rows.slice(width, (events + 1) * width),
    negatives: rows.slice(-NEGATIVES * width),
    collision,
    weights: new Float32Array(events).fill(1 / events),
  };
}

function tensorsOf(random: SeededRandom): Map<string, tf.Tensor> {
  const base = away(encoderLayout(SHAPE), random);
  const tensors = new Map<string, tf.Tensor>();
  for (const { name, shape } of encoderLayout(SHAPE)) {
    tensors.set(name, tf.tensor(present(base.get(name), name), shape.slice()));
  }
  for (const [name, values] of fixedAdapter(SHAPE)) {
    tensors.set(name, tf.tensor2d(values, [values.length / SHAPE.adapterRank, SHAPE.adapterRank]));
  }
  return tensors;
}

function topTen(rows: Float32Array, state: Float32Array): number[] {
  const scores = scoreRows(rows, state);
  return [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number)).slice(0, 10);
}

/** Starting values off their zeros, where gradients would vanish. */
function away(layout: ParameterLayout, random: SeededRandom): ParameterValues {
  const start = startingValues(layout, random);
  return new Map([...start].map(([name, values]) => [name, values.map((value) => value + 0.2 * random.normal())]));
}

/** The largest difference, relative to the largest known number; NaN where a number is missing. */
function furthest(known: ArrayLike<number>, found: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(known, Math.abs));
  expect(largest).toBeGreaterThan(0);
  expect(found.length).toBe(known.length);
  return Math.max(...Array.from(known, (value, i) => Math.abs(value - (found[i] as number)))) / largest;
}

function unitRows(count: number, random: SeededRandom): Float32Array {
  return unitRowsInPlace(normals(count * SHAPE.width, random), SHAPE.width);
}

function normals(count: number, random: SeededRandom): Float32Array {
  return Float32Array.from({ length: count }, () => random.normal());
}
