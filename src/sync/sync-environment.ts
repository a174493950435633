/** What the client side of a round needs from its platform: the same in a worker, in Node and in a test. */
import type { Clock } from '../base/clock.ts';
import type { isWithinBudget } from '../privacy/budget.ts';
import type { SecureRandom } from '../privacy/secure-random.ts';

/** A small key-value store of plain data. A `put` that has resolved survives the page. */
export interface SyncStorage {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface SyncEnvironment {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: SecureRandom;
  readonly storage: SyncStorage;
  /** Whether one more report fits beside those of the ledger. Absent: what privacy/budget.ts says; a simulation lives years in minutes. */
  readonly fitsBudget?: typeof isWithinBudget;
  /** Ends whatever waits. */
  readonly signal: AbortSignal;
}

/** Whom to talk to. Both origins come from the merchant's page, none from the other party. */
export interface SyncParties {
  readonly shop: string;
  readonly aggregatorUrl: string;
  readonly helperUrl: string;
  /** Ed25519 key of the aggregator, hexadecimal; absent: the first one seen is kept and no other believed. */
  readonly aggregatorKey?: string;
}

/** Where this room keeps what belongs to a shop. */
export function storageKey(shop: string, what: 'aggregator-key' | 'state'): string {
  return `sync/${shop}/${what}`;
}
