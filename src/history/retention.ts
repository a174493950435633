/** How long what is remembered. A purchase says more, for longer, than a look; what was hidden has to stay hidden. */
import type { ShopEvent } from '../domain/shop-event.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Views, clicks, carts, searches. */
export const RETENTION_MS = 180 * DAY_MS;
/** Purchases, refunds and hidden products. */
export const LONG_RETENTION_MS = 730 * DAY_MS;
/** No history holds more events than this. */
export const MAX_EVENTS = 5000;
/** When the limit is passed the history shrinks this far below it, so that not each event has to look for the oldest. */
export const PRUNE_SLACK = 250;
/** The newest events, which a full disk does not cost: lists are made from them. */
export const NEEDED_EVENTS = 500;

/** A record as retention sees it: `event` is undefined when it could not be read. */
export interface Candidate {
  readonly sequence: number;
  readonly event: ShopEvent | undefined;
}

/**
 * The sequence numbers that retention takes away: first what is too old, then, while there are too many, unreadable
 * records, impressions, other short-lived events and at last the long-lived, the oldest of each first.
 * @param records oldest first
 */
export function expiredRecords(records: readonly Candidate[], nowMs: number): number[] {
  const isOld = ({ event }: Candidate) => event !== undefined && nowMs - event.atMs > retentionMs(event);
  const expired = records.filter(isOld);
  const kept = records.filter((record) => !isOld(record));
  const excess = kept.length > MAX_EVENTS ? kept.length - (MAX_EVENTS - PRUNE_SLACK) : 0;
  // Array.prototype.sort is stable: inside one worth the oldest stay first.
  const cheapest = excess > 0 ? [...kept].sort((a, b) => worth(a) - worth(b)).slice(0, excess) : [];
  return [...expired, ...cheapest].map(({ sequence }) => sequence);
}

/** Views and impressions that are not among the NEEDED_EVENTS newest. */
export function spareRecords(records: readonly Candidate[]): number[] {
  return records
    .slice(0, Math.max(records.length - NEEDED_EVENTS, 0))
    .filter(({ event }) => event === undefined || event.kind === 'view' || event.kind === 'impression')
    .map(({ sequence }) => sequence);
}

function retentionMs(event: ShopEvent): number {
  return isLongLived(event) ? LONG_RETENTION_MS : RETENTION_MS;
}

function isLongLived({ kind }: ShopEvent): boolean {
  return kind === 'purchase' || kind === 'refund' || kind === 'hide';
}

function worth({ event }: Candidate): number {
  if (event === undefined) return 0;
  if (event.kind === 'impression') return 1;
  return isLongLived(event) ? 3 : 2;
}
