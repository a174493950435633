import { describe, expect, it } from 'vitest';
import { present } from '../../src/base/must.ts';
import { fillUnseenRows } from './unseen-rows.ts';

describe('rows that no event of the logs had', () => {
  const table = (rows: number) => Float32Array.from({ length: rows * 2 }, (_, at) => at);
  const base = new Map([
    ['kind', table(3)],
    ['gap', table(3)],
    ['final.gain', table(1)],
  ]);
  const sequences = [
    [
      { product: 0, kind: 2 },
      { product: 1, kind: 2, gap: 1 },
      { product: 2, kind: 0, gap: 1 },
    ],
  ];
  const filled = fillUnseenRows(base, sequences, 2);

  it('say what the most common kind and gap say', () => {
    expect([...present(filled.get('kind'), 'kind')]).toEqual([0, 1, 4, 5, 4, 5]);
    expect([...present(filled.get('gap'), 'gap')]).toEqual([0, 1, 2, 3, 2, 3]);
  });

  it('leave everything else, and what they were made from, alone', () => {
    expect(filled.get('final.gain')).toBe(base.get('final.gain'));
    expect([...present(base.get('kind'), 'kind')]).toEqual([...table(3)]);
  });
});
