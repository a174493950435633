import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWithWebCrypto } from '../../test/kit/open-with-webcrypto.ts';
import { seededRandom } from '../base/seeded-random.ts';
import { clipDelta, l2Norm } from './clip-delta.ts';
import { expandMask } from './mask.ts';
import { packWords, unpackWords } from './pack.ts';
import {
  coordinateLimit,
  integerL2Bound,
  quantise,
  quantiserStep,
  secureRounding,
  seededRounding,
} from './quantise.ts';
import { addInto, RING_BITS, subtractInto, toCentred, toRing } from './ring.ts';
import { fitsRing, ringBitsFor, sumReach } from './ring-capacity.ts';
import { hadamardInPlace, rotationSigns } from './rotate.ts';
import { generateSealingKeys, SEALED_SEED_BYTES, sealSeed } from './seal.ts';
import { platformRandom } from './secure-random.ts';
import { decodeMean, encodeDelta } from './vector-codec.ts';

const anyRing = fc.constantFrom(...RING_BITS);

describe('clipping', () => {
  it('scales a long delta to the bound and keeps its direction', () => {
    const { values, clipped } = clipDelta(Float32Array.of(3, -4, 12), 2.6);
    expect(clipped).toBe(true);
    for (const [i, want] of [0.6, -0.8, 2.4].entries()) expect(values[i]).toBeCloseTo(want, 12);
  });

  it('leaves a short delta alone', () => {
    expect(clipDelta(Float32Array.of(0.5, -0.25), 2.6)).toEqual({
      values: Float64Array.of(0.5, -0.25),
      clipped: false,
    });
  });

  it('aborts on NaN and infinity, and on a bound that bounds nothing', () => {
    expect(() => clipDelta(Float32Array.of(1, Number.NaN), 1)).toThrow(expect.objectContaining({ code: 'not-finite' }));
    expect(() => clipDelta(Float32Array.of(Number.NEGATIVE_INFINITY), 1)).toThrow(/infinite/);
    for (const bound of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clipDelta(Float32Array.of(1), bound)).toThrow(expect.objectContaining({ code: 'bad-bound' }));
    }
  });
});

describe('rotation', () => {
  it('is its own inverse without signs and keeps the norm', () => {
    const random = seededRandom('hadamard');
    const values = Float64Array.from({ length: 512 }, () => random.normal());
    const turned = values.slice();
    hadamardInPlace(turned);
    expect(l2Norm(turned)).toBeCloseTo(l2Norm(values), 9);
    hadamardInPlace(turned);
    for (let i = 0; i < values.length; i++) expect(turned[i]).toBeCloseTo(values[i] ?? 0, 12);
  });

  it('refuses a length that is no power of two', () => {
    expect(() => hadamardInPlace(new Float64Array(12))).toThrow(/power of two, got 12/);
  });
});

describe('rounding', () => {
  const shape = { paddedLength: 256, levels: 5 };

  it('is right on average: 40,000 roundings of 2.3 steps', () => {
    const step = quantiserStep(shape, 3);
    const rounding = seededRounding(seededRandom('mean'));
    let sum = 0;
    for (let i = 0; i < 157; i++) {
      for (const value of quantise(new Float64Array(256).fill(2.3 * step), shape, step, rounding)) sum += value;
    }
    expect(sum / (157 * 256)).toBeCloseTo(2.3, 1.5);
  });

  it('never passes the norm or the coordinate that the noise is measured against', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 256, maxLength: 256 }), (raw) => {
        const scale = 3 / Math.max(l2Norm(raw), 1e-9);
        const values = Float64Array.from(raw, (value) => value * Math.min(scale, 1e6));
        const integers = quantise(values, shape, quantiserStep(shape, 3), secureRounding(platformRandom));
        expect(l2Norm(integers)).toBeLessThanOrEqual(integerL2Bound(shape));
        expect(integers.every((value) => Math.abs(value) <= coordinateLimit(5))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('ring', () => {
  it('wraps, and comes back to the signed integer', () => {
    fc.assert(
      fc.property(anyRing, fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: 1 }), (bits, list) => {
        const integers = Int32Array.from(list);
        expect(toCentred(toRing(integers, bits), bits)).toEqual(integers);
      }),
    );
  });

  it('subtracts exactly what it added', () => {
    fc.assert(
      fc.property(anyRing, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1 }), (bits, pairs) => {
        const top = 2 ** bits;
        const a = Uint32Array.from(pairs, ([left]) => (left * 7) % top);
        const b = Uint32Array.from(pairs, ([, right]) => (right * 5) % top);
        const sum = a.slice();
        addInto(sum, b, bits);
        expect([...sum]).toEqual([...a].map((value, i) => (value + (b[i] ?? 0)) % top));
        subtractInto(sum, b, bits);
        expect(sum).toEqual(a);
      }),
    );
  });

  it('packs and unpacks any words', () => {
    fc.assert(
      fc.property(anyRing, fc.array(fc.nat({ max: 2 ** 31 - 1 }), { minLength: 4, maxLength: 32 }), (bits, list) => {
        const words = Uint32Array.from(
          list.slice(0, list.length - (list.length % 4)),
          (word) => (word * 3) % 2 ** bits,
        );
        expect(unpackWords(packWords(words, bits), words.length, bits)).toEqual(words);
      }),
    );
  });

  it('refuses a round whose sum could wrap', () => {
    const round = { paddedLength: 16_384, levels: 4, noiseMultiplier: 4, maximumReports: 1_000 };
    expect(sumReach(round)).toBeGreaterThan(3.7 * 1_000 * 4 + 5 * 4 * 128 * 4);
    expect(sumReach(round)).toBeLessThan(3.7 * 1_000 * 4 + 5 * 4 * 128 * 4 * 1.02);
    expect(ringBitsFor(round)).toBe(16);
    expect(fitsRing({ ...round, maximumReports: 2_000 }, 16)).toBe(false);
    expect(ringBitsFor({ ...round, maximumReports: 2_000 })).toBe(20);
    expect(() => ringBitsFor({ ...round, maximumReports: 2e8 })).toThrow(
      expect.objectContaining({ code: 'ring-overflow' }),
    );
  });
});

describe('sealing', () => {
  const header = new TextEncoder().encode('header');
  const seed = platformRandom.bytes(32);

  it('opens for the helper alone, and only beside the same header', async () => {
    const [keys, others] = [await generateSealingKeys(), await generateSealingKeys()];
    const sealed = await sealSeed(keys.publicKey, header, seed);
    expect(sealed).toHaveLength(SEALED_SEED_BYTES);
    expect(await openWithWebCrypto(keys.privateKey, header, sealed)).toEqual(seed);
    await expect(openWithWebCrypto(keys.privateKey, new TextEncoder().encode('Header'), sealed)).rejects.toThrow();
    await expect(openWithWebCrypto(others.privateKey, header, sealed)).rejects.toThrow();
    for (const at of [0, 40, 79]) {
      const flipped = sealed.map((byte, i) => (i === at ? byte ^ 4 : byte));
      await expect(openWithWebCrypto(keys.privateKey, header, flipped)).rejects.toThrow();
    }
  });

  it('says that a helper key is none', async () => {
    await expect(sealSeed(new Uint8Array(31), header, seed)).rejects.toThrow(
      expect.objectContaining({ code: 'no-crypto' }),
    );
  });
});

describe('the unmasked sum', () => {
  it('equals the plain sum of the integer vectors, bit for bit, over 1,000 random rounds', async () => {
    const random = seededRandom('rounds');
    for (let round = 0; round < 1_000; round++) {
      const bits = RING_BITS[random.integer(4)] ?? 16;
      const length = 2 ** (2 + random.integer(5));
      const reports = 1 + random.integer(12);
      const limit = Math.floor(2 ** (bits - 1) / (reports + 1));
      const plain = new Int32Array(length);
      const masked = new Uint32Array(length);
      const maskSum = new Uint32Array(length);
      for (let i = 0; i < reports; i++) {
        const integers = Int32Array.from({ length }, () => random.integer(2 * limit + 1) - limit);
        const mask = await expandMask(platformRandom.bytes(32), platformRandom.bytes(16), length, bits);
        const sent = toRing(integers, bits);
        addInto(sent, mask, bits);
        addInto(masked, unpackWords(packWords(sent, bits), length, bits), bits);
        addInto(maskSum, mask, bits);
        for (let j = 0; j < length; j++) plain[j] = (plain[j] ?? 0) + (integers[j] ?? 0);
      }
      subtractInto(masked, maskSum, bits);
      expect(toCentred(masked, bits)).toEqual(plain);
    }
  });

  it('decodes to the mean of the clipped deltas', async () => {
    const shape = { sharedParameters: 200, paddedLength: 256, levels: 6, maxL2Norm: 0.5 };
    const random = seededRandom('mean delta');
    const signs = await rotationSigns(platformRandom.bytes(32), 256);
    const sum = new Int32Array(256);
    const want = new Float64Array(200);
    const reports = 400;
    for (let i = 0; i < reports; i++) {
      const delta = Float32Array.from({ length: 200 }, (_, j) => 0.02 * Math.sin(j) + 0.05 * random.normal());
      clipDelta(delta, 0.5).values.forEach((value, j) => {
        want[j] = (want[j] ?? 0) + value / reports;
      });
      encodeDelta(delta, shape, signs, secureRounding(platformRandom)).integers.forEach((value, j) => {
        sum[j] = (sum[j] ?? 0) + value;
      });
    }
    const got = decodeMean(sum, reports, shape, signs);
    expect(got).toHaveLength(200);
    const error = l2Norm(got.map((value, j) => value - (want[j] ?? 0)));
    // Rounding alone: at most half a step a coordinate and report, so step / 2 * sqrt(256 / 400).
    expect(error).toBeLessThan((quantiserStep(shape, 0.5) / 2) * Math.sqrt(256 / reports));
    expect(l2Norm(want)).toBeGreaterThan(10 * error);
  });

  it('refuses a delta of another length', async () => {
    const shape = { sharedParameters: 4, paddedLength: 16, levels: 6, maxL2Norm: 0.5 };
    const signs = await rotationSigns(platformRandom.bytes(32), 16);
    expect(() => encodeDelta(new Float32Array(5), shape, signs, secureRounding(platformRandom))).toThrow(
      /4 weights, got 5/,
    );
  });
});
