/**
 * `bench visit`: how long a shopper waits for the first recommendation on a product page, on the first visit and on the
 * second one, in Chromium, over a line of a given speed; and whether the page's own thread was ever held up, on the demo
 * shop's page and on a page that has the tag and nothing else.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumFlags } from '../scripts/chromium.mjs';
import { LogError } from '../server/trainer/read-logs.ts';
import { positive, positiveInteger } from '../src/apps/cli/flag-values.ts';
import { must, present } from '../src/base/must.ts';
import { chromiumFor, type ShopFlags, startShop } from './demo-shop.ts';
import { slowLine } from './slow-line.ts';
import { median, tableText, writeJson } from './table.ts';

interface VisitFlags extends ShopFlags {
  readonly runs: number;
  readonly mbits: number;
  readonly rttMs: number;
  readonly out: string;
}

/** What the page's thread did. */
interface Tasks {
  /** Longest task of the page's thread, milliseconds; 0 where none took 50. */
  readonly longestTaskMs: number;
  /** Most processor time that one of them took, milliseconds: of visits that are traced, which makes them slower. */
  readonly busiestTaskMs?: number;
}

/** What one visit was like. */
interface Visit extends Tasks {
  /** From the start of the navigation to the list, milliseconds. */
  readonly waitMs: number;
  readonly adapter: string;
}

const PORT = 5673;
const SHOP = `http://localhost:${PORT}`;
/** A page with the tag, two slots and nothing else. */
const BARE_PORT = PORT + 10;
const BARE = `http://localhost:${BARE_PORT}`;
/** The same page without the tag: what a page's thread does anyhow. */
const UNTAGGED = `${BARE}/untagged`;
/** Mark in the page's trace. */
const PAGE_START = 'inkling:page';
/** How long a page without the tag is looked at, milliseconds. */
const UNTAGGED_MS = 4000;

export function addVisitCommand(program: Command): void {
  program
    .command('visit')
    .description('first and second visit to a product page in Chromium: time to the first recommendation, long tasks')
    .option('--runs <n>', 'fresh profiles a backend', positiveInteger('--runs'), 5)
    .option('--mbits <n>', 'speed of the line, megabits a second', positive('--mbits'), 10)
    .option('--rtt-ms <n>', 'round trip of the line', positive('--rtt-ms'), 40)
    .option('--catalogue <file>', 'a catalogue of your own, as in npm start; needs --sequences')
    .option('--sequences <file>', 'its logs')
    .option('--data <dir>', 'data folder of the shop, which keeps the release that is trained on them')
    .option('--out <file>', 'the figures as JSON', 'bench/results/visit.json')
    .action(runVisit);
}

async function runVisit(flags: VisitFlags): Promise<void> {
  const executablePath = chromiumFor('visit');
  const shop = await startShop('visit', PORT, flags);
  const line = await slowLine({ bytesPerSecond: (flags.mbits * 1e6) / 8, delayMs: flags.rttMs / 2 });
  const bare = await bareShop().catch((error) => {
    line.close();
    shop.kill('SIGTERM');
    throw error;
  });
  const rows: string[][] = [];
  const figures: object[] = [];
  try {
    const products = await productPaths();
    for (const backend of ['wasm', 'webgpu'] as const) {
      const visits: Visit[][] = [];
      const bareTasks: Visit[] = [];
      const untagged: Tasks[] = [];
      for (let run = 0; run < flags.runs; run++) {
        const profile = await mkdtemp(join(tmpdir(), 'inkling-visit-'));
        const open = () => openBrowser(profile, executablePath, backend === 'webgpu', line.port);
        const [one, other] = [present(products[run], 'product'), present(products[run + flags.runs], 'product')];
        visits.push([await visit(open, SHOP + one), await visit(open, SHOP + other)]);
        for (const traced of [false, true]) {
          bareTasks.push(await visit(open, BARE + one, traced), await visit(open, BARE + other, traced));
          untagged.push(await visitUntagged(open, UNTAGGED + other, traced));
        }
        await rm(profile, { recursive: true, force: true });
      }
      const name = present(visits[0]?.[0], 'visit').adapter;
      for (const [at, which] of ['first visit', 'second visit'].entries()) {
        const some = visits.map((pair) => present(pair[at], 'visit'));
        const waitMs = median(some.map((one) => one.waitMs));
        const tasks = longestOf(some);
        figures.push({ backend: name, which, waitMs, ...tasks });
        rows.push([`${name}, ${which}`, waitMs.toFixed(0), ...cellsOf(tasks)]);
      }
      const alone = [
        ['a page with the tag alone', bareTasks],
        ['the same page without the tag', untagged],
      ] as const;
      for (const [which, visited] of alone) {
        const tasks = longestOf(visited);
        figures.push({ backend: name, which, ...tasks });
        rows.push([`${name}, ${which}`, '', ...cellsOf(tasks)]);
      }
    }
  } finally {
    line.close();
    bare.close();
    shop.kill('SIGTERM');
  }
  const columns = [
    ...['ms', 'to the first recommendation (median)', 'longest task of the page thread (0: none of 50)'],
    'most processor time of a task',
  ];
  process.stdout.write(`${flags.mbits} Mbit/s, ${flags.rttMs} ms round trip, ${flags.runs} fresh profiles\n`);
  process.stdout.write(`${tableText(columns, rows)}\n`);
  writeJson(flags.out, { mbits: flags.mbits, rttMs: flags.rttMs, figures });
}

/** The shop's tag and slots on a page of their own, which grants consent and names its product. */
async function bareShop(): Promise<Server> {
  const [tag] =
    (await (await fetch(SHOP)).text()).match(/<script async src="[^"]*\/inkling\.js"[^>]*><\/script>/) ?? [];
  if (tag === undefined) throw new LogError('visit: the shop has no script tag');
  const server = createServer((request, response) => {
    const id = JSON.stringify(decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '')).replaceAll(
      '<',
      '\\u003c',
    );
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Product</title>
<script>
  inkling = function () { (inkling.q = inkling.q || []).push(arguments) };
  inkling('consent', { history: true, sync: false });
  dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: ${id} }] } }];
</script>
${request.url?.startsWith('/untagged/') ? '' : tag}
<h1>Product</h1><inkling-recs placement="related"></inkling-recs><inkling-recs></inkling-recs>`);
  });
  server.listen(BARE_PORT);
  await once(server, 'listening');
  return server;
}

async function productPaths(): Promise<string[]> {
  const products = (await (await fetch(`${SHOP}/shop/catalogue.json`)).json()) as { id: string; stock: number }[];
  return products.filter(({ stock }) => stock > 0).map(({ id }) => `/p/${encodeURIComponent(id)}`);
}

function openBrowser(profile: string, executablePath: string, webgpu: boolean, proxy: number): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    ...{ executablePath, viewport: { width: 1280, height: 900 }, locale: 'en-GB' },
    args: [...chromiumFlags({ webgpu }), `--proxy-server=127.0.0.1:${proxy}`, '--proxy-bypass-list=<-loopback>'],
  });
}

/** One product page in a browser that was just opened, as after a night. */
async function visit(open: () => Promise<BrowserContext>, url: string, traced = false): Promise<Visit> {
  let waitMs = Number.NaN;
  let adapter = '';
  const tasks = await watchVisit(open, url, traced, async (page) => {
    const accept = page.getByRole('button', { name: 'Accept', exact: true });
    if (await accept.isVisible()) await accept.click();
    const read = (name: string) => page.waitForFunction((key) => (window as never)[key], name, { timeout: 120_000 });
    waitMs = (await (await read('inklingListMs')).jsonValue()) as unknown as number;
    const status = (await (await read('inklingStatus')).jsonValue()) as unknown as {
      backend: string;
      adapter?: { vendor: string; architecture: string };
    };
    adapter = status.backend + (status.adapter ? ` on ${status.adapter.vendor} ${status.adapter.architecture}` : '');
    // Long tasks are told of a little later than they happen, and the release is put away after the list.
    await page.waitForTimeout(2000);
  });
  return { waitMs, ...tasks, adapter };
}

function visitUntagged(open: () => Promise<BrowserContext>, url: string, traced: boolean): Promise<Tasks> {
  return watchVisit(open, url, traced, (page) => page.waitForTimeout(UNTAGGED_MS));
}

async function watchVisit(
  open: () => Promise<BrowserContext>,
  url: string,
  traced: boolean,
  during: (page: Page) => Promise<void>,
): Promise<Tasks> {
  const context = await open();
  try {
    const page = await context.newPage();
    await page.addInitScript(watchPage, PAGE_START);
    const tasks = traced ? await watchTasks(page) : undefined;
    await page.goto(url);
    await during(page);
    return tasks
      ? { longestTaskMs: 0, busiestTaskMs: await tasks.busiestMs() }
      : { longestTaskMs: await longestTask(page) };
  } finally {
    await context.close();
  }
}

/**
 * Tasks of the page's main thread by the processor time that they took, which other programs on the machine do not lengthen: of
 * the page alone, from where it starts, and not of the empty tab before it or the browser's other pages.
 */
async function watchTasks(page: Page): Promise<{ busiestMs(): Promise<number> }> {
  const session = await page.context().newCDPSession(page);
  const events: { name: string; pid: number; tid: number; ts: number; dur?: number; tdur?: number }[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as typeof events)));
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', 'blink.user_timing'] } });
  return {
    async busiestMs() {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      await session.send('Tracing.end');
      await complete;
      const start = present(
        events.find(({ name }) => name === PAGE_START),
        'start of the page in the trace',
      );
      const tasks = events.filter(({ pid, tid, ts, dur = 0, tdur }) => {
        return tdur !== undefined && pid === start.pid && tid === start.tid && ts + dur >= start.ts;
      });
      must(tasks.length > 0, 'the trace has tasks of the page');
      return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
    },
  };
}

function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { inklingLongestMs: number }).inklingLongestMs);
}

/** Runs in the page, before anything else does. */
function watchPage(mark: string): void {
  performance.mark(mark);
  const page = window as unknown as { inklingListMs?: number; inklingStatus?: unknown; inklingLongestMs: number };
  page.inklingLongestMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) page.inklingLongestMs = Math.max(page.inklingLongestMs, duration);
  }).observe({ type: 'longtask', buffered: true });
  document.addEventListener('inkling:status', (event) => {
    page.inklingStatus = (event as CustomEvent).detail;
  });
  new MutationObserver(() => {
    document.querySelector('script[data-shop]')?.setAttribute('data-allow-software-adapter', '');
  }).observe(document, { childList: true, subtree: true });
  const look = () => {
    const slot = document.querySelector('inkling-recs[placement="related"]');
    const root = slot?.shadowRoot ?? slot;
    const heading = root?.querySelector('h2')?.textContent ?? '';
    if (/related/i.test(heading) && root?.querySelector('li a')) page.inklingListMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function cellsOf({ longestTaskMs, busiestTaskMs }: Tasks): string[] {
  return [longestTaskMs, busiestTaskMs].map((ms) => ms?.toFixed(0) ?? '');
}

function longestOf(visits: readonly Tasks[]): Tasks {
  const most = (values: readonly number[]) => Math.max(...values);
  const busiest = visits.flatMap(({ busiestTaskMs }) => busiestTaskMs ?? []);
  return {
    longestTaskMs: most(visits.map((one) => one.longestTaskMs)),
    ...(busiest.length > 0 && { busiestTaskMs: most(busiest) }),
  };
}
