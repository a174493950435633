/** The two sync parties as processes of their own, with their data in a folder that goes when they go. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../base/must.ts';

export interface SyncProcesses {
  readonly aggregatorUrl: string;
  readonly helperUrl: string;
  close(): Promise<void>;
}

export interface SyncPlan {
  /** Folder of the release. */
  readonly release: string;
  readonly shop: string;
  /** Reports that close a round. */
  readonly reports: number;
  readonly minutes: number;
  readonly clip: number;
  readonly noiseMultiplier: number;
  readonly serverLearningRate: number;
}

/** A party could not be started; its own message went to stderr. */
export class PartyError extends Error {
  override readonly name = 'PartyError';
}

/** Starts `inkling helper` and `inkling serve` on free ports. @throws PartyError */
export async function startSyncProcesses(plan: SyncPlan): Promise<SyncProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-parties-'));
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(ended));
    await rm(folder, { recursive: true, force: true });
  };
  const cohort = ['--cohort', String(Math.max(2, Math.min(8, plan.reports)))];
  const noise = ['--noise-multiplier', String(plan.noiseMultiplier)];
  const start = async (name: string, args: string[]): Promise<string> => {
    const child = party(name, [...args, ...cohort, ...noise, '--port', '0', '--data', join(folder, name)]);
    children.push(child);
    return urlOf(child, name);
  };
  try {
    const helperUrl = await start('helper', []);
    const aggregatorUrl = await start('serve', [
      ...['--release', plan.release, '--helper', helperUrl, '--shop', plan.shop, '--reports', String(plan.reports)],
      ...['--minutes', String(plan.minutes), '--clip', String(plan.clip)],
      ...['--server-learning-rate', String(plan.serverLearningRate)],
    ]);
    return { aggregatorUrl, helperUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The IPC channel ends the party with us, however we end. */
function party(name: string, args: readonly string[]): ChildProcess {
  const self = present(process.argv[1], 'the path of this command');
  return spawn(process.execPath, [self, name, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

/** From the line that a party prints once it listens. */
function urlOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const [url] = /http:\/\/\S+/.exec(printed) ?? [];
      if (url) resolve(url);
    });
    child.once('exit', () => reject(new PartyError(`inkling ${name} did not start; its message is above`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
