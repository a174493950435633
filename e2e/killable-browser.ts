/** A Chromium that a test can kill as a crash does, with its profile on disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';

export interface KillableBrowser {
  readonly page: Page;
  /** SIGKILL to the browser and all its processes; resolves once they are gone. */
  kill(): Promise<void>;
}

export async function openKillable(profile: string): Promise<KillableBrowser> {
  const flags = [...chromiumFlags(), '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const executable = findChromium() ?? chromium.executablePath();
  // A group of its own, so that the kill reaches the renderer and the storage process as well.
  const browser = spawn(executable, [...flags, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(browser, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(browser.stderr).on('line', (line) => {
      const [, url] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
    browser.on('error', reject);
    exited.then(() => reject(new Error('Chromium ended before it could be reached')), reject);
  });
  const connection = await chromium.connectOverCDP(address);
  const context = connection.contexts()[0] ?? (await connection.newContext());
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    async kill() {
      process.kill(-(browser.pid as number), 'SIGKILL');
      await exited;
      await connection.close().catch(() => {});
    },
  };
}
