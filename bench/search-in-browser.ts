/** What Chromium's search worker answers and how long it takes, asked as a shop's page asks it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { writeSearchFolder } from '../src/apps/cli/search-folder.ts';
import type { SearchFile } from '../src/search/search-file.ts';

const CDN_PORT = 5694;
const PAGE_PORT = 5695;
const CDN = `http://localhost:${CDN_PORT}`;
const PAGE = `<!doctype html><html lang="en"><title>Search</title>
<script>inkling = function () { (inkling.q = inkling.q || []).push(arguments) }</script>
<script async src="${CDN}/inkling.js" data-shop="demo" data-release="${CDN}/release/" data-search="${CDN}/search/" crossorigin></script>
<h1>Search</h1>`;

export interface BrowserAnswers {
  /** Ids of products by query, best first. */
  readonly products: ReadonlyMap<string, readonly string[]>;
  /** From the first question to its answer, with worker and file fetched, milliseconds. */
  readonly firstMs: number;
  /** From the question to the answer in the page, milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** @returns undefined where there is no Chromium, or nothing was built */
export async function askBrowser(file: SearchFile, queries: readonly string[]): Promise<BrowserAnswers | undefined> {
  const executablePath = findChromium();
  if (!executablePath) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'inkling-search-'));
  await cp('dist/cdn', folder, { recursive: true });
  await cp('public/releases/demo', join(folder, 'release'), { recursive: true });
  await writeSearchFolder('bench', join(folder, 'search'), file);
  const cdn = spawn(process.execPath, ['scripts/cdn.mjs', '--root', folder, '--port', String(CDN_PORT)]);
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE));
  server.listen(PAGE_PORT, 'localhost');
  await once(server, 'listening');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags({ webgpu: false }) });
  try {
    await reachable(`${CDN}/search/search.json`);
    const page = await browser.newPage();
    await page.goto(`http://localhost:${PAGE_PORT}/`);
    const firstMs = (await ask(page, queries.slice(0, 1)))[0]?.ms ?? Number.NaN;
    const answers = await ask(page, queries);
    const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(share * times.length)] ?? Number.NaN;
    const products = new Map(answers.map((answer, place) => [queries[place] ?? '', answer.products]));
    return { products, firstMs, p50: at(0.5), p95: at(0.95) };
  } finally {
    await browser.close();
    server.close();
    cdn.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

/** One after the other. */
function ask(page: Page, queries: readonly string[]): Promise<{ ms: number; products: string[] }[]> {
  return page.evaluate(async (asked) => {
    const { inkling } = window as unknown as { inkling: (...call: unknown[]) => void };
    const answers: { ms: number; products: string[] }[] = [];
    for (const query of asked) {
      const started = performance.now();
      const found = await new Promise((tell) => inkling('search', { query, limit: 100 }, tell));
      if (!found) throw new Error('the search did not answer');
      answers.push({ ms: performance.now() - started, products: (found as { products: string[] }).products });
    }
    return answers;
  }, queries);
}

async function reachable(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
