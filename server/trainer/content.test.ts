import { beforeAll, describe, expect, it } from 'vitest';
import { contentNeighbours, lexicalRows, nearestRows } from './content.ts';
import { startBackend } from './start-backend.ts';

/** A word of more than a fifth of the products says nothing: a shop has others. */
const OTHERS = Array.from({ length: 20 }, (_, i) => ({
  title: `lone${i}`,
  brand: '',
  categories: '',
  price: undefined,
}));
const text = (title: string, brand = '', categories = '') => ({ title, brand, categories, price: undefined });

describe('what reads alike', () => {
  beforeAll(async () => {
    await startBackend('wasm');
  });

  it('shares words, brand or category; words of all say nothing', () => {
    const texts = ['copper kettle', 'steel kettle', 'wool blanket', 'wool scarf', 'oak shelf', 'oak stool'].map((t) =>
      text(t),
    );
    const near = contentNeighbours([...texts, undefined, ...OTHERS]);
    expect([...(near[0] ?? [])].map(([other]) => other)).toEqual([1]);
    expect([...(near[2] ?? [])].map(([other]) => other)).toEqual([3]);
    expect(near[6]?.size).toBe(0);
    for (const row of near) for (const value of row.values()) expect(value > 0 && value <= 1).toBe(true);
  });

  it('prefers, of two that are as like, the one that fewer others are like', () => {
    // The probe shares one word with each side; behind the first stand twenty of its kind, behind the second two.
    const crowd = Array.from({ length: 20 }, () => text('amber lamp lamp'));
    const thin = Array.from({ length: 2 }, () => text('basil bowl bowl'));
    const rest = Array.from({ length: 120 }, (_, i) => text(`filler${i % 40} thing${i % 30}`));
    const texts = [text('amber basil'), ...crowd, ...thin, ...rest];
    const plain = nearestRows(lexicalRows(texts), 30)[0] ?? new Map<number, number>();
    const near = contentNeighbours(texts)[0] ?? new Map<number, number>();
    const ratio = (row: ReadonlyMap<number, number>) => (row.get(21) ?? 0) / (row.get(1) ?? 1);
    expect(ratio(near)).toBeGreaterThan(1.3 * ratio(plain));
  });

  it('finds by meaning what shares no word', () => {
    const named = ['sofa', 'couch', 'kettle', 'sofa', 'couch', 'kettle'].map((title) => text(title));
    const texts = [...named, ...OTHERS];
    const rows = Float32Array.from([1, 0, 0.96, 0.28, 0, 1, 1, 0, 0.96, 0.28, 0, 1]);
    const near = contentNeighbours(texts, {
      rows: Float32Array.from([...rows, ...OTHERS.flatMap(() => [0, 0])]),
      width: 2,
    });
    const order = [...(near[0] ?? [])].map(([other]) => other);
    expect(order[0]).toBe(3);
    expect(order.slice(1, 3).sort()).toEqual([1, 4]);
    expect([...(contentNeighbours(texts)[0] ?? [])].map(([other]) => other)).toEqual([3]);
  });
});
