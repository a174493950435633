import { describe, expect, it } from 'vitest';
import vectors from '../../test/vectors/privacy.json';
import { fromHex, toHex } from '../base/bytes.ts';
import { present } from '../base/must.ts';
import { expandMask } from './mask.ts';
import { packWords, unpackWords } from './pack.ts';
import { RING_BITS, type RingBits } from './ring.ts';
import { rotate, rotateBack, rotationSigns } from './rotate.ts';

const bytes = (hex: string) => present(fromHex(hex), 'hexadecimal');
const ring = (bits: number): RingBits =>
  present(
    RING_BITS.find((known) => known === bits),
    'ring width',
  );

describe('known answers, computed without this code', () => {
  it.each(vectors.mask.cases)('expands the same mask of $bits bits', async ({ bits, length, words }) => {
    const { seedHex, contextHex } = vectors.mask;
    expect([...(await expandMask(bytes(seedHex), bytes(contextHex), length, ring(bits)))]).toEqual(words);
  });

  it.each(vectors.packing)('packs words of $bits bits without gaps', ({ bits, words, packedHex }) => {
    expect(toHex(packWords(Uint32Array.from(words), ring(bits)))).toBe(packedHex);
    expect([...unpackWords(bytes(packedHex), words.length, ring(bits))]).toEqual(words);
  });

  it('rotates as the matrix written out does, and back', async () => {
    const { seedHex, signs, values, rotated } = vectors.rotation;
    const ours = await rotationSigns(bytes(seedHex), signs.length);
    expect([...ours]).toEqual(signs);
    const turned = rotate(values, ours);
    for (const [i, value] of rotated.entries()) expect(turned[i]).toBeCloseTo(value, 12);
    const back = rotateBack(turned, ours);
    for (const [i, value] of values.entries()) expect(back[i]).toBeCloseTo(value, 12);
  });
});
