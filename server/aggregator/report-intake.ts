/**
 * Takes reports into the masked sum. Reports that arrive together share one transaction: id, sealed seed and sum are on
 * the disk before any of their senders is told so, and no vector outlives its transaction.
 */
import { present } from '../../src/base/must.ts';
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
  /** Exact length of a report, as of a moment ago, or undefined where no round was open. */
  expectedBytes(): Promise<number | undefined>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** How long the length of a report is believed: each is read with a limit, and none has to look for it. */
const LENGTH_MS = 250;
/** How long the first report of a batch waits for others: a batch costs the disk as much as one report does. */
const GATHER_MS = 25;
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
  let length: { readonly atMs: number; readonly bytes: number | undefined } | undefined;
  const flush = async () => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      if (await foldBatch(aggregator, waiting.splice(0))) onFull();
    }
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
      const nowMs = aggregator.clock.nowMs();
      if (!length || Math.abs(nowMs - length.atMs) > LENGTH_MS) {
        const round = await activeRound(aggregator.store);
        length = { atMs: nowMs, bytes: round?.phase === 'OPEN' ? reportBytes(round.signedTask.body) : undefined };
      }
      return length.bytes;
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

async function fold({ clock, store }: Aggregator, transaction: AggregatorTransaction, batch: readonly Waiting[]) {
  const round = await activeRound({ ...store, database: transaction });
  const counted = await countedBefore(transaction, batch);
  const results: Parsed<Accepted>[] = [];
  const taken: Report[] = [];
  for (const { report } of batch) {
    const { header } = report;
    const soFar = (round?.reports ?? 0) + taken.length;
    const problem = counted.has(header.reportId)
      ? refused('duplicate', 'this report id was counted before')
      : await whyNot(transaction, round, soFar, header, clock.nowMs());
    results.push(problem ?? parsed({ reportId: header.reportId }));
    if (problem) continue;
    counted.add(header.reportId);
    taken.push(report);
  }
  if (round && taken.length > 0) await add(transaction, round, taken);
  const full = round !== undefined && round.reports + taken.length >= round.signedTask.body.maximumReports;
  return { results, full };
}

async function countedBefore(transaction: AggregatorTransaction, batch: readonly Waiting[]): Promise<Set<string>> {
  const ids = batch.map(({ report }) => report.header.reportId);
  const rows = await transaction.selectFrom('reports').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Claims the ids of some reports that fit the round, keeps their seeds, and adds their vectors. */
async function add(transaction: AggregatorTransaction, round: RoundRecord, taken: readonly Report[]): Promise<void> {
  const rows = taken.map(({ header, sealedSeed }) => {
    return { id: header.reportId, round: round.id, sealed_seed: Buffer.from(sealedSeed) };
  });
  await transaction.insertInto('reports').values(rows).execute();
  const sum = await loadSum(transaction, round.id);
  for (const { maskedVector } of taken) addInto(sum, maskedVector, round.signedTask.body.ringBits);
  await saveSum(transaction, round.id, sum, round.reports + taken.length);
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

async function loadSum(transaction: AggregatorTransaction, round: string): Promise<Uint32Array<ArrayBuffer>> {
  const sums = transaction.selectFrom('masked_sums').select('words').where('round', '=', round);
  const { words } = await sums.executeTakeFirstOrThrow();
  return new Uint32Array(blobToBuffer(words, 'masked sum'));
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
