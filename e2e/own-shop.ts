/** A shop that one test has to itself, so that it can stop what stands behind it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface OwnShop {
  readonly url: string;
  /** Kills the CDN and its own parties, each a process; the shop's own server stays. Resolves once none answers. */
  stopOurServers(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs `npm start`'s script on `port` and those after it, with a data folder of its own.
 * @param parties that run already and are not this shop's to stop
 */
export async function openShop(port: number, parties?: { aggregator: string; helper: string }): Promise<OwnShop> {
  const join = parties ? ['--aggregator', parties.aggregator, '--helper', parties.helper] : [];
  const start = ['scripts/start.mjs', '--port', String(port), '--data', `.data/e2e-${port}`, ...join];
  const shop = spawn(process.execPath, start, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await untilRunning(shop);
  const pids = [...said.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
  const expected = parties ? 1 : 3;
  if (pids.length !== expected) throw new Error(`start.mjs names ${pids.length} processes, not ${expected}`);
  return {
    url: `http://localhost:${port}`,
    async stopOurServers() {
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      for (const offset of pids.map((_, i) => i + 1)) await silent(`http://localhost:${port + offset}/`);
    },
    async close() {
      const ended = once(shop, 'exit');
      if (shop.exitCode === null && shop.kill('SIGTERM')) await ended;
    },
  };
}

async function untilRunning(shop: ChildProcess): Promise<string> {
  let said = '';
  shop.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  while (!said.includes('Ctrl-C')) {
    if (shop.exitCode !== null) throw new Error(`the shop did not start:\n${said}`);
    await pause();
  }
  return said;
}

async function silent(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (!answered) return;
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
