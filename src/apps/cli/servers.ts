/** `inkling serve` and `inkling helper`: the two parties of the sync, each in its own process and data folder. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Evaluate } from '../../../server/aggregator/aggregator.ts';
import { blobFolder, startAggregator } from '../../../server/aggregator/start-aggregator.ts';
import { startHelper } from '../../../server/helper/start-helper.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { canaryEvaluation, checkCanary } from './canary.ts';
import { httpOrigin, portNumber, positive, positiveInteger, zeroOrMore } from './flag-values.ts';
import { checkOutFolder } from './out-folder.ts';

interface ServeFlags {
  readonly release: string;
  readonly helper: string;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly shop: string;
  readonly cohort: number;
  readonly reports: number;
  readonly rounds?: number;
  readonly minutes: number;
  readonly clip: number;
  readonly noiseMultiplier: number;
  readonly serverLearningRate: number;
  readonly canary?: string;
  readonly canaryTolerance: number;
}

interface HelperFlags {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly cohort: number;
  readonly noiseMultiplier: number;
}

export function addServerCommands(program: Command): void {
  program
    .command('serve')
    .description('run the aggregator: publishes the release, takes masked reports, closes rounds')
    .requiredOption('--release <dir>', 'folder of the starting release')
    .requiredOption('--helper <url>', 'origin of the helper, run by another party', httpOrigin('--helper'))
    .option('--data <dir>', 'keys and database; made at first start', '.data/aggregator')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', portNumber, 8787)
    .option('--shop <name>', "the release's shop", 'demo')
    .option('--cohort <n>', 'fewest reports that a round may be opened with', positiveInteger('--cohort', 2), 8)
    .option('--reports <n>', 'reports that close a round early', positiveInteger('--reports', 2), 100)
    .option('--rounds <n>', 'open no more rounds than this, ever, in this data folder', positiveInteger('--rounds'))
    .option('--minutes <n>', 'longest a round stays open', positive('--minutes'), 60)
    .option('--clip <l2>', 'largest L2 norm of an update', positive('--clip'), 1)
    .option('--noise-multiplier <z>', 'noise stdDev over clip; 0 is no differential privacy', zeroOrMore, 0)
    .option(
      '--server-learning-rate <r>',
      'share of the mean update that is applied',
      positive('--server-learning-rate'),
      1,
    )
    .option('--canary <file>', 'lines "user item item ...": a round is published only if it still finds the last items')
    .option('--canary-tolerance <n>', 'largest loss of NDCG@10 that a round may bring', zeroOrMore, 0.01)
    .action(runServe);
  program
    .command('helper')
    .description("run the helper, the privacy team's process: opens seeds, adds noise, signs receipts")
    .option('--data <dir>', 'keys and database; made at first start', '.data/helper')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on; 0 takes a free one', portNumber, 8788)
    .option('--cohort <n>', 'fewest reports that may be opened together', positiveInteger('--cohort', 2), 8)
    .option('--noise-multiplier <z>', 'least noise that a task may ask for', zeroOrMore, 0)
    .action(runHelper);
}

async function runServe(flags: ServeFlags): Promise<void> {
  if (flags.reports < flags.cohort) {
    throw new LogError(`serve: --reports ${flags.reports} is less than --cohort ${flags.cohort}: no round could open`);
  }
  checkOutFolder('--data', flags.data);
  const stopping = new AbortController();
  const evaluate = flags.canary && (await evaluationOn(flags.canary, flags, stopping.signal));
  const server = await startAggregator({
    dataDir: resolve(flags.data),
    ...(evaluate && { evaluate }),
    log: (line) => process.stdout.write(`${line}\n`),
    host: flags.host,
    port: flags.port,
    shop: flags.shop,
    releaseDir: resolve(flags.release),
    helperUrl: flags.helper,
    round: {
      minimumCohort: flags.cohort,
      targetReports: flags.reports,
      durationMs: flags.minutes * 60_000,
      clip: flags.clip,
      noiseMultiplier: flags.noiseMultiplier,
      serverLearningRate: flags.serverLearningRate,
      ...(flags.rounds !== undefined && { maximumRounds: flags.rounds }),
    },
  });
  process.stdout.write(`aggregator on ${server.url}\n`);
  const close = () => {
    stopping.abort();
    return server.close();
  };
  closeOnSignal({ close });
}

async function evaluationOn(file: string, flags: ServeFlags, signal: AbortSignal): Promise<Evaluate> {
  const canary = { file: resolve(file), tolerance: flags.canaryTolerance, blobs: blobFolder(resolve(flags.data)) };
  const cases = await checkCanary(file, flags.release);
  process.stderr.write(`canary: ${cases} lines of use, tolerance ${flags.canaryTolerance} NDCG@10\n`);
  return canaryEvaluation(canary, signal, (text) => process.stderr.write(`${text}\n`));
}

async function runHelper(flags: HelperFlags): Promise<void> {
  checkOutFolder('--data', flags.data);
  const server = await startHelper({
    dataDir: resolve(flags.data),
    host: flags.host,
    port: flags.port,
    policy: { minimumCohort: flags.cohort, minimumNoiseMultiplier: flags.noiseMultiplier },
  });
  process.stdout.write(`helper on ${server.url}\n`);
  closeOnSignal(server);
}

/** Also when the process that started this one over an IPC channel is gone, however it ended: no port stays taken. */
function closeOnSignal(server: { close(): Promise<void> }): void {
  const close = () => void server.close().finally(() => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, close);
}
