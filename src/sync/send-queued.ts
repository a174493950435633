/** Sends the report that waits, as often as it takes and never sooner than the aggregator wants. */
import { parseErrorBody } from '../protocol/error-body.ts';
import { readJson } from '../protocol/fields.ts';
import { addressOf } from './http.ts';
import type { SyncEnvironment, SyncParties } from './sync-environment.ts';
import { type LedgerEntry, readState, type SyncState, writeState } from './sync-state.ts';

export type SendOutcome =
  | { readonly kind: 'nothing-queued' }
  | { readonly kind: 'delivered'; readonly bytes: number }
  /** Not wanted any more; `code` says why. */
  | { readonly kind: 'dropped'; readonly code: string }
  /** Try again at this time. */
  | { readonly kind: 'waiting'; readonly notBeforeMs: number };

/** Browsers let requests of up to 64 KiB finish after the page is gone. */
const KEEPALIVE_BYTES = 60_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

/**
 * One try. A report that was counted already (`duplicate`: we crashed before we heard) is delivered.
 * @throws what the signal aborts with; the report stays queued
 */
export async function sendQueued(environment: SyncEnvironment, parties: SyncParties): Promise<SendOutcome> {
  const state = await readState(environment, parties.shop);
  const { queued } = state;
  if (!queued) return { kind: 'nothing-queued' };
  const nowMs = environment.clock.nowMs();
  if (nowMs >= queued.expiresAtMs) return settle(environment, parties.shop, state, 'dropped', 'expired');
  if (nowMs < queued.notBeforeMs) return { kind: 'waiting', notBeforeMs: queued.notBeforeMs };
  const answer = await post(environment, parties, queued.bytes);
  if (answer.status === 201 || answer.status === 409) return settle(environment, parties.shop, state, 'delivered', '');
  if (answer.code !== undefined && answer.status < 500 && answer.status !== 429) {
    return settle(environment, parties.shop, state, 'dropped', answer.code);
  }
  return wait(environment, parties.shop, state, answer.retryAfterMs);
}

interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  /** From a body of ours; absent when a proxy or a captive portal has answered. */
  readonly code?: string;
  readonly retryAfterMs?: number;
}

async function post({ fetch, signal }: SyncEnvironment, parties: SyncParties, report: Uint8Array): Promise<Answer> {
  try {
    const response = await fetch(addressOf(parties.aggregatorUrl, '/v1/reports'), {
      method: 'POST',
      body: Uint8Array.from(report),
      headers: { 'content-type': 'application/octet-stream' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      keepalive: report.length <= KEEPALIVE_BYTES,
      signal,
    });
    const code = parseErrorBody(readJson(await response.text()))?.code;
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = seconds >= 0 ? seconds * 1000 : undefined;
    return { status: response.status, ...(code && { code }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
  } catch {
    signal.throwIfAborted();
    return { status: 0 };
  }
}

async function settle(
  environment: SyncEnvironment,
  shop: string,
  state: SyncState,
  outcome: 'delivered' | 'dropped',
  code: string,
): Promise<SendOutcome> {
  const { queued } = state;
  const mark = (entry: LedgerEntry) => (entry.reportId === queued?.reportId ? { ...entry, state: outcome } : entry);
  await writeState(environment, shop, { ledger: state.ledger.map(mark), queued: null });
  return outcome === 'delivered' ? { kind: outcome, bytes: queued?.bytes.length ?? 0 } : { kind: outcome, code };
}

async function wait(
  environment: SyncEnvironment,
  shop: string,
  state: SyncState,
  retryAfterMs: number | undefined,
): Promise<SendOutcome> {
  if (!state.queued) return { kind: 'nothing-queued' };
  const attempts = state.queued.attempts + 1;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, retryAfterMs ?? FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 12));
  const notBeforeMs = environment.clock.nowMs() + pauseMs;
  await writeState(environment, shop, { ...state, queued: { ...state.queued, attempts, notBeforeMs } });
  return { kind: 'waiting', notBeforeMs };
}
