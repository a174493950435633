/**
 * `bench latency`: one list for one shopper, stage by stage, on the CPU tiers; beside it the same encoder through tfjs
 * alone, which scores with matMul and topk. Synthetic release, since only its sizes matter.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Command } from 'commander';
import { type EncoderShape, encode, encoderLayout } from '../models/behaviour-encoder.ts';
import type { ReleaseTables } from '../models/candidate-features.ts';
import { adapterGradient } from '../models/local-gradients.ts';
import { neighbourTable } from '../models/neighbours.ts';
import { allOf } from '../models/own-memory.ts';
import { startingValues } from '../models/parameters.ts';
import { productAttributes } from '../models/product-attributes.ts';
import { productScorer } from '../models/product-scorer.ts';
import { dequantiseRows, gatherRows, quantiseRows } from '../models/product-vectors.ts';
import type { ScoredCandidates } from '../models/ranker.ts';
import { sharedLayout } from '../models/release-model.ts';
import { topRows } from '../models/top-rows.ts';
import { BackendError, startBackend, startServingBackend } from '../server/trainer/start-backend.ts';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { historyEncoder } from '../src/encoder/history-encoder.ts';
import { learned, newExpertMixture } from '../src/learner/expert-mixture.ts';
import { rankCandidates, scoreCandidates } from '../src/ranker/rank-candidates.ts';
import { tableText, writeJson } from './table.ts';

interface LatencyFlags {
  readonly runs: number;
  readonly out: string;
}

const SHAPE: EncoderShape = {
  ...{ width: 64, blocks: 1, feedForward: 256, maxEvents: 50, adapterRank: 4, adapterSeed: 'bench' },
};
const PRODUCTS = [12_000, 100_000];
const NEIGHBOURS = 36;
const TOP = 20;
const NEGATIVES = 64;
/** On an adapter in software a list takes seconds. */
const FEW_RUNS = 5;

export function addLatencyCommand(program: Command): void {
  program
    .command('latency')
    .description('p50 and p95 of each stage of a list at 12,000 and 100,000 products, against tfjs alone')
    .option('--runs <n>', 'lists a figure', positiveInteger('--runs'), 60)
    .option('--out <file>', 'the figures as JSON', 'bench/results/latency.json')
    .action(runLatency);
}

interface Figure {
  readonly backend: string;
  readonly products: number;
  readonly stage: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

async function runLatency({ runs, out }: LatencyFlags): Promise<void> {
  const figures: Figure[] = [];
  const names: Record<string, string> = { plain: 'plain', wasm: 'wasm' };
  for (const backend of ['plain', 'wasm', 'webgpu'] as const) {
    const name = await startTier(backend);
    if (!name) continue;
    names[backend] = name;
    for (const products of PRODUCTS) {
      for (const [stage, work] of await stagesOf(products, backend)) {
        figures.push({ backend, products, stage, ...(await timed(work, backend === 'webgpu' ? FEW_RUNS : runs)) });
      }
    }
  }
  const rows = figures.map(({ backend, products, stage, p50Ms, p95Ms }) => [
    `${names[backend]}, ${products} products, ${stage}`,
    p50Ms.toFixed(2),
    p95Ms.toFixed(2),
  ]);
  process.stdout.write(`${tableText(['ms', 'p50', 'p95'], rows)}\n${comparison(figures)}\n`);
  writeJson(out, { names, figures });
}

/** Name of the tier, with its adapter; undefined, with a word, where it cannot be had. */
async function startTier(backend: 'plain' | 'wasm' | 'webgpu'): Promise<string | undefined> {
  try {
    // With tfjs's own matrix product, as a browser has it: for the baseline it is the quicker one, too.
    if (backend !== 'plain')
      return (await startBackend(backend, { allowSoftwareAdapter: true, ownProduct: false })).name;
    await startServingBackend('plain');
    return backend;
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    process.stdout.write(`${backend} is not measured: ${error.message}\n`);
    return undefined;
  }
}

type Stage = readonly [name: string, work: () => Promise<unknown>];
const WHOLE = 'encode + score + top 20';
const BASELINE = 'tfjs alone: encode + matMul + topk';
const TURNED = 'tfjs alone, with the vectors turned beforehand';
const LIST = 'whole list, with candidates and ranker';
const SHARED_STEP = 'learning step of the shared adapter, 50 events';
const KEPT_STEP = 'learning step of the mixture, from the list that was kept';
const FRESH_STEP = 'learning step of the mixture, from the history anew';

async function stagesOf(products: number, backend: string): Promise<Stage[]> {
  const random = seededRandom(`latency ${products}`);
  const normal = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const vectors = quantiseRows(normal(products * SHAPE.width), SHAPE.width);
  const rows = dequantiseRows(vectors);
  const base = startingValues(encoderLayout(SHAPE), random);
  const shared = startingValues(sharedLayout(SHAPE), random);
  const near = () =>
    new Map(
      Array.from({ length: NEIGHBOURS }, () => [random.integer(products), 0.02 + 0.5 * random.uniform()] as const),
    );
  const table = neighbourTable(Array.from({ length: products }, near), NEIGHBOURS);
  const none = new Float32Array(products);
  const tables = {
    ...{ products, transition: table, covisit: table, content: table, popularity: normal(products) },
    attributes: productAttributes(Array.from({ length: products }, () => undefined)),
    conversions: { shoppers: none, converted: none, views: none },
  };
  const events = Array.from({ length: SHAPE.maxEvents }, () => ({
    product: random.integer(products),
    kind: 0,
    gap: 0,
  }));
  const history = events.map(({ product }) => product);
  const encoder = historyEncoder(SHAPE, base, shared, rows);
  const scorer = productScorer(vectors, rows);
  const state = normal(SHAPE.width);
  const list = async () => {
    const scores = scorer.scores(await encoder.encode(events));
    return rankCandidates(tables, shared, allOf(events), { scores, rows }, new Set(history));
  };
  const scored = async () => {
    const scores = scorer.scores(await encoder.encode(events));
    return scoreCandidates(tables, shared, allOf(events), { scores, rows }, new Set());
  };
  const stages: Stage[] = [
    ['encode', () => encoder.encode(events)],
    ['score all products', async () => scorer.scores(state)],
    [
      'candidates and ranker',
      async () =>
        rankCandidates(tables, shared, allOf(events), { scores: scorer.scores(state), rows }, new Set(history)),
    ],
    [WHOLE, async () => topRows(scorer.scores(await encoder.encode(events)), TOP)],
    [LIST, list],
    [SHARED_STEP, sharedStep(base, shared, rows, history)],
    [KEPT_STEP, mixtureStep(await scored(), tables)],
    [FRESH_STEP, async () => mixtureStep(await scored(), tables)()],
  ];
  if (backend === 'plain') return stages;
  return [
    ...stages,
    ['tfjs alone: score all products, turned beforehand', tfjsScores(rows, state)],
    [BASELINE, tfjsAlone(base, rows, history, false)],
    [TURNED, tfjsAlone(base, rows, history, true)],
  ];
}

/**
 * The same encoder and vectors through tfjs's operations alone: every position of every block, all products by matMul, topk.
 * @param turned keeps the vectors as columns, turned before the clock runs; else they are rows, as they come, and matMul
 * is told to turn them
 */
function tfjsAlone(
  base: ReadonlyMap<string, Float32Array>,
  rows: Float32Array,
  history: readonly number[],
  turned: boolean,
) {
  const weights = tensorsOf(base);
  const asRows = tf.tensor2d(rows, [rows.length / SHAPE.width, SHAPE.width]);
  const products = turned ? tf.transpose(asRows) : asRows;
  return async () => {
    const [values, indices] = tf.tidy(() => {
      const input = gatherRows(rows, history, SHAPE.width, Math.sqrt(SHAPE.width));
      const states = encode(SHAPE, weights, {
        products: tf.tensor3d(input, [1, history.length, SHAPE.width]),
        kinds: tf.zeros([1, history.length], 'int32') as tf.Tensor2D,
        gaps: tf.zeros([1, history.length], 'int32') as tf.Tensor2D,
      });
      const last = tf.reshape(tf.slice(states, [0, history.length - 1, 0], [1, 1, SHAPE.width]), [1, SHAPE.width]);
      const top = tf.topk(tf.matMul(last as tf.Tensor2D, products as tf.Tensor2D, false, !turned), TOP);
      return [top.values, top.indices] as const;
    });
    await Promise.all([values.data(), indices.data()]);
    tf.dispose([values, indices]);
  };
}

/** A choice learned from, as after every click. */
function mixtureStep(scored: ScoredCandidates, { attributes }: ReleaseTables): () => Promise<unknown> {
  const mixture = learned(newExpertMixture(), scored, attributes.category, 0);
  return async () => learned(mixture, scored, attributes.category, scored.products.length >> 1);
}

/** All products by matMul, over vectors that were turned before the clock runs. */
function tfjsScores(rows: Float32Array, state: Float32Array): () => Promise<unknown> {
  const columns = tf.transpose(tf.tensor2d(rows, [rows.length / SHAPE.width, SHAPE.width]));
  return async () => {
    const scores = tf.tidy(() => tf.matMul(tf.tensor2d(state, [1, SHAPE.width]), columns));
    await scores.data();
    scores.dispose();
  };
}

function sharedStep(
  base: ReadonlyMap<string, Float32Array>,
  shared: ReadonlyMap<string, Float32Array>,
  rows: Float32Array,
  history: readonly number[],
) {
  const weights = tensorsOf(base);
  const fixed = new Map<string, tf.Tensor>();
  const steps = history.length - 1;
  const negatives = Array.from({ length: NEGATIVES }, (_, i) => i);
  const random = seededRandom('fixed');
  const fixedOf = (name: string) => {
    const inputs = name.endsWith('contract.a') ? SHAPE.feedForward : SHAPE.width;
    const values = Float32Array.from({ length: inputs * SHAPE.adapterRank }, () => random.normal());
    const made = fixed.get(name) ?? tf.keep(tf.tensor2d(values, [inputs, SHAPE.adapterRank]));
    fixed.set(name, made);
    return made;
  };
  return () =>
    adapterGradient(SHAPE, 0.07, weights, fixedOf, shared, {
      products: gatherRows(rows, history.slice(0, -1), SHAPE.width, Math.sqrt(SHAPE.width)),
      kinds: new Int32Array(steps),
      gaps: new Int32Array(steps),
      positives: gatherRows(rows, history.slice(1), SHAPE.width),
      negatives: gatherRows(rows, negatives, SHAPE.width),
      collision: new Float32Array(steps * NEGATIVES),
      weights: new Float32Array(steps).fill(1 / steps),
    });
}

function tensorsOf(base: ReadonlyMap<string, Float32Array>): (name: string) => tf.Tensor {
  const tensors = new Map(
    encoderLayout(SHAPE).map(({ name, shape }) => [
      name,
      tf.keep(tf.tensor(present(base.get(name), name), shape.slice())),
    ]),
  );
  return (name) => present(tensors.get(name), name);
}

/** The first runs compile and fill caches; they are not counted. */
async function timed(work: () => Promise<unknown>, runs: number): Promise<{ p50Ms: number; p95Ms: number }> {
  for (let i = 0; i < Math.min(10, runs); i++) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const beganMs = performance.now();
    await work();
    times.push(performance.now() - beganMs);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] as number;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function comparison(figures: readonly Figure[]): string {
  const p50 = (products: number, stage: string) =>
    figures.find((one) => one.backend === 'wasm' && one.products === products && one.stage === stage)?.p50Ms ??
    Number.NaN;
  const lines = PRODUCTS.map((products) => {
    const faster = (baseline: string) => (p50(products, baseline) / p50(products, WHOLE)).toFixed(2);
    return `${products} products on wasm: ${faster(BASELINE)} times as fast as tfjs alone, ${faster(TURNED)} with turned vectors`;
  });
  const [few = 0, many = 0] = PRODUCTS;
  const growth = p50(many, WHOLE) / p50(few, WHOLE);
  const kept = PRODUCTS.map((products) => (p50(products, KEPT_STEP) / p50(products, FRESH_STEP)).toFixed(2));
  return [
    ...lines,
    `${many} products cost ${growth.toFixed(2)} times what ${few} cost`,
    `a choice is learned from a kept list in ${kept.join(' and ')} of the time without it`,
  ].join('\n');
}
