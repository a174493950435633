/** The shop of `npm start`, for benchmarks that look at it through Chromium. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { findChromium } from '../scripts/chromium.mjs';
import { LogError } from '../server/trainer/read-logs.ts';

export interface ShopFlags {
  readonly catalogue?: string;
  readonly sequences?: string;
  readonly data?: string;
}

/** @throws LogError where there is no Chromium, or no shop to start */
export function chromiumFor(bench: string): string {
  const executablePath = findChromium();
  if (executablePath && existsSync('scripts/start.mjs')) return executablePath;
  throw new LogError(`${bench}: runs in the repository, with Chromium: npm test installs it`);
}

/** Waits until everything answers. @throws LogError when the shop ends */
export async function startShop(
  bench: string,
  port: number,
  { catalogue, sequences, data }: ShopFlags,
): Promise<ChildProcess> {
  const own = catalogue && sequences ? ['--catalogue', catalogue, '--sequences', sequences] : [];
  const folder = data ?? `.data/bench-${bench}`;
  const args = ['scripts/start.mjs', '--port', String(port), '--data', folder, ...own];
  const shop = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // Several lines may come at once, so none is waited for by itself.
  const running = new Promise<void>((resolve) => {
    createInterface(shop.stdout).on('line', (said) => said.includes(`http://localhost:${port}`) && resolve());
  });
  const ended = once(shop, 'close').then(([code]) => {
    throw new LogError(`${bench}: the shop ended (exit code ${code})`);
  });
  await Promise.race([running, ended]);
  ended.catch(() => {});
  return shop;
}
