/** The aggregator's side of the talk with the helper. */

import { parseShareResponse, type ShareRequest, type ShareResponse } from '../../src/protocol/aggregate-share.ts';
import { parseErrorBody } from '../../src/protocol/error-body.ts';
import { readJson } from '../../src/protocol/fields.ts';
import { sha256Of } from '../../src/protocol/hash.ts';
import { type HelperKeys, parseHelperKeys } from '../../src/protocol/helper-keys.ts';
import { type Parsed, parsed, refused } from '../../src/protocol/problem.ts';
import { reportIdsHash } from '../../src/protocol/receipt.ts';
import { verifySigned } from '../../src/protocol/signed-message.ts';
import type { Aggregator } from './aggregator.ts';

const TIMEOUT_MS = 120_000;

/**
 * The helper's keys, asked once and then kept: another key later would be another helper.
 * @returns undefined while the helper cannot be reached
 */
export async function pinnedHelperKeys(aggregator: Aggregator): Promise<HelperKeys | undefined> {
  const { database } = aggregator.store;
  const url = aggregator.helperUrl;
  const row = await database.selectFrom('pinned_helper').select('keys').where('url', '=', url).executeTakeFirst();
  if (row) return keysIn(row.keys);
  const text = await ask(aggregator, '/keys');
  const keys = text === undefined ? undefined : keysIn(text.body);
  if (keys)
    await database
      .insertInto('pinned_helper')
      .values({ url, keys: JSON.stringify(keys) })
      .execute();
  return keys;
}

function keysIn(text: string): HelperKeys | undefined {
  const keys = parseHelperKeys(readJson(text));
  return keys.ok ? keys.value : undefined;
}

/**
 * Sends the stored request. The same request may be sent any number of times.
 * @returns undefined when the helper cannot be reached or is in trouble: try again later
 */
export async function requestShare(
  aggregator: Aggregator,
  request: string,
): Promise<Parsed<ShareResponse> | undefined> {
  const answer = await ask(aggregator, '/v1/aggregate-shares', request);
  if (answer === undefined || answer.status >= 500 || answer.status === 429) return undefined;
  if (answer.status === 200) return parseShareResponse(readJson(answer.body));
  const problem = parseErrorBody(readJson(answer.body));
  // Without a body of ours a proxy has answered, not the helper.
  return problem && { ok: false, problem };
}

/** The packed share, if the receipt is the helper's own and about exactly what was asked. */
export async function verifyShare(
  response: ShareResponse,
  request: ShareRequest,
  taskHash: string,
  helperSigningKey: string,
): Promise<Parsed<Uint8Array<ArrayBuffer>>> {
  const receipt = await verifySigned(response.receipt, helperSigningKey);
  if (!receipt.ok) return receipt;
  const share = Uint8Array.from(Buffer.from(response.share, 'base64'));
  const ids = await reportIdsHash(request.reports.map(({ id }) => id));
  const { value } = receipt;
  const agrees =
    value.taskHash === taskHash &&
    value.reports === request.reports.length &&
    value.reportIdsHash === ids &&
    value.noiseMultiplier === request.task.body.noiseMultiplier &&
    value.shareHash === (await sha256Of(share));
  return agrees ? parsed(share) : refused('malformed', 'the receipt of the helper is about something else');
}

async function ask(
  { helperUrl, signal }: Aggregator,
  path: string,
  body?: string,
): Promise<{ status: number; body: string } | undefined> {
  try {
    const response = await fetch(`${helperUrl.replace(/\/$/, '')}${path}`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      ...(body !== undefined && { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return undefined;
  }
}
