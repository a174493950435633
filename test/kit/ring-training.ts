/** Shoppers who walk a ring of products in steps of one: a shop small enough to train on in a second or two. */
import type { Dataset } from '../../server/trainer/dataset.ts';
import { datasetOf } from '../../server/trainer/dataset.ts';
import type { HeldOut } from '../../server/trainer/evaluate-states.ts';
import { TRAINING_DEFAULTS, type TrainingOptions } from '../../server/trainer/training-options.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';

export const RING = 40;

/** Six steps from a random start each, and the product that comes next. */
export function ringShoppers(shoppers: number, seed = 'ring') {
  const random = seededRandom(seed);
  return Array.from({ length: shoppers }, (_, i) => {
    const begin = random.integer(RING);
    const at = (step: number) => `p${(begin + step) % RING}`;
    return { shopper: `u${i}`, items: [0, 1, 2, 3, 4, 5].map(at), next: at(6) };
  });
}

export function ringDataset(shoppers: number): Dataset {
  const logs = ringShoppers(shoppers).map(({ shopper, items }) => ({
    shopper,
    events: items.map((productId) => ({ productId, kind: 0 })),
  }));
  return datasetOf(logs, new Map());
}

/** Next products of other shoppers than the dataset has, by its rows. */
export function ringCases({ rowOf }: Dataset, cases: number): HeldOut[] {
  const row = (id: string) => present(rowOf.get(id), 'product of the ring');
  return ringShoppers(cases, 'other shoppers').map(({ items, next }) => ({
    history: items.map((id) => ({ product: row(id), kind: 0 })),
    target: row(next),
  }));
}

/** Width 8, one block, a few epochs. */
export const RING_OPTIONS: TrainingOptions = {
  ...TRAINING_DEFAULTS,
  ...{ epochs: 3, negatives: 32, tokens: 256, seed: 'ring', encoderMs: 60_000 },
  shape: {
    ...{ width: 8, blocks: 1, feedForward: 16, maxEvents: 10, adapterRank: 2, adapterSeed: 'ring' },
  },
};
