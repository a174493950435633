/**
 * One browser's part in one round. Consent is the caller's to check, and history cannot come here: the input is a delta
 * and the release it was learned on.
 */
import type { ReleaseId } from '../domain/ids.ts';
import { isWithinBudget } from '../privacy/budget.ts';
import { PrivacyError } from '../privacy/privacy-error.ts';
import { parseHelperKeys, sealingKeyFor } from '../protocol/helper-keys.ts';
import { refused } from '../protocol/problem.ts';
import type { Task } from '../protocol/task.ts';
import { getJson, type SyncProblem, type SyncResult } from './http.ts';
import { type MadeReport, makeReport } from './make-report.ts';
import { type SendOutcome, sendQueued } from './send-queued.ts';
import type { SyncEnvironment, SyncParties } from './sync-environment.ts';
import { type LedgerEntry, readState, type SyncState, writeState } from './sync-state.ts';

export type ParticipationOutcome =
  | SendOutcome
  /** This browser has a report in this round, whatever became of it. */
  | { readonly kind: 'already-reported' }
  /** One more report would cost more than this browser gives in a year, or too soon. Nothing was made and nothing left. */
  | { readonly kind: 'over-budget' }
  /** An earlier report still waits. */
  | { readonly kind: 'queue-full'; readonly notBeforeMs: number }
  /** What the delta has learned from was taken back before the report was made: nothing left. */
  | { readonly kind: 'over' }
  /** Nothing was made and nothing left. */
  | { readonly kind: 'refused'; readonly problem: SyncProblem | PrivacyError };

/**
 * Reports once to a round: the ledger entry and the sealed report are stored together before the first byte is sent, so
 * a crash leads to the same report again (see `sendQueued`), never to a second one.
 * @param delta flat weights against `release`, shape [task.sharedParameters]
 * @param isOver whether what the delta was learned from has been taken back since
 * @throws what the signal aborts with
 */
export async function participate(
  environment: SyncEnvironment,
  parties: SyncParties,
  task: Task,
  delta: Float32Array,
  release: ReleaseId,
  isOver: () => Promise<boolean> = async () => false,
): Promise<ParticipationOutcome> {
  const state = await readState(environment, parties.shop);
  if (state.ledger.some(({ round }) => round === task.round)) return { kind: 'already-reported' };
  if (state.queued) return { kind: 'queue-full', notBeforeMs: state.queued.notBeforeMs };
  const { fitsBudget = isWithinBudget } = environment;
  const nowMs = environment.clock.nowMs();
  if (!fitsBudget(state.ledger, task.noiseMultiplier, nowMs)) return { kind: 'over-budget' };
  const problem = unfit(task, parties.shop, release, nowMs);
  if (problem) return { kind: 'refused', problem };
  const key = await helperKey(environment, parties, task);
  if (!key.ok) return { kind: 'refused', problem: key.problem };
  const report = await makeOrRefuse(task, delta, key.value, environment);
  environment.signal.throwIfAborted();
  if (report instanceof PrivacyError) return { kind: 'refused', problem: report };
  // Last, for a helper may take its time with its keys.
  if (await isOver()) return { kind: 'over' };
  await record(environment, parties.shop, state, task, report);
  return sendQueued(environment, parties);
}

function unfit(task: Task, shop: string, release: ReleaseId, nowMs: number): SyncProblem | undefined {
  if (task.shop !== shop) return refused('wrong-shop', 'the task is of another shop').problem;
  if (task.release !== release) return refused('wrong-release', 'the delta is against another release').problem;
  if (nowMs < task.opensAtMs) return refused('not-open-yet', 'the round has not opened').problem;
  return nowMs >= task.closesAtMs ? refused('expired', 'the round takes no reports any more').problem : undefined;
}

/** From the helper's own origin: an aggregator that chose the key could open every seed. */
async function helperKey(
  environment: SyncEnvironment,
  parties: SyncParties,
  task: Task,
): Promise<SyncResult<Uint8Array<ArrayBuffer>>> {
  const answer = await getJson(environment, parties.helperUrl, '/keys');
  if (!answer.ok) return answer;
  const keys = parseHelperKeys(answer.value);
  return keys.ok ? sealingKeyFor(keys.value, task.helperKeyId) : keys;
}

async function makeOrRefuse(
  task: Task,
  delta: Float32Array,
  key: Uint8Array<ArrayBuffer>,
  { random }: SyncEnvironment,
): Promise<MadeReport | PrivacyError> {
  try {
    return await makeReport(task, delta, key, random);
  } catch (error) {
    if (error instanceof PrivacyError) return error;
    throw error;
  }
}

async function record(
  environment: SyncEnvironment,
  shop: string,
  state: SyncState,
  task: Task,
  report: MadeReport,
): Promise<void> {
  const { round, release, closesAtMs: expiresAtMs, noiseMultiplier } = task;
  const { reportId, taskHash, sha256, clipped, bytes } = report;
  const nowMs = environment.clock.nowMs();
  const entry: LedgerEntry = {
    ...{ atMs: nowMs, round, release, taskHash, reportId, bytes: bytes.length, sha256, clipped, noiseMultiplier },
    state: 'queued',
  };
  const queued = { reportId, bytes, expiresAtMs, notBeforeMs: nowMs, attempts: 0 };
  await writeState(environment, shop, { ledger: [...state.ledger, entry], queued });
}
