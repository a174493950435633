import { expect, it } from 'vitest';
import { openWithWebCrypto } from '../../test/kit/open-with-webcrypto.ts';
import { sampleTask } from '../../test/kit/sample-task.ts';
import { toHex } from '../base/bytes.ts';
import { expandMask } from '../privacy/mask.ts';
import { subtractInto, toCentred } from '../privacy/ring.ts';
import { generateSealingKeys } from '../privacy/seal.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import { helperKeyId } from '../protocol/helper-keys.ts';
import { parseReport } from '../protocol/report.ts';
import { generateSigningKey, signer, verifySigned } from '../protocol/signed-message.ts';
import type { Task } from '../protocol/task.ts';
import { makeReport } from './make-report.ts';

async function bigTask(publicKey: Uint8Array): Promise<Task> {
  const size = { sharedParameters: 16_000, paddedLength: 16_384, ringBits: 16, levels: 4 } as const;
  return sampleTask({ ...size, noiseMultiplier: 1, helperKeyId: await helperKeyId(toHex(publicKey)) });
}

it('a browser makes a report of 33 kB that the helper can open and unmask', async () => {
  const keys = await generateSealingKeys();
  const task = await bigTask(keys.publicKey);
  const delta = Float32Array.from({ length: 16_000 }, (_, i) => 0.01 * Math.sin(i));
  const made = await makeReport(task, delta, keys.publicKey, platformRandom);
  expect(made.bytes.length).toBeLessThanOrEqual(33_500);
  const report = await parseReport(made.bytes);
  if (!report.ok) throw new Error(report.problem.message);
  const { headerBytes, sealedSeed, maskedVector } = report.value;
  const seed = new Uint8Array(await openWithWebCrypto(keys.privateKey, headerBytes, sealedSeed));
  subtractInto(maskedVector, await expandMask(seed, headerBytes, 16_384, 16), 16);
  expect(Math.max(...toCentred(maskedVector, 16).map(Math.abs))).toBeLessThanOrEqual(14);
});

it('a browser checks an Ed25519 signature', async () => {
  const pair = await generateSigningKey();
  const message = await (await signer(pair.privateKey, pair.publicKey)).sign(sampleTask());
  expect((await verifySigned(message, pair.publicKey)).ok).toBe(true);
  expect((await verifySigned({ ...message, body: sampleTask({ levels: 9 }) }, pair.publicKey)).ok).toBe(false);
});
