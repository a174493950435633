import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RoundPlan } from '../../server/aggregator/aggregator.ts';
import { type AggregatorOptions, startAggregator } from '../../server/aggregator/start-aggregator.ts';
import { type HelperOptions, startHelper } from '../../server/helper/start-helper.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { present } from '../../src/base/must.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import type { Task } from '../../src/protocol/task.ts';
import { fetchTasks } from '../../src/sync/fetch-tasks.ts';
import type { SyncEnvironment, SyncParties } from '../../src/sync/sync-environment.ts';
import { memoryStorage } from './memory-storage.ts';
import { writeTinyRelease } from './tiny-release.ts';

export const SHOP = 'tea-house';
export const PLAN: RoundPlan = {
  minimumCohort: 3,
  targetReports: 6,
  durationMs: 60_000,
  clip: 0.5,
  noiseMultiplier: 0.01,
  serverLearningRate: 0.8,
};

/** A helper and an aggregator on two ports with two databases, and a folder that goes when they go. */
export async function startParties(
  changes: {
    plan?: Partial<RoundPlan>;
    policy?: Partial<HelperOptions['policy']>;
    aggregator?: Partial<AggregatorOptions>;
    rest?: number;
  } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-sync-'));
  const tiny = await writeTinyRelease(join(folder, 'release'), SHOP, changes.rest);
  const policy = { minimumCohort: 2, minimumNoiseMultiplier: 0, ...changes.policy };
  const helper = await startHelper({ dataDir: join(folder, 'helper'), host: '127.0.0.1', port: 0, policy });
  const lines: string[] = [];
  const options: AggregatorOptions = {
    dataDir: join(folder, 'aggregator'),
    ...{ host: '127.0.0.1', port: 0, shop: SHOP, releaseDir: join(folder, 'release'), helperUrl: helper.url },
    log: (line) => lines.push(line),
    ...changes.aggregator,
    round: { ...PLAN, ...changes.plan },
  };
  const aggregator = await startAggregator(options);
  const close = async () => {
    await aggregator.close();
    await helper.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, tiny, helper, aggregator, lines, options, close };
}

/** One browser: its own storage, no shared state. */
export function client(
  changes: Partial<SyncEnvironment> = {},
): SyncEnvironment & { storage: ReturnType<typeof memoryStorage> } {
  const clock: Clock = systemClock;
  const storage = memoryStorage();
  return { fetch, clock, random: platformRandom, signal: new AbortController().signal, ...changes, storage };
}

export function partiesOf(running: { aggregator: { url: string }; helper: { url: string } }): SyncParties {
  return { shop: SHOP, aggregatorUrl: running.aggregator.url, helperUrl: running.helper.url };
}

/** Polls until `look` finds something. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined>,
  withinMs = 20_000,
): Promise<Value> {
  const untilMs = Date.now() + withinMs;
  while (Date.now() < untilMs) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`did not happen within ${withinMs} ms: ${what}`);
}

/** The open task, once there is one other than `notRound`. */
export function openTask(parties: SyncParties, notRound?: string): Promise<Task> {
  return eventually('an open round', async () => {
    const offer = await fetchTasks(client(), parties);
    const task = offer.ok ? offer.value.task : undefined;
    return task && task.round !== notRound ? task : undefined;
  });
}

/** The status of a round once it is in `phase`. */
export function roundIn(aggregatorUrl: string, round: string, phase: string): Promise<Record<string, unknown>> {
  return eventually(`${phase} of a round`, async () => {
    const response = await fetch(`${aggregatorUrl}/v1/rounds/${round}`);
    const status = present(await response.json(), 'status') as Record<string, unknown>;
    if (status.phase === 'ABORTED' && phase !== 'ABORTED') throw new Error(`aborted: ${status.reason}`);
    return status.phase === phase ? status : undefined;
  });
}
