/** The platform of a worker in a shop's page. */
import { toHex } from '../base/bytes.ts';
import { systemClock } from '../base/clock.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import { passesGradientSelfTest } from '../runtime/gradient-self-test.ts';
import { startBackend } from '../runtime/start-backend.ts';
import type { Platform } from './platform.ts';

export const browserPlatform: Platform = {
  startBackend,
  gradientsAreRight: passesGradientSelfTest,
  // Called bare: a browser's fetch refuses to be anyone's method.
  fetch: (input, init) => fetch(input, init),
  clock: systemClock,
  random: platformRandom,
  newSeed: () => toHex(platformRandom.bytes(16)),
  askAgainMs: 5 * 60_000,
  keepsLedger: ({ mode }) => mode === 'indexeddb',
};
