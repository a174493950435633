/** What the aggregator offers now: the current release, and a round to take part in. */

import { parsed, refused } from '../protocol/problem.ts';
import type { ReleasePointer } from '../protocol/release-pointer.ts';
import { verifySigned } from '../protocol/signed-message.ts';
import type { Task } from '../protocol/task.ts';
import { parseTaskBoard } from '../protocol/task-board.ts';
import { getJson, type SyncResult } from './http.ts';
import { type SyncEnvironment, type SyncParties, storageKey } from './sync-environment.ts';

export interface Offer {
  readonly current: ReleasePointer;
  /** The open round, if there is one and the aggregator's signature holds. */
  readonly task: Task | undefined;
}

/**
 * Asks `GET /v1/tasks/{shop}` and believes only what the aggregator's key has signed for this shop.
 * @returns `bad-signature` for another key than the one of the options or of the first visit
 * @throws what the signal aborts with
 */
export async function fetchTasks(environment: SyncEnvironment, parties: SyncParties): Promise<SyncResult<Offer>> {
  const answer = await getJson(environment, parties.aggregatorUrl, `/v1/tasks/${encodeURIComponent(parties.shop)}`);
  if (!answer.ok) return answer;
  const board = parseTaskBoard(answer.value);
  if (!board.ok) return board;
  const key = await trustedKey(environment, parties, board.value.current.publicKey);
  const current = await verifySigned(board.value.current, key);
  if (!current.ok) return current;
  const task = board.value.task === null ? undefined : await verifySigned(board.value.task, key);
  if (task && !task.ok) return task;
  if ([current.value, ...(task ? [task.value] : [])].some(({ shop }) => shop !== parties.shop)) {
    return refused('wrong-shop', 'signed for another shop');
  }
  await pin(environment, parties, key);
  return parsed({ current: current.value, task: task?.value });
}

/** Which release the aggregator says is current; see `fetchTasks`. */
export async function fetchReleasePointer(
  environment: SyncEnvironment,
  parties: SyncParties,
): Promise<SyncResult<ReleasePointer>> {
  const offer = await fetchTasks(environment, parties);
  return offer.ok ? parsed(offer.value.current) : offer;
}

async function trustedKey({ storage }: SyncEnvironment, parties: SyncParties, offered: string): Promise<string> {
  if (parties.aggregatorKey !== undefined) return parties.aggregatorKey;
  const pinned = await storage.get(storageKey(parties.shop, 'aggregator-key'));
  return typeof pinned === 'string' ? pinned : offered;
}

/** After the signatures held, so that garbage is never pinned. */
async function pin({ storage }: SyncEnvironment, { shop, aggregatorKey }: SyncParties, key: string): Promise<void> {
  const name = storageKey(shop, 'aggregator-key');
  if (aggregatorKey === undefined && (await storage.get(name)) === undefined) await storage.put(name, key);
}
