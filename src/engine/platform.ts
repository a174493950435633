/** What the engine takes from where it runs: a worker in a page, or a Node process that simulates one. */
import { type Clock, systemClock } from '../base/clock.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { platformRandom, type SecureRandom } from '../privacy/secure-random.ts';
import { type StartBackendOptions, type StartedBackend, startBackend } from '../runtime/start-backend.ts';

export interface Platform {
  readonly startBackend: (options: StartBackendOptions) => Promise<StartedBackend>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: SecureRandom;
  /**
   * Whether what is put into this history is still there when the same shopper comes back. Only then is there a ledger
   * that keeps a browser from reporting twice to a round, and only then may it report at all.
   */
  readonly keepsLedger: (history: HistoryStore) => boolean;
}

export const browserPlatform: Platform = {
  startBackend,
  // Called bare: a browser's fetch refuses to be anyone's method.
  fetch: (input, init) => fetch(input, init),
  clock: systemClock,
  random: platformRandom,
  keepsLedger: ({ mode }) => mode === 'indexeddb',
};
