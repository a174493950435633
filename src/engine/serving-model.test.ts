import { beforeAll, describe, expect, it } from 'vitest';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { encodeModel } from '../../models/release-model.ts';
import { trainRing } from '../../test/kit/ring-shop.ts';
import type { ProductId } from '../domain/ids.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { type ServingModel, servingModel } from './serving-model.ts';

const MINUTE = 60_000;
let model: ServingModel;

beforeAll(async () => {
  const ring = await trainRing();
  const products = ring.data.ids.map((id) => ({ id: id as ProductId }));
  model = servingModel({
    manifest: { encoder: { ...ring.model.shape, temperature: 0.07 }, products: products.length },
    ...{ files: encodeModel(ring.model), products, productRows: Int32Array.from(products.keys()) },
  } as unknown as LoadedRelease);
});

const event = (productId: string, atMs: number, kind = 'view') => ({ kind, productId, atMs }) as unknown as ShopEvent;

describe('the list after a history', () => {
  it('is kept, so that who learns from a choice finds what it was made from; the oldest of five goes', async () => {
    const listWith = (last: string) => model.listAfter(model.inputOf([event('p1', 1_000), event(last, 2_000)]));
    const first = await listWith('p2');
    expect(await listWith('p2')).toBe(first);
    expect((await listWith('p3')).logits).not.toEqual(first.logits);
    for (const other of ['p4', 'p5', 'p6']) await listWith(other);
    const again = await listWith('p2');
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it('knows a history from another by what happened, not by the products alone', async () => {
    const bought = await model.listAfter(model.inputOf([event('p1', 1_000), event('p2', 2_000, 'purchase')]));
    const viewed = await model.listAfter(model.inputOf([event('p1', 1_000), event('p2', 2_000)]));
    expect(bought.logits).not.toEqual(viewed.logits);
  });
});

describe('what the encoder reads of a history', () => {
  it('is each product event with the time since the one before it, of those that say something', () => {
    const input = model.inputOf([
      event('p1', 1_000),
      event('p2', 31_000),
      event('p3', 32_000, 'impression'),
      event('nowhere', 33_000),
      event('p4', 31_000 + 10 * MINUTE, 'purchase'),
    ]);
    expect(input.map(({ gap }) => gap)).toEqual([0, 1, 2]);
    expect(input.at(-1)?.kind).toBe(kindIndex('purchase'));
  });
});
