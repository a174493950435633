/** A fleet of simulated browsers, and one round of it against parties that run. */
import { LogError } from '../../../server/trainer/read-logs.ts';
import { present } from '../../base/must.ts';
import { type DeviceOptions, type SimulatedDevice, simulatedDevice } from '../../simulator/simulated-device.ts';
import type { SimulatedEvent } from '../../simulator/simulated-product.ts';
import type { RoundFigures } from './simulation-report.ts';

/** A round that is not published by then is stuck. */
export const ROUND_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 20;

/** One browser a life, each with its past lived through. */
export async function openFleet(
  options: DeviceOptions,
  lives: readonly (readonly SimulatedEvent[])[],
  tell: (line: string) => void,
): Promise<SimulatedDevice[]> {
  const devices: SimulatedDevice[] = [];
  for (const [i, events] of lives.entries()) {
    tell(`browser ${i + 1} of ${lives.length} opens`);
    const device = await simulatedDevice({ ...options, seed: `${options.seed}/device/${i}` });
    await device.live(events);
    devices.push(device);
  }
  return devices;
}

/** One round, from the first question to the published release. */
export async function runRound(
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

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
