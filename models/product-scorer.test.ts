import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { startBackend } from '../server/trainer/start-backend.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { productScorer } from './product-scorer.ts';
import { scoreRows } from './product-vectors.ts';

it.each(['cpu', 'wasm'])(
  'on %s scores are the dot products of the definition, and no tensor stays',
  async (backend) => {
    if (backend === 'wasm') await startBackend('wasm');
    else await tf.setBackend(backend);
    const random = seededRandom('scorer');
    // Widths that four does not divide, too.
    for (const [products, width] of [
      [7, 8],
      [50, 6],
      [1, 4],
    ] as const) {
      const rows = Float32Array.from({ length: products * width }, () => random.normal());
      const state = Float32Array.from({ length: width }, () => random.normal());
      const before = tf.memory().numTensors;
      const scorer = productScorer(rows, width);
      const [scores, again] = [await scorer.scores(state), await scorer.scores(state)];
      const plain = scoreRows(rows, state);
      expect(scores).toHaveLength(products);
      for (const [row, score] of scores.entries()) {
        const exact = state.reduce((sum, value, d) => sum + value * (rows[row * width + d] as number), 0);
        expect(score).toBeCloseTo(exact, 5);
        expect(plain[row]).toBeCloseTo(exact, 5);
      }
      expect(again).toEqual(scores);
      scorer.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  },
);
