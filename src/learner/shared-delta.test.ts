import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { encoderLayout, sharedEncoderLayout } from '../../models/behaviour-encoder.ts';
import { FEATURES } from '../../models/candidate-features.ts';
import { neighbourTable } from '../../models/neighbours.ts';
import { layoutSize, startingValues } from '../../models/parameters.ts';
import { unitRowsInPlace } from '../../models/product-vectors.ts';
import { sharedLayout } from '../../models/release-model.ts';
import { plainTables } from '../../test/kit/plain-tables.ts';
import { present } from '../base/must.ts';
import { seededRandom } from '../base/seeded-random.ts';
import type { LearnerModel } from './learner-model.ts';
import { deltaSession, FEWEST_EVENTS } from './shared-delta.ts';

const SHAPE = { width: 8, blocks: 1, feedForward: 16, maxEvents: 6, adapterRank: 2, adapterSeed: 'delta' };
const PRODUCTS = 40;

beforeAll(() => tf.setBackend('cpu'));

function model(): LearnerModel {
  const random = seededRandom('delta model');
  const next = neighbourTable(
    Array.from({ length: PRODUCTS }, (_, row) => new Map([[(row + 3) % PRODUCTS, 1]])),
    2,
  );
  return {
    shape: SHAPE,
    temperature: 0.1,
    base: startingValues(encoderLayout(SHAPE), random),
    shared: startingValues(sharedLayout(SHAPE), random),
    rows: unitRowsInPlace(
      Float32Array.from({ length: PRODUCTS * SHAPE.width }, () => random.normal()),
      SHAPE.width,
    ),
    tables: plainTables(next, new Float32Array(PRODUCTS)),
  };
}

/** A walk that the transition table foresees. */
const walk = Array.from({ length: 12 }, (_, i) => ({ product: (3 * i) % PRODUCTS, kind: i % 3, gap: 0 }));
const encode = async () => Float32Array.from({ length: SHAPE.width }, (_, d) => (d === 0 ? 1 : 0));

async function deltaOf(seed: string, from = model()): Promise<Float32Array> {
  const session = present(deltaSession(from, walk, { encode, random: seededRandom(seed) }), 'session');
  while (await session.step());
  session.dispose();
  return session.delta();
}

describe('the delta of a shopper', () => {
  it('changes the adapter and the ranker, and its seed decides how', async () => {
    const delta = await deltaOf('one');
    const split = layoutSize(sharedEncoderLayout(SHAPE));
    expect(delta).toHaveLength(layoutSize(sharedLayout(SHAPE)));
    const norm = (part: Float32Array) => Math.hypot(...part);
    expect(norm(delta.subarray(0, split))).toBeGreaterThan(1e-3);
    expect(norm(delta.subarray(split))).toBeGreaterThan(1e-3);
    expect(await deltaOf('one')).toEqual(delta);
    expect(await deltaOf('two')).not.toEqual(delta);
  });

  it('raises the weight of the pairs that this shopper follows', async () => {
    const split = layoutSize(sharedEncoderLayout(SHAPE));
    // ranker.line is the first tensor of the ranker.
    const line = (await deltaOf('one')).subarray(split);
    const of = (name: (typeof FEATURES)[number]) => line[FEATURES.indexOf(name)] as number;
    // All three relations of this release hold the same pairs.
    const relations = [of('transition'), of('newest'), of('second'), of('covisit'), of('content')];
    expect(relations.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(0.01);
    expect(Math.abs(of('popularity'))).toBeLessThan(of('newest'));
  });

  it('is nothing for a shopper with too short a history', () => {
    const options = { encode, random: seededRandom('short') };
    expect(deltaSession(model(), walk.slice(0, FEWEST_EVENTS - 1), options)).toBeUndefined();
    expect(deltaSession(model(), walk.slice(0, FEWEST_EVENTS), options)?.dispose()).toBeUndefined();
  });

  it('leaves no tensor behind and the release as it was', async () => {
    const release = model();
    await deltaOf('one', release);
    const before = tf.memory().numTensors;
    await deltaOf('one', release);
    expect(tf.memory().numTensors).toBe(before);
    expect(release.shared).toEqual(model().shared);
  });
});
