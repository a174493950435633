/**
 * Takes reports into the masked sum. Reports that arrive together share one transaction: id, sealed seed and sum are on
 * the disk before any of their senders is told so, and no vector outlives its transaction.
 */
import { must, present } from '../../src/base/must.ts';
import { addInto } from '../../src/privacy/ring.ts';
import { type Parsed, parsed, refused } from '../../src/protocol/problem.ts';
import { parseReport, type Report, reportBytes, reportHeader } from '../../src/protocol/report.ts';
import type { Aggregator } from './aggregator.ts';
import type { AggregatorTransaction } from './aggregator-store.ts';
import { activeRound, blobToBuffer, type RoundRecord, wordsToBlob } from './rounds/round-record.ts';

export type Accepted = { readonly reportId: string };

export interface ReportIntake {
  /** Resolves when the report is durable, or says why it is refused. */
  accept(bytes: Uint8Array<ArrayBuffer>): Promise<Parsed<Accepted>>;
  /** Exact length of a report now, or undefined while no round is open. */
  expectedBytes(): Promise<number | undefined>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** Reports in memory at once; more are asked to come later. */
const MAX_WAITING = 256;

interface Waiting {
  readonly report: Report;
  readonly answer: (result: Parsed<Accepted>) => void;
}

/** @param onFull called when a round has all the reports it wants */
export function reportIntake(aggregator: Aggregator, onFull: () => void): ReportIntake {
  const waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  const flush = async () => {
    while (waiting.length > 0) if (await foldBatch(aggregator, waiting.splice(0))) onFull();
    flushing = undefined;
  };
  return {
    async accept(bytes) {
      if (waiting.length >= MAX_WAITING) return refused('busy', 'too many reports at once');
      const report = await parseReport(bytes);
      if (!report.ok) return report;
      return new Promise((answer) => {
        waiting.push({ report: report.value, answer });
        flushing ??= flush();
      });
    },
    async expectedBytes() {
      const round = await activeRound(aggregator.store);
      return round?.phase === 'OPEN' ? reportBytes(round.signedTask.body) : undefined;
    },
    settled: async () => flushing,
  };
}

/** One transaction for the batch; the senders are answered after it. @returns whether the round is full */
async function foldBatch(aggregator: Aggregator, batch: readonly Waiting[]): Promise<boolean> {
  try {
    const { results, full } = await aggregator.store.database
      .transaction()
      .execute((transaction) => fold(aggregator, transaction, batch));
    for (const [i, { answer }] of batch.entries()) answer(present(results[i], 'a result for each report'));
    return full;
  } catch {
    for (const { answer } of batch) answer(refused('internal', 'the report could not be stored'));
    return false;
  }
}

async function fold(aggregator: Aggregator, transaction: AggregatorTransaction, batch: readonly Waiting[]) {
  const round = await activeRound({ ...aggregator.store, database: transaction });
  const results: Parsed<Accepted>[] = [];
  const sum = round && (await loadSum(transaction, round.id));
  let reports = round?.reports ?? 0;
  for (const { report } of batch) {
    const result = await take(aggregator, transaction, round, reports, report);
    results.push(result);
    if (!result.ok || !round) continue;
    addInto(present(sum, 'masked sum'), report.maskedVector, round.signedTask.body.ringBits);
    reports++;
  }
  if (round && sum && reports > round.reports) await saveSum(transaction, round.id, sum, reports);
  return { results, full: round !== undefined && reports >= round.signedTask.body.maximumReports };
}

/** Checks one report against the open round and claims its id. */
async function take(
  { clock }: Aggregator,
  transaction: AggregatorTransaction,
  round: RoundRecord | undefined,
  reports: number,
  { header, sealedSeed }: Report,
): Promise<Parsed<Accepted>> {
  const { reportId } = header;
  const known = transaction.selectFrom('reports').select('id').where('id', '=', reportId);
  if (await known.executeTakeFirst()) return refused('duplicate', 'this report id was counted before');
  const problem = await whyNot(transaction, round, reports, header, clock.nowMs());
  if (problem) return problem;
  must(round, 'a report without a problem has a round');
  const row = { id: reportId, round: round.id, sealed_seed: Buffer.from(sealedSeed) };
  await transaction.insertInto('reports').values(row).execute();
  return parsed({ reportId });
}

async function whyNot(
  transaction: AggregatorTransaction,
  round: RoundRecord | undefined,
  reports: number,
  header: Report['header'],
  nowMs: number,
) {
  if (round?.task_hash !== header.taskHash) return whyNotActive(transaction, header.taskHash);
  const { body: task } = round.signedTask;
  if (round.phase !== 'OPEN' || reports >= task.maximumReports) return refused('round-closed', 'the round is closed');
  if (nowMs >= task.closesAtMs) return refused('expired', 'the round takes no reports any more');
  if (header.release !== task.release) return refused('wrong-release', 'the report is against another release');
  const expected = reportHeader(task, round.task_hash, header.reportId);
  const agrees = (['ringBits', 'paddedLength', 'expiresAtMs'] as const).every((key) => header[key] === expected[key]);
  return agrees ? undefined : refused('malformed', 'the header does not belong to its task');
}

async function whyNotActive(transaction: AggregatorTransaction, taskHash: string) {
  const row = await transaction.selectFrom('rounds').select('id').where('task_hash', '=', taskHash).executeTakeFirst();
  return row ? refused('round-closed', 'the round is closed') : refused('unknown-task', 'no such task in this shop');
}

async function loadSum(
  transaction: AggregatorTransaction,
  round: string,
): Promise<Uint32Array<ArrayBuffer> | undefined> {
  const row = await transaction.selectFrom('masked_sums').select('words').where('round', '=', round).executeTakeFirst();
  return row && new Uint32Array(blobToBuffer(row.words, 'masked sum'));
}

async function saveSum(
  transaction: AggregatorTransaction,
  round: string,
  sum: Uint32Array,
  reports: number,
): Promise<void> {
  await transaction
    .updateTable('masked_sums')
    .set({ words: wordsToBlob(sum) })
    .where('round', '=', round)
    .execute();
  await transaction.updateTable('rounds').set({ reports }).where('id', '=', round).execute();
}
