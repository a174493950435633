/** What the engine takes from where it runs: a worker in a page, or a Node process that simulates one. */
import type { Clock } from '../base/clock.ts';
import type { HistoryStore } from '../history/history-store.ts';
import type { isWithinBudget } from '../privacy/budget.ts';
import type { SecureRandom } from '../privacy/secure-random.ts';
import type { StartBackendOptions, StartedBackend } from '../runtime/start-backend.ts';

export interface Platform {
  readonly startBackend: (options: StartBackendOptions) => Promise<StartedBackend>;
  /** Whether the backend in use computes known gradients right. */
  readonly gradientsAreRight: () => Promise<boolean>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** For keys, masks and rounding. */
  readonly random: SecureRandom;
  /** Seeds what a delta is learned from: which windows, which negatives. */
  readonly newSeed: () => string;
  /** Between two questions to the aggregator while a page stays open, milliseconds. */
  readonly askAgainMs: number;
  /**
   * Whether what is put into this history is still there when the same shopper comes back. Only then is there a ledger
   * that keeps a browser from reporting twice to a round, and only then may it report at all.
   */
  readonly keepsLedger: (history: HistoryStore) => boolean;
  /** For simulations: see SyncEnvironment. */
  readonly fitsBudget?: typeof isWithinBudget;
}
