/**
 * One request to one answer. The answer and the ids it used are on the disk before anybody sees it; the same request
 * gets the same bytes again, so a crash on either side costs nothing and noise is never revealed twice.
 */
import type { Transaction } from 'kysely';
import type { Clock } from '../../src/base/clock.ts';
import { packWords } from '../../src/privacy/pack.ts';
import { PrivacyError } from '../../src/privacy/privacy-error.ts';
import type { RingVector } from '../../src/privacy/ring.ts';
import { noiseStdDev } from '../../src/privacy/ring-capacity.ts';
import { parseShareRequest, type ShareRequest } from '../../src/protocol/aggregate-share.ts';
import { sha256Of } from '../../src/protocol/hash.ts';
import type { HelperPolicy } from '../../src/protocol/helper-keys.ts';
import { type Parsed, parsed, refused } from '../../src/protocol/problem.ts';
import { type Receipt, reportIdsHash } from '../../src/protocol/receipt.ts';
import { bodyBytes, type Signed } from '../../src/protocol/signed-message.ts';
import { type Task, taskHashOf } from '../../src/protocol/task.ts';
import { checkSignatures, checkTerms } from './check-request.ts';
import type { HelperStore, HelperTables } from './helper-store.ts';
import type { KeyRing } from './load-keys.ts';
import { hideBehindNoise, sumMasks } from './sum-masks.ts';

export interface Answerer {
  readonly store: HelperStore;
  readonly keys: KeyRing;
  readonly policy: HelperPolicy;
  /** From the configuration; absent: the first aggregator of each shop is pinned. */
  readonly aggregatorKey?: string;
  readonly clock: Clock;
}

/** @returns the response's JSON text, or why the request is refused; nothing is kept of a refused one */
export async function answerRequest(answerer: Answerer, input: unknown): Promise<Parsed<string>> {
  const request = parseShareRequest(input);
  if (!request.ok) return request;
  const { shop } = request.value.body.task.body;
  const trusted = await trustedKey(answerer, shop, request.value.publicKey);
  const task = await checkSignatures(request.value, trusted);
  if (!task.ok) return task;
  const requestHash = await sha256Of(bodyBytes(request.value.body));
  const earlier = await earlierAnswer(answerer.store, task.value.round, requestHash);
  return earlier ?? firstAnswer(answerer, task.value, request.value, requestHash);
}

async function firstAnswer(
  answerer: Answerer,
  task: Task,
  request: Signed<ShareRequest>,
  requestHash: string,
): Promise<Parsed<string>> {
  const { reports } = request.body;
  const { policy, keys, clock } = answerer;
  const terms = checkTerms(task, reports, { policy, sealingKeyId: keys.sealingKeyId, nowMs: clock.nowMs() });
  if (!terms.ok) return terms;
  if (await anyUsed(answerer.store, reports)) return refused('id-used-before', 'a report was in an earlier sum');
  const taskHash = await taskHashOf(task);
  const share = await openAll(answerer, task, taskHash, reports);
  if (!share.ok) return share;
  hideBehindNoise(share.value, task);
  const answer = await respond(answerer, task, taskHash, reports, share.value);
  await keep(answerer, task, request, { ...answer, requestHash });
  return parsed(answer.response);
}

/** The key that this shop's requests must carry. The first one is believed where none is configured, and kept later. */
async function trustedKey({ store, aggregatorKey }: Answerer, shop: string, offered: string): Promise<string> {
  if (aggregatorKey !== undefined) return aggregatorKey;
  const pinned = await store.database
    .selectFrom('pinned_keys')
    .select('public_key')
    .where('shop', '=', shop)
    .executeTakeFirst();
  return pinned?.public_key ?? offered;
}

async function earlierAnswer(
  store: HelperStore,
  round: string,
  requestHash: string,
): Promise<Parsed<string> | undefined> {
  const row = await store.database.selectFrom('answers').selectAll().where('round', '=', round).executeTakeFirst();
  if (!row) return undefined;
  if (row.request_hash === requestHash) return parsed(row.response);
  return refused('round-already-answered', 'this round was answered for another set of reports');
}

/** SQLite takes a limited number of parameters in one statement. */
const IDS_AT_ONCE = 500;

async function anyUsed(store: HelperStore, reports: ShareRequest['reports']): Promise<boolean> {
  for (let at = 0; at < reports.length; at += IDS_AT_ONCE) {
    const ids = reports.slice(at, at + IDS_AT_ONCE).map(({ id }) => id);
    const used = store.database.selectFrom('used_ids').select('report_id').where('report_id', 'in', ids);
    if (await used.executeTakeFirst()) return true;
  }
  return false;
}

async function openAll(
  { keys }: Answerer,
  task: Task,
  taskHash: string,
  reports: ShareRequest['reports'],
): Promise<Parsed<RingVector>> {
  try {
    return parsed(await sumMasks(task, taskHash, reports, keys.openSeed));
  } catch (error) {
    if (!(error instanceof PrivacyError)) throw error;
    return refused('seed-does-not-open', 'a sealed seed does not open for this task and its report id');
  }
}

async function respond(
  { keys, clock }: Answerer,
  task: Task,
  taskHash: Receipt['taskHash'],
  reports: ShareRequest['reports'],
  share: RingVector,
): Promise<{ response: string; receipt: string }> {
  const packed = packWords(share, task.ringBits);
  const receipt: Receipt = {
    format: 'inkling-receipt/1',
    shop: task.shop,
    round: task.round,
    taskHash,
    release: task.release,
    reports: reports.length,
    reportIdsHash: await reportIdsHash(reports.map(({ id }) => id)),
    shareHash: await sha256Of(packed),
    noiseMultiplier: task.noiseMultiplier,
    noiseStdDev: noiseStdDev(task),
    helperKeyId: task.helperKeyId,
    answeredAtMs: clock.nowMs(),
  };
  const signed = await keys.signer.sign(receipt);
  const body = { format: 'inkling-share/1', share: Buffer.from(packed).toString('base64'), receipt: signed };
  return { response: JSON.stringify(body), receipt: JSON.stringify(signed) };
}

async function keep(
  { store }: Answerer,
  task: Task,
  request: Signed<ShareRequest>,
  answer: { response: string; receipt: string; requestHash: string },
): Promise<void> {
  const { round, shop } = task;
  const { response, receipt, requestHash } = answer;
  await store.database.transaction().execute(async (transaction) => {
    await useIds(transaction, round, request.body.reports);
    await transaction.insertInto('answers').values({ round, request_hash: requestHash, response, receipt }).execute();
    await transaction
      .insertInto('pinned_keys')
      .values({ shop, public_key: request.publicKey })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

async function useIds(
  transaction: Transaction<HelperTables>,
  round: string,
  reports: ShareRequest['reports'],
): Promise<void> {
  for (let at = 0; at < reports.length; at += IDS_AT_ONCE) {
    const rows = reports.slice(at, at + IDS_AT_ONCE).map(({ id }) => ({ report_id: id, round }));
    await transaction.insertInto('used_ids').values(rows).execute();
  }
}
