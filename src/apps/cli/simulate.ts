/** `inkling simulate`: a fleet of simulated browsers takes part in real rounds; what that cost, and what it brought. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { decodeParameters } from '../../../models/parameters.ts';
import { sharedLayout } from '../../../models/release-model.ts';
import type { HeldOut } from '../../../server/trainer/evaluate-states.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { sharedQuality } from '../../../server/trainer/shared-quality.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { seededRandom } from '../../base/seeded-random.ts';
import { readJson } from '../../protocol/fields.ts';
import { parseReleaseManifest } from '../../protocol/release-manifest.ts';
import { parseTaskBoard } from '../../protocol/task-board.ts';
import type { SimulatedDevice } from '../../simulator/simulated-device.ts';
import { positive, zeroOrMore } from './flag-values.ts';
import { mean, openFleet, ROUND_MS, runRound } from './fleet.ts';
import { fleetShoppers } from './fleet-shoppers.ts';
import { type OpenedRelease, openRelease } from './open-release.ts';
import { serveFolder } from './serve-folder.ts';
import { type Quality, type RoundFigures, simulationTable } from './simulation-report.ts';
import { type SyncProcesses, startSyncProcesses } from './sync-processes.ts';

interface SimulateFlags {
  readonly clients: number;
  readonly rounds: number;
  readonly dropout: number;
  readonly seed: string;
  readonly json?: boolean;
  readonly release: string;
  readonly aggregator?: string;
  readonly helper?: string;
  readonly clip: number;
  readonly noiseMultiplier: number;
  readonly serverLearningRate: number;
}

/** A round that has not opened by then will not. */
const OPENING_MS = 15_000;
/** Shoppers beside the fleet whose next products quality is measured on. */
const JUDGES = 1000;

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('run rounds of simulated browsers against a real aggregator and helper: cost, time and quality')
    .requiredOption('--clients <n>', 'simulated browsers', whole(2))
    .requiredOption('--rounds <n>', 'rounds, one after the other', whole(1))
    .option('--dropout <p>', 'share of the browsers that leave a round before they report', share, 0)
    .option('--seed <s>', 'who the shoppers are, what they learn from, who leaves', '1')
    .option('--json', 'print one JSON object instead of the table')
    .option('--release <dir>', 'release that the fleet starts from', 'public/releases/demo')
    .option('--aggregator <url>', 'join an aggregator that runs, instead of starting one; needs --helper', webOrigin)
    .option('--helper <url>', 'the helper of that aggregator', webOrigin)
    .option('--clip <l2>', 'largest L2 norm of an update', positive('--clip'), 0.5)
    .option('--noise-multiplier <z>', 'noise stdDev over clip', zeroOrMore, 0.02)
    .option('--server-learning-rate <r>', 'factor on the mean update', positive('--server-learning-rate'), 1)
    .action(runSimulate);
}

async function runSimulate(flags: SimulateFlags): Promise<void> {
  const left = Math.round(flags.dropout * flags.clients);
  const reports = flags.clients - left;
  if (reports < 2) throw new LogError(`--dropout ${flags.dropout}: only ${reports} of ${flags.clients} would stay`);
  const folder = resolve(flags.release);
  const release = await openRelease('--release', folder);
  await startBackend('wasm');
  const closers: (() => Promise<void>)[] = [];
  try {
    const files = await serveFolder(folder);
    closers.push(files.close);
    const parties = await partiesOf(flags, folder, release.manifest.shop, reports);
    closers.push(parties.close);
    const report = await simulate(flags, release, files.url, parties, left);
    say('');
    process.stdout.write(flags.json ? `${JSON.stringify(report, undefined, 2)}\n` : simulationTable(report));
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** Those that run already, or two processes that end with us. */
async function partiesOf(
  { aggregator, helper, clip, noiseMultiplier, serverLearningRate }: SimulateFlags,
  release: string,
  shop: string,
  reports: number,
): Promise<SyncProcesses> {
  if (Boolean(aggregator) !== Boolean(helper)) throw new LogError('--aggregator and --helper go together');
  if (aggregator && helper) return { aggregatorUrl: aggregator, helperUrl: helper, close: async () => {} };
  const plan = { clip, noiseMultiplier, serverLearningRate, minutes: ROUND_MS / 60_000 };
  return startSyncProcesses({ ...plan, release, shop, reports });
}

/** @param left browsers that leave each round early */
async function simulate(
  { clients, rounds, dropout, seed }: SimulateFlags,
  release: OpenedRelease,
  releaseUrl: string,
  parties: SyncProcesses,
  left: number,
) {
  const { shop, sharedParameters } = release.manifest;
  const { aggregatorUrl, helperUrl } = parties;
  const terms = await termsOf(aggregatorUrl, shop);
  const shoppers = fleetShoppers(release, clients, JUDGES, seed, Date.now());
  const devices = await openFleet({ shop, releaseUrl, sync: { aggregatorUrl, helperUrl }, seed }, shoppers.fleet, say);
  const judge = judgeOf(release, aggregatorUrl, shoppers.judges);
  const random = seededRandom(`${seed}/who leaves`);
  const before = await judge();
  const startBytesPerClient = mean(devices.map(({ traffic }) => traffic.received));
  const figures: RoundFigures[] = [];
  for (let round = 1; round <= rounds; round++) {
    const order: SimulatedDevice[] = random.shuffle(devices.slice());
    const tell = (line: string) => say(`round ${round}: ${line}`);
    const run = await runRound(aggregatorUrl, order.slice(0, left), order.slice(left), tell);
    figures.push({ ...run, quality: await judge(run.release) });
  }
  const judges = shoppers.judges.length;
  return {
    ...{ clients, seed, dropout, ...terms, sharedParameters, judges },
    ...{ startBytesPerClient, before, rounds: figures },
  };
}

/** What the open round asks of a report. A round opens as soon as the helper has answered the aggregator. */
async function termsOf(aggregatorUrl: string, shop: string): Promise<{ clip: number; noiseMultiplier: number }> {
  const untilMs = Date.now() + OPENING_MS;
  while (Date.now() < untilMs) {
    const board = parseTaskBoard(await answerOf(`${aggregatorUrl}/v1/tasks/${encodeURIComponent(shop)}`));
    if (!board.ok) throw new LogError(`--aggregator ${aggregatorUrl}: it serves no shop "${shop}"`);
    const { task } = board.value;
    if (task) return { clip: task.body.maxL2Norm, noiseMultiplier: task.body.noiseMultiplier };
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new LogError(`--aggregator ${aggregatorUrl}: no round opens; does its helper answer?`);
}

async function answerOf(url: string): Promise<unknown> {
  const response = await fetch(url).catch(() => undefined);
  if (!response) throw new LogError(`--aggregator: nobody answers on ${new URL(url).origin}`);
  return readJson(await response.text());
}

/** Quality of the starting release, or of one that a round has made, fetched from the aggregator as a browser does. */
function judgeOf({ model }: OpenedRelease, aggregatorUrl: string, judges: readonly HeldOut[]) {
  const blob = async (sha256: string) =>
    new Uint8Array(await (await fetch(`${aggregatorUrl}/v1/models/${sha256}`)).arrayBuffer());
  return async (release?: string): Promise<Quality> => {
    let { shared } = model;
    if (release !== undefined) {
      const parsed = parseReleaseManifest(readJson(new TextDecoder().decode(await blob(release))));
      if ('problem' in parsed) throw new LogError(`a published release: ${parsed.problem}`);
      shared = decodeParameters(sharedLayout(model.shape), await blob(parsed.manifest.files.shared.sha256));
    }
    const { ndcg, hitRate } = await sharedQuality(model, shared, judges);
    return { ndcgAt10: ndcg, hitRateAt10: hitRate };
  };
}

/** A line that rewrites itself on a terminal; silent elsewhere, where nobody watches. */
function say(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`wants a whole number of ${least} or more`);
    }
    return value;
  };
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value < 1)) throw new InvalidArgumentError('wants a number from 0 to below 1');
  return value;
}

function webOrigin(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    throw new InvalidArgumentError('wants an http(s) address');
  }
  return text.replace(/\/+$/, '');
}
