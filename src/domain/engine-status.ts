import type { ReleaseId } from './ids.ts';

/** Where the tensors are computed. `plain` is JavaScript on the CPU. */
export const BACKENDS = ['webgpu', 'wasm', 'plain'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Where the history lives: `memory` when consent is missing or IndexedDB refused, with the reason beside it. */
export type StorageMode = 'indexeddb' | 'memory';

/** Conditions that somebody can act on. Codes are API: docs/troubleshooting.md says what each means and what to do. */
export const ENGINE_NOTICES = [
  'no-webgpu',
  'backend-failed-self-test',
  'device-lost',
  'storage-refused',
  'storage-full',
  'history-migrated',
  'release-unreachable',
  'release-corrupt',
  'release-rolled-back',
  /** A newer release places what this shopper has chosen clearly worse: the one in use stays. */
  'release-worse',
  'offers-unreadable',
  'sync-unreachable',
  /** The aggregator's answer is not signed by the key, or not for the shop, that this browser expects: no report is made. */
  'sync-untrusted',
  /** The page's security policy or the network refused the worker: the widget shows the popular list. */
  'worker-blocked',
  /** The worker died and was started again, one backend lower where there is one. */
  'worker-restarted',
] as const;
export type EngineNotice = (typeof ENGINE_NOTICES)[number];

export interface EngineStatus {
  readonly backend: Backend;
  /** Vendor and architecture as the adapter tells them; absent off WebGPU. */
  readonly adapter?: { readonly vendor: string; readonly architecture: string; readonly software: boolean };
  readonly storage: StorageMode;
  readonly release?: ReleaseId;
  readonly notices: readonly EngineNotice[];
  /** What the shopper did and is remembered, in storage or memory: all events but impressions. */
  readonly rememberedEvents: number;
  /** Whether the shopper has asked for nothing new to be remembered. */
  readonly paused: boolean;
  readonly learner: {
    /** Choices of the shopper that have been learned from with this release. */
    readonly choices: number;
    /** How far each expert is trusted, summing to 1: the release, a correction of its ranker, a liking of categories. */
    readonly trust: { readonly release: number; readonly line: number; readonly taste: number };
  };
  readonly sync: {
    readonly state: 'off' | 'idle' | 'reported' | 'failed';
    readonly reportsSent: number;
    /** The last round this browser reported to. */
    readonly lastRound?: string;
  };
}
