/** `inkling simulate`: a fleet of simulated browsers takes part in real rounds; what that cost, and what it brought. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { decodeParameters } from '../../../models/parameters.ts';
import { sharedLayout } from '../../../models/release-model.ts';
import type { HeldOut } from '../../../server/trainer/evaluate-states.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { sharedQuality } from '../../../server/trainer/shared-quality.ts';
import { startBackend } from '../../../server/trainer/start-backend.ts';
import { present } from '../../base/must.ts';
import { seededRandom } from '../../base/seeded-random.ts';
import { readJson } from '../../protocol/fields.ts';
import { parseReleaseManifest } from '../../protocol/release-manifest.ts';
import { type SimulatedDevice, simulatedDevice } from '../../simulator/simulated-device.ts';
import { positive, zeroOrMore } from './flag-values.ts';
import { fleetShoppers } from './fleet-shoppers.ts';
import { type OpenedRelease, openRelease } from './open-release.ts';
import { serveFolder } from './serve-folder.ts';
import { type Quality, type RoundFigures, type SimulationReport, simulationTable } from './simulation-report.ts';
import { startSyncProcesses } from './sync-processes.ts';

interface SimulateFlags {
  readonly clients: number;
  readonly rounds: number;
  readonly dropout: number;
  readonly seed: string;
  readonly json?: boolean;
  readonly release: string;
  readonly clip: number;
  readonly noiseMultiplier: number;
  readonly serverLearningRate: number;
}

/** A round that is not published by then is stuck. */
const ROUND_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 20;
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
  const { shop } = release.manifest;
  await startBackend('wasm');
  const shoppers = fleetShoppers(release, flags.clients, JUDGES, flags.seed, Date.now());
  const files = await serveFolder(folder);
  const parties = await startSyncProcesses({
    ...flags,
    release: folder,
    shop,
    reports,
    minutes: ROUND_MS / 60_000,
  }).catch(async (error: unknown) => {
    await files.close();
    throw error;
  });
  try {
    const devices: SimulatedDevice[] = [];
    for (const [i, events] of shoppers.fleet.entries()) {
      say(`browser ${i + 1} of ${flags.clients} opens`);
      const seed = `${flags.seed}/device/${i}`;
      const device = await simulatedDevice({ shop, releaseUrl: files.url, sync: parties, seed });
      await device.live(events);
      devices.push(device);
    }
    const judge = judgeOf(release, parties.aggregatorUrl, shoppers.judges);
    const before = await judge();
    const startBytesPerClient = mean(devices.map(({ traffic }) => traffic.received));
    const rounds: RoundFigures[] = [];
    const random = seededRandom(`${flags.seed}/who leaves`);
    for (let round = 1; round <= flags.rounds; round++) {
      const order = random.shuffle(devices.slice());
      const [leaving, staying] = [order.slice(0, left), order.slice(left)];
      const figures = await runRound(parties.aggregatorUrl, leaving, staying, (line) => say(`round ${round}: ${line}`));
      rounds.push({ ...figures, quality: await judge(figures.release) });
    }
    const { clients, seed, dropout, clip, noiseMultiplier } = flags;
    const settings = { clients, seed, dropout, clip, noiseMultiplier };
    const { sharedParameters } = release.manifest;
    const judges = shoppers.judges.length;
    const report: SimulationReport = { ...settings, sharedParameters, judges, startBytesPerClient, before, rounds };
    say('');
    process.stdout.write(flags.json ? `${JSON.stringify(report, undefined, 2)}\n` : simulationTable(report));
  } finally {
    await parties.close();
    await files.close();
  }
}

/** One round, from the first question to the published release. */
async function runRound(
  aggregatorUrl: string,
  leaving: readonly SimulatedDevice[],
  staying: readonly SimulatedDevice[],
  tell: (line: string) => void,
): Promise<Omit<RoundFigures, 'quality'>> {
  const before = staying.map(({ traffic }) => ({ ...traffic }));
  const startedMs = performance.now();
  for (const device of leaving) await device.leaveEarly();
  for (const [i, device] of staying.entries()) {
    tell(`browser ${i + 1} of ${staying.length} takes part`);
    await device.takePart();
    const { sync, notices } = await device.status();
    if (sync.state !== 'reported')
      throw new LogError(`a browser could not report: ${sync.state}, ${notices.join(', ')}`);
  }
  const reportedMs = performance.now();
  const { sync } = await present(staying[0], 'a browser that stays').status();
  const round = present(sync.lastRound, 'the round that was reported to');
  tell('being summed');
  const published = await publishedRound(aggregatorUrl, round);
  const endedMs = performance.now();
  const grown = (what: 'sent' | 'received') =>
    mean(staying.map(({ traffic }, i) => traffic[what] - present(before[i], 'traffic')[what]));
  return {
    ...{ round, release: published.release, reports: published.reports, left: leaving.length },
    seconds: (endedMs - startedMs) / 1000,
    secondsToPublish: (endedMs - reportedMs) / 1000,
    bytesSentPerClient: grown('sent'),
    bytesReceivedPerClient: grown('received'),
  };
}

async function publishedRound(aggregatorUrl: string, round: string): Promise<{ release: string; reports: number }> {
  const untilMs = Date.now() + ROUND_MS;
  while (Date.now() < untilMs) {
    const response = await fetch(`${aggregatorUrl}/v1/rounds/${round}`);
    const status = (await response.json()) as {
      phase: string;
      release: string;
      reports: number;
      reason: string | null;
    };
    if (status.phase === 'PUBLISHED') return status;
    if (status.phase === 'ABORTED') throw new LogError(`the round was aborted: ${status.reason}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  throw new LogError('the round was not published in time');
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
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
