import { parseErrorBody } from '../protocol/error-body.ts';
import { readJson } from '../protocol/fields.ts';
import { type Parsed, type Problem, parsed, refused } from '../protocol/problem.ts';
import type { SyncEnvironment } from './sync-environment.ts';

/** Problems of the way there, beside those the other side can name. */
export type SyncProblem = Problem | { readonly code: 'unreachable'; readonly message: string };
export type SyncResult<Value> = Parsed<Value> | { readonly ok: false; readonly problem: SyncProblem };

export function unreachable(message: string): { readonly ok: false; readonly problem: SyncProblem } {
  return { ok: false, problem: { code: 'unreachable', message } };
}

/**
 * JSON from one of the two parties, without credentials and without a referrer: neither learns which page is open.
 * @throws what the signal aborts with
 */
export async function getJson(
  environment: SyncEnvironment,
  origin: string,
  path: string,
): Promise<SyncResult<unknown>> {
  const { signal } = environment;
  try {
    const url = addressOf(origin, path);
    const response = await environment.fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    const body = readJson(await response.text());
    if (response.ok) return body === undefined ? refused('malformed', 'the answer is not JSON') : parsed(body);
    return { ok: false, problem: parseErrorBody(body) ?? unreachable(`answered ${response.status}`).problem };
  } catch (error) {
    signal.throwIfAborted();
    return unreachable(error instanceof Error ? error.message : 'no answer');
  }
}

/** An origin, with or without a trailing slash, and a path. */
export function addressOf(origin: string, path: string): string {
  return `${origin.replace(/\/$/, '')}${path}`;
}
