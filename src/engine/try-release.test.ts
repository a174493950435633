import { describe, expect, it } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { ProductEvent, ShopEvent } from '../domain/shop-event.ts';
import type { ServingModel } from './serving-model.ts';
import { isClearlyWorse } from './try-release.ts';

const PRODUCTS = 30;
const products = Uint32Array.from({ length: PRODUCTS }, (_, row) => row);

/** Ranks what comes next at the place that `placeOf` says of the choice's number; counts its lists. */
function ranker(placeOf: (choice: number) => number) {
  const asked: number[] = [];
  const model = {
    inputOf: (events: readonly ProductEvent[]) =>
      events.flatMap(({ kind, productId }) =>
        kind === 'view' ? [{ product: Number(productId), kind: 0, gap: 0 }] : [],
      ),
    async listAfter(input: readonly unknown[]) {
      asked.push(input.length);
      const wanted = input.length % PRODUCTS;
      const logits = Float32Array.from(products, (row) => -Math.abs(row - wanted) - 1);
      // So many of the others stand before it.
      const place = placeOf(input.length);
      [...products]
        .filter((row) => row !== wanted)
        .slice(0, place)
        .forEach((row) => {
          logits[row] = 1;
        });
      logits[wanted] = 0;
      return { products, features: new Float32Array(), logits };
    },
  } as unknown as ServingModel;
  return { model, asked };
}

/** Looks at one product after the other, lists of many between them. */
function history(looks: number, impressions = 0): ShopEvent[] {
  return Array.from({ length: looks }, (_, at): ShopEvent[] => {
    const productId = String(at % PRODUCTS) as ProductId;
    const shown = Array.from({ length: impressions }, (): ShopEvent => ({ kind: 'impression', productId, atMs: at }));
    return [{ kind: 'view', productId, atMs: at }, { kind: 'query', text: 'tea', atMs: at }, ...shown];
  }).flat();
}

const signal = new AbortController().signal;
const first = ranker(() => 0).model;

describe('a release beside the one in use', () => {
  it.each([
    ['as good', () => 0, false],
    ['second where the other is first', () => 1, true],
    ['missing every fifth', (choice: number) => (choice % 5 === 0 ? 12 : 0), true],
    ['missing one', (choice: number) => (choice === 40 ? 12 : 0), false],
  ])('%s', async (_, placeOf, worse) => {
    expect(await isClearlyWorse(ranker(placeOf).model, first, history(60), signal)).toBe(worse);
    expect(await isClearlyWorse(first, ranker(placeOf).model, history(60), signal)).toBe(false);
  });

  it('says nothing from few choices, and is not asked for more lists than it needs', async () => {
    const bad = ranker(() => 20);
    expect(await isClearlyWorse(bad.model, first, history(20), signal)).toBe(false);
    bad.asked.length = 0;
    expect(await isClearlyWorse(bad.model, first, history(100, 8), signal)).toBe(true);
    expect(bad.asked).toHaveLength(40);
  });

  it('scores that are no numbers have placed nothing, on either side', async () => {
    const nonsense = {
      ...first,
      listAfter: async () => ({
        products,
        features: new Float32Array(),
        logits: new Float32Array(PRODUCTS).fill(Number.NaN),
      }),
    };
    expect(await isClearlyWorse(nonsense, first, history(60), signal)).toBe(true);
    expect(await isClearlyWorse(first, nonsense, history(60), signal)).toBe(false);
  });

  it('lets others have their turn between choices, and ends when it is told to', async () => {
    const controller = new AbortController();
    const { model, asked } = ranker(() => 0);
    setTimeout(() => controller.abort(new Error('enough')), 0);
    await expect(isClearlyWorse(model, first, history(60), controller.signal)).rejects.toThrow('enough');
    expect(asked.length).toBeLessThan(5);
  });
});
