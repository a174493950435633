/** The platform of a worker in a shop's page. */
import { toHex } from '../base/bytes.ts';
import { systemClock } from '../base/clock.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import { passesGradientSelfTest } from '../runtime/gradient-self-test.ts';
import { startBackend } from '../runtime/start-backend.ts';
import type { Platform } from './platform.ts';

export const browserPlatform: Platform = {
  startBackend,
  gradientsAreRight: () => inTime(passesGradientSelfTest()),
  // Called bare: a browser's fetch refuses to be anyone's method.
  fetch: (input, init) => fetch(input, init),
  clock: systemClock,
  random: platformRandom,
  newSeed: () => toHex(platformRandom.bytes(16)),
  askAgainMs: 5 * 60_000,
  keepsLedger: ({ mode }) => mode === 'indexeddb',
};

/** A driver may hang where it should fail; software WebGPU takes about 3 s. */
const PROOF_MS = 20_000;

async function inTime(proof: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROOF_MS);
  });
  try {
    return await Promise.race([proof, late]);
  } finally {
    clearTimeout(timer);
  }
}
