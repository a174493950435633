/**
 * What the page and the worker say to each other. The worker exposes `EngineApi` through comlink; everything crosses by
 * structured clone, so these are plain data. The page never computes.
 */
import type { Consent } from '../domain/consent.ts';
import type { Backend, EngineStatus } from '../domain/engine-status.ts';
import type { Placement, RecommendationList } from '../domain/recommendation.ts';
import type { ShopEvent } from '../domain/shop-event.ts';
import type { ShopperProfile, SwitchedOff } from '../domain/shopper-profile.ts';

export interface EngineOptions {
  /** The merchant's name for this shop (`data-shop`); keeps two shops on one origin apart. */
  readonly shop: string;
  /** Absolute URL of the folder that holds the starting release's `manifest.json`, with a trailing slash. */
  readonly releaseUrl: string;
  /** Absolute URL of the file with today's prices and stock, which then hold instead of the release's. */
  readonly offersUrl?: string;
  /** Absolute URL of the folder that holds the runtime's own files (wasm), with a trailing slash. */
  readonly assetsUrl: string;
  /** Origins of the two sync parties. Without both, sync is off and nothing is ever sent. */
  readonly sync?: { readonly aggregatorUrl: string; readonly helperUrl: string };
  readonly consent: Consent;
  /** Tests only: start at this tier. */
  readonly backend?: Backend;
  /** Tests only: take a software WebGPU adapter for real hardware. */
  readonly allowSoftwareAdapter?: boolean;
}

/**
 * One entry of the shop's dataLayer, reduced by the loader to what can cross to a worker: the event's name and its
 * parameters, JSON values only. Unknown until the events room has parsed it.
 */
export interface PageEvent {
  readonly name: string;
  readonly parameters: unknown;
  readonly atMs: number;
}

export interface RecommendRequest {
  readonly placement: Placement;
  /** At most this many, 1 to 50. */
  readonly limit: number;
  /** The product of the page, for `related`. */
  readonly productId?: string;
  /** Path of the category of the page, for `category`: "Kitchen > Kettles". */
  readonly category?: string;
  /** Shown elsewhere on the page already. */
  readonly exclude?: readonly string[];
}

/** What the shopper can take away: everything that is kept, in words of the shop. */
export interface HistoryExport {
  readonly format: 'inkling-history/1';
  readonly shop: string;
  readonly exportedAtMs: number;
  readonly events: readonly ShopEvent[];
  readonly switchedOff: SwitchedOff;
}

/** A product, by any of its names, or what happened from one moment to before another. */
export type ForgetRequest = { readonly productId: string } | { readonly fromMs: number; readonly toMs: number };

export interface EngineApi {
  start(options: EngineOptions): Promise<EngineStatus>;
  /** Takes one dataLayer entry; unknown names and broken items are dropped, never thrown. Resolves when it is kept. */
  observe(event: PageEvent): Promise<void>;
  setConsent(consent: Consent): Promise<void>;
  recommend(request: RecommendRequest): Promise<RecommendationList>;
  hide(productId: string): Promise<void>;
  exportHistory(): Promise<HistoryExport>;
  /**
   * Forgets a part of the history and everything that was learned from it: lists, counters and mixture are afterwards as if it had
   * never been. A report that waits is withdrawn; one that has left cannot be called back.
   * @param what a `ForgetRequest`; false is answered where it is none
   */
  forget(what: unknown): Promise<boolean>;
  /** What this shopper is taken for, from all that is remembered. */
  profile(): Promise<ShopperProfile>;
  /**
   * Switches a trait of the profile off, or on again. What is off counts for nothing: lists, mixture and reports are made as if
   * its products had not been met, and lists that nobody has asked for leave them out. Holds in every tab, until a wipe.
   * @param correction a `Correction`; false is answered where it is none
   */
  correct(correction: unknown): Promise<boolean>;
  /** While paused nothing new is remembered; what is remembered stays, and lists go by it. Holds until it is ended or all is wiped. */
  pause(paused: boolean): Promise<void>;
  /** Forgets everything that was remembered on this device: history, personal state, mixture, ledger and queue. */
  wipe(): Promise<void>;
  status(): Promise<EngineStatus>;
  /** One slice of background work (learning, sync, release check). Called when the page is idle; true if more waits. */
  work(budgetMs: number): Promise<boolean>;
}
