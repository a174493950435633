import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeGaps, encodeGaps } from './gap-code.ts';

const LIMIT = 70_000;

describe('gaps of ascending rows', () => {
  it('come back as they were', () => {
    const list = fc.uniqueArray(fc.nat(LIMIT - 1), { maxLength: 20 }).map((rows) => rows.sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(list, { maxLength: 8 }), (lists) => {
        const rows = Uint32Array.from(lists.flat());
        let end = 0;
        const ends = Uint32Array.from(lists, (own) => (end += own.length));
        expect(decodeGaps(encodeGaps(rows, ends), ends, LIMIT)).toEqual(rows);
      }),
      { seed: 1 },
    );
  });

  it('are refused when cut, when there are more, and beyond the products that there are', () => {
    const ends = Uint32Array.of(3);
    const bytes = encodeGaps(Uint32Array.of(1, 200, 40_000), ends);
    expect(() => decodeGaps(bytes.subarray(0, -1), ends, LIMIT)).toThrow(RangeError);
    expect(() => decodeGaps(Uint8Array.of(...bytes, 1), ends, LIMIT)).toThrow(RangeError);
    expect(() => decodeGaps(bytes, ends, 40_000)).toThrow(RangeError);
  });
});
