/** The sum that a round is about, through the product's own parts: browser, aggregator and helper. */
import { expect, it } from 'vitest';
import { fromHex, toHex } from '../src/base/bytes.ts';
import { must, present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { packWords } from '../src/privacy/pack.ts';
import { secureRounding } from '../src/privacy/quantise.ts';
import { addInto, RING_BITS } from '../src/privacy/ring.ts';
import { ringBitsFor } from '../src/privacy/ring-capacity.ts';
import { rotationSigns } from '../src/privacy/rotate.ts';
import { generateSealingKeys } from '../src/privacy/seal.ts';
import type { SecureRandom } from '../src/privacy/secure-random.ts';
import { encodeDelta } from '../src/privacy/vector-codec.ts';
import { parseReport } from '../src/protocol/report.ts';
import { taskHashOf } from '../src/protocol/task.ts';
import { makeReport } from '../src/sync/make-report.ts';
import { sampleTask } from '../test/kit/sample-task.ts';
import { withoutMasks } from './aggregator/without-masks.ts';
import { seedOpener } from './helper/open-seed.ts';
import { hideBehindNoise, sumMasks } from './helper/sum-masks.ts';

const ROUNDS = 1_000;

/** Bytes of a seed in place of the platform's, so that the integers of a report can be made a second time. */
function repeatable(seed: string): SecureRandom {
  const random = seededRandom(seed);
  return { kind: 'secure', bytes: (count) => Uint8Array.from({ length: count }, () => random.integer(256)) };
}

it(`is the plain sum of the integer vectors, bit for bit, over ${ROUNDS} random rounds`, async () => {
  const random = seededRandom('rounds');
  const keys = await generateSealingKeys();
  const openSeed = seedOpener(keys.privateKey, keys.publicKey);
  const widths = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const reports = 1 + random.integer(4);
    const size = {
      paddedLength: 2 ** (4 + random.integer(3)),
      levels: 2 ** (2 + random.integer(24)),
      maximumReports: reports,
    };
    const shape = { ...size, noiseMultiplier: 0, sharedParameters: size.paddedLength - random.integer(8) };
    const task = sampleTask({
      ...shape,
      ringBits: ringBitsFor(shape),
      rotationSeed: toHex(repeatable(`signs ${round}`).bytes(32)),
    });
    widths.add(task.ringBits);
    const taskHash = await taskHashOf(task);
    const signs = await rotationSigns(present(fromHex(task.rotationSeed), 'seed'), task.paddedLength);
    const plain = new Int32Array(task.paddedLength);
    const masked = new Uint32Array(task.paddedLength);
    const seeds: { id: string; sealedSeed: string }[] = [];
    for (let i = 0; i < reports; i++) {
      const delta = Float32Array.from({ length: task.sharedParameters }, () => random.normal());
      const made = await makeReport(task, delta, keys.publicKey, repeatable(`${round}/${i}`));
      const { integers } = encodeDelta(delta, task, signs, secureRounding(repeatable(`${round}/${i}`)));
      integers.forEach((value, at) => {
        plain[at] = (plain[at] ?? 0) + value;
      });
      const report = await parseReport(made.bytes);
      must(report.ok, 'a report that parses');
      addInto(masked, report.value.maskedVector, task.ringBits);
      seeds.push({ id: made.reportId, sealedSeed: toHex(report.value.sealedSeed) });
    }
    const share = await sumMasks(task, taskHash, seeds, openSeed);
    hideBehindNoise(share, task);
    const sum = withoutMasks(masked, packWords(share, task.ringBits), task);
    if (plain.some((value) => value !== 0)) expect(toHex(bytesOf(masked))).not.toBe(toHex(bytesOf(plain)));
    expect(toHex(bytesOf(sum))).toBe(toHex(bytesOf(plain)));
  }
  expect([...widths].sort()).toEqual([...RING_BITS]);
}, 120_000);

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Uint32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
