/**
 * `bench server`: how many reports an aggregator takes beside a server that does nothing with them, what its memory does, what
 * the helper costs a report, how long a round takes from its last report to the next release, and what a report costs its browser.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { fromHex } from '../src/base/bytes.ts';
import { must, present } from '../src/base/must.ts';
import { seededRandom } from '../src/base/seeded-random.ts';
import { keyStream } from '../src/privacy/key-stream.ts';
import { platformRandom } from '../src/privacy/secure-random.ts';
import { parseHelperKeys } from '../src/protocol/helper-keys.ts';
import type { RoundPhase } from '../src/protocol/round-status.ts';
import { type Task, vectorBytes } from '../src/protocol/task.ts';
import { parseTaskBoard } from '../src/protocol/task-board.ts';
import { makeReport } from '../src/sync/make-report.ts';
import { writeTinyRelease } from '../test/kit/tiny-release.ts';
import { bodiesASecond } from './server/load.ts';
import { startBareServer, startInkling } from './server/processes.ts';
import { median, tableText, writeJson } from './table.ts';

interface ServerFlags {
  readonly reports: readonly number[];
  readonly parameters: number;
  readonly noiseMultiplier: number;
  readonly out: string;
}

const SHOP = 'bench';
/** Weights of the tiny release's first tensor, which comes on top. */
const FIRST_TENSOR = 12;
/** Reports after which memory is looked at for the first time. */
const EARLY = 500;
const COSTED = 40;
/** Before them, so that both are compiled. */
const WARM_UP = 20;
const POLL_MS = 10;

export function addServerBench(program: Command): void {
  program
    .command('server')
    .description('aggregator and helper, each in a process of its own, against a bare server in the same run')
    .option('--reports <list>', 'reports of a round, one round each', reportCounts, [500, 5000])
    .option('--parameters <v>', 'length of the shared vector', Number, 16_384)
    .option('--noise-multiplier <z>', 'of the rounds', Number, 1.2)
    .option('--out <file>', 'the figures as JSON', 'bench/results/server.json')
    .action(runServer);
}

function reportCounts(text: string): number[] {
  const counts = text.split(',').map(Number);
  if (counts.every((count) => Number.isInteger(count) && count >= 2)) return counts;
  throw new InvalidArgumentError('--reports wants whole numbers of 2 or more, such as 500,5000');
}

async function runServer({ reports, parameters, noiseMultiplier, out }: ServerFlags): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-server-'));
  const rounds: RoundFigures[] = [];
  let client: ClientFigures | undefined;
  try {
    const release = join(folder, 'release');
    await writeTinyRelease(release, SHOP, parameters - FIRST_TENSOR);
    for (const count of reports) {
      process.stderr.write(`${count} reports\n`);
      const data = join(folder, String(count));
      const round = await oneRound(release, data, count, noiseMultiplier);
      rounds.push(round.figures);
      client ??= await clientCost(round.task, round.helperKey);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${roundTable(rounds)}\n\n${clientLines(present(client, 'a round'))}\n`);
  writeJson(out, { parameters, noiseMultiplier, rounds, client });
}

interface RoundFigures {
  readonly reports: number;
  readonly acceptedASecond: number;
  readonly bareASecond: number;
  /** Resident memory of the aggregator after the first 500 reports, and after the last. */
  readonly earlyMb: number;
  readonly aggregatorMb: number;
  /** Of the aggregator, while it took reports. */
  readonly cpuMsAReport: number;
  /** From the last report to the next release, and when each phase was first seen. */
  readonly publishMs: number;
  readonly phasesMs: Partial<Readonly<Record<RoundPhase, number>>>;
  readonly helperReportsACoreSecond: number;
}

async function oneRound(release: string, data: string, count: number, noiseMultiplier: number) {
  const helper = await startInkling(['helper', '--port', '0', '--data', join(data, 'helper'), '--cohort', '2']);
  const aggregator = await startInkling([
    ...['serve', '--port', '0', '--release', release, '--shop', SHOP, '--data', join(data, 'aggregator')],
    ...['--helper', helper.url, '--cohort', '2', '--reports', String(count), '--rounds', '1'],
    ...['--noise-multiplier', String(noiseMultiplier)],
  ]);
  const bare = await startBareServer();
  try {
    const { task, helperKey } = await openRound(aggregator.url, helper.url);
    const bodies = await reportsFor(task, helperKey, count);
    const bareASecond = await bodiesASecond(bare.url, '/', bodies);
    const [cpuBefore, helperBefore] = [aggregator.cpuSeconds(), helper.cpuSeconds()];
    const early = bodies.slice(0, EARLY);
    const [startMs, path] = [performance.now(), '/v1/reports'];
    await bodiesASecond(aggregator.url, path, early);
    const earlyMb = aggregator.residentMb();
    await bodiesASecond(aggregator.url, path, bodies.slice(EARLY));
    const acceptedASecond = (1000 * count) / (performance.now() - startMs);
    const cpuMsAReport = (1000 * (aggregator.cpuSeconds() - cpuBefore)) / count;
    const aggregatorMb = aggregator.residentMb();
    const phasesMs = await untilPublished(aggregator.url, task.round);
    const helperReportsACoreSecond = count / (helper.cpuSeconds() - helperBefore);
    const figures: RoundFigures = {
      ...{ reports: count, acceptedASecond, bareASecond, earlyMb, aggregatorMb, cpuMsAReport },
      ...{ publishMs: phasesMs.PUBLISHED ?? Number.NaN, phasesMs, helperReportsACoreSecond },
    };
    return { figures, task, helperKey };
  } finally {
    for (const server of [bare, aggregator, helper]) await server.stop();
  }
}

async function openRound(aggregatorUrl: string, helperUrl: string) {
  const keys = parseHelperKeys(await json(`${helperUrl}/keys`));
  must(keys.ok, 'keys of the helper');
  for (;;) {
    const board = parseTaskBoard(await json(`${aggregatorUrl}/v1/tasks/${SHOP}`));
    must(board.ok, 'a board');
    const helperKey = present(fromHex(keys.value.sealingKey), 'sealing key');
    if (board.value.task) return { task: board.value.task.body, helperKey };
    await pause(POLL_MS);
  }
}

async function reportsFor(task: Task, helperKey: Uint8Array<ArrayBuffer>, count: number): Promise<Uint8Array[]> {
  const bodies: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    bodies.push((await makeReport(task, deltaOf(i, task.sharedParameters), helperKey, platformRandom)).bytes);
  }
  return bodies;
}

function deltaOf(i: number, length: number): Float32Array {
  const random = seededRandom(`delta ${i}`);
  return Float32Array.from({ length }, () => 0.001 * random.normal());
}

/** When each phase was first seen, from now. @throws Error when the round is aborted */
async function untilPublished(aggregatorUrl: string, round: string): Promise<RoundFigures['phasesMs']> {
  const startMs = performance.now();
  const seen: Partial<Record<RoundPhase, number>> = {};
  while (seen.PUBLISHED === undefined) {
    const { phase, reason } = (await json(`${aggregatorUrl}/v1/rounds/${round}`)) as Record<string, unknown>;
    if (phase === 'ABORTED') throw new Error(`the round was aborted: ${reason}`);
    seen[phase as RoundPhase] ??= performance.now() - startMs;
    await pause(POLL_MS);
  }
  return seen;
}

interface ClientFigures {
  readonly reportBytes: number;
  readonly makeReportCpuMs: number;
  /** One AES-CTR expansion of as many bytes as the vector has. */
  readonly expansionCpuMs: number;
}

/** Processor time, all threads, of one report and of one key stream of its length, in turns. */
async function clientCost(task: Task, helperKey: Uint8Array<ArrayBuffer>): Promise<ClientFigures> {
  const delta = deltaOf(0, task.sharedParameters);
  const seed = platformRandom.bytes(32);
  const [making, expanding]: [number[], number[]] = [[], []];
  let reportBytes = 0;
  for (let i = -WARM_UP; i < COSTED; i++) {
    const report = await cpuMs(() => makeReport(task, delta, helperKey, platformRandom));
    const stream = await cpuMs(() => keyStream(seed, 'bench', new Uint8Array(0), vectorBytes(task)));
    reportBytes = report.value.bytes.length;
    if (i < 0) continue;
    making.push(report.ms);
    expanding.push(stream.ms);
  }
  return { reportBytes, makeReportCpuMs: median(making), expansionCpuMs: median(expanding) };
}

async function cpuMs<Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

function roundTable(rounds: readonly RoundFigures[]): string {
  return tableText(
    [
      ...['reports', 'accepted/s', 'bare server/s', 'share', 'MB after 500', 'MB after all', 'CPU ms a report'],
      ...['last report to release, ms', 'of it the helper', 'helper reports/core-s'],
    ],
    rounds.map((round) => [
      ...[String(round.reports), round.acceptedASecond.toFixed(0), round.bareASecond.toFixed(0)],
      `${((100 * round.acceptedASecond) / round.bareASecond).toFixed(0)}%`,
      ...[
        round.earlyMb.toFixed(0),
        round.aggregatorMb.toFixed(0),
        round.cpuMsAReport.toFixed(2),
        round.publishMs.toFixed(0),
      ],
      ((round.phasesMs.UNMASKED ?? round.phasesMs.CHECKED ?? round.publishMs) - (round.phasesMs.HELPER ?? 0)).toFixed(
        0,
      ),
      round.helperReportsACoreSecond.toFixed(0),
    ]),
  );
}

function clientLines({ reportBytes, makeReportCpuMs, expansionCpuMs }: ClientFigures): string {
  const times = (makeReportCpuMs / expansionCpuMs).toFixed(1);
  return `a report: ${reportBytes} bytes; its browser: ${makeReportCpuMs.toFixed(2)} ms of processor time, ${times} times one expansion of its key stream (${expansionCpuMs.toFixed(3)} ms)`;
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
