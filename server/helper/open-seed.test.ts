import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { expandMask } from '../../src/privacy/mask.ts';
import { RING_BITS } from '../../src/privacy/ring.ts';
import { generateSealingKeys, sealSeed } from '../../src/privacy/seal.ts';
import { maskOfSeed, seedOpener } from './open-seed.ts';

const random = seededRandom('seeds');
const bytes = (length: number) => Uint8Array.from({ length }, () => random.integer(256));

describe('the helper opens what a browser has sealed', () => {
  it('to the same seed, and for the same header only', async () => {
    const [keys, others] = [await generateSealingKeys(), await generateSealingKeys()];
    const open = seedOpener(keys.privateKey, keys.publicKey);
    for (let i = 0; i < 20; i++) {
      const [seed, header] = [bytes(32), bytes(100)];
      const sealed = await sealSeed(keys.publicKey, header, seed);
      expect(new Uint8Array(open(header, sealed))).toEqual(seed);
      const refused = { code: 'cannot-open' };
      const flipped = (from: Uint8Array, at: number) => from.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(() => open(flipped(header, 99), sealed)).toThrow(expect.objectContaining(refused));
      for (const at of [0, 31, 32, 63, 64, 79]) {
        expect(() => open(header, flipped(sealed, at))).toThrow(expect.objectContaining(refused));
      }
      // A point of small order, whose secret anybody knows.
      expect(() =>
        open(
          header,
          sealed.map((byte, i) => (i < 32 ? 0 : byte)),
        ),
      ).toThrow(expect.objectContaining(refused));
      expect(() => open(header, sealed.subarray(0, 79))).toThrow(expect.objectContaining(refused));
      expect(() => seedOpener(others.privateKey, others.publicKey)(header, sealed)).toThrow(
        expect.objectContaining(refused),
      );
    }
  });

  it.each(RING_BITS)('and expands the mask that it has added, of %i bits', async (bits) => {
    const [seed, header] = [bytes(32), bytes(100)];
    expect(maskOfSeed(seed, header, 64, bits)).toEqual(await expandMask(seed, header, 64, bits));
  });
});
