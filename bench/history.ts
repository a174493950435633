/**
 * `bench history`: what a long history costs the shopper: bytes in IndexedDB, and the time to the first personal list when the
 * shop is opened again, in Chromium on wasm, with few events and with many in the same run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumFlags } from '../scripts/chromium.mjs';
import { positiveInteger } from '../src/apps/cli/flag-values.ts';
import { chromiumFor, startShop } from './demo-shop.ts';
import { median, tableText, writeJson } from './table.ts';

interface HistoryFlags {
  readonly few: number;
  readonly many: number;
  readonly runs: number;
  readonly out: string;
}

const PORT = 5693;
const SHOP = `http://localhost:${PORT}`;
/** Events that are told at a time. */
const BATCH = 500;
const MINUTE_MS = 60_000;

export function addHistoryBench(program: Command): void {
  program
    .command('history')
    .description('what a long history costs in Chromium: bytes in IndexedDB, start-up against a short one')
    .option('--few <n>', 'events of the short history', positiveInteger('--few'), 100)
    .option('--many <n>', 'events of the long one', positiveInteger('--many'), 10_000)
    .option('--runs <n>', 'how often the shop is opened again', positiveInteger('--runs'), 7)
    .option('--out <file>', 'the figures as JSON', 'bench/results/history.json')
    .action(runHistory);
}

async function runHistory({ few, many, runs, out }: HistoryFlags): Promise<void> {
  const executablePath = chromiumFor('history');
  const shop = await startShop('history', PORT, {});
  const lives: { events: number; kept: number; bytes: number; startMs: number[]; profile: string }[] = [];
  try {
    const ids = await productIds();
    const open = (profile: string) =>
      chromium.launchPersistentContext(profile, { executablePath, args: chromiumFlags(), locale: 'en-GB' });
    for (const events of [few, many]) {
      const profile = await mkdtemp(join(tmpdir(), 'inkling-history-'));
      const life = await inBrowser(open, profile, (page) => liveThrough(page, ids, events));
      lives.push({ events, ...life, startMs: [], profile });
    }
    // In turns, so that a busy machine is busy for both.
    for (let run = 0; run < runs; run++) {
      for (const life of lives) life.startMs.push(await inBrowser(open, life.profile, firstPersonalListMs));
    }
  } finally {
    shop.kill('SIGTERM');
    for (const { profile } of lives) await rm(profile, { recursive: true, force: true });
  }
  const figures = lives.map(({ events, kept, bytes, startMs }) => ({ events, kept, bytes, startMs: median(startMs) }));
  const rows = figures.map(({ events, kept, bytes, startMs }) => [
    `${events} events`,
    String(kept),
    (bytes / 1e6).toFixed(2),
    startMs.toFixed(0),
  ]);
  process.stdout.write(
    `${tableText(['', 'kept', 'MB in IndexedDB, the release with it', 'ms to the first personal list (median)'], rows)}\n`,
  );
  const growth = (figures[1]?.startMs ?? Number.NaN) / (figures[0]?.startMs ?? Number.NaN);
  process.stdout.write(`start-up with ${many} events takes ${growth.toFixed(2)} times as long as with ${few}\n`);
  writeJson(out, { figures, growth });
}

async function productIds(): Promise<string[]> {
  const products = (await (await fetch(`${SHOP}/shop/catalogue.json`)).json()) as { id: string }[];
  return products.map(({ id }) => id);
}

async function inBrowser<Value>(
  open: (profile: string) => Promise<BrowserContext>,
  profile: string,
  work: (page: Page) => Promise<Value>,
): Promise<Value> {
  const context = await open(profile);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

/** A view a minute. @returns events that are kept once idle time is over, and the bytes that IndexedDB takes */
async function liveThrough(page: Page, ids: readonly string[], events: number) {
  await page.goto(SHOP);
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  const startMs = Date.now() - events * MINUTE_MS;
  for (let from = 0; from < events; from += BATCH) {
    const to = Math.min(events, from + BATCH);
    await page.evaluate(tellViews, { ids, from, to, startMs, minuteMs: MINUTE_MS });
    await page.waitForFunction(remembers, to, { timeout: 120_000, polling: 200 });
  }
  await learnedAll(page);
  return page.evaluate(async () => {
    const { inkling } = window as unknown as { inkling(...call: unknown[]): void };
    const kept = await new Promise<number>((resolve) => {
      inkling('export', (told: { readonly events: readonly unknown[] }) => resolve(told.events.length));
    });
    const estimate = (await navigator.storage.estimate()) as StorageEstimate & {
      readonly usageDetails?: { readonly indexedDB?: number };
    };
    return { kept, bytes: estimate.usageDetails?.indexedDB ?? estimate.usage ?? Number.NaN };
  });
}

/** Once idle time has learned from all and dropped what is more than a history holds. */
async function learnedAll(page: Page): Promise<void> {
  let [before, choices] = [-1, await choicesOf(page)];
  while (choices !== before) {
    await page.waitForTimeout(6000);
    [before, choices] = [choices, await choicesOf(page)];
  }
}

function choicesOf(page: Page): Promise<number> {
  return page.evaluate(`new Promise((done) => inkling('status', ({ learner }) => done(learner.choices)))`);
}

interface Views {
  readonly ids: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly startMs: number;
  readonly minuteMs: number;
}

/** Runs in the page. */
function tellViews({ ids, from, to, startMs, minuteMs }: Views): void {
  const { inkling } = window as unknown as { inkling(...call: unknown[]): void };
  const now = Date.now;
  for (let at = from; at < to; at++) {
    Date.now = () => startMs + at * minuteMs;
    // Seven apart: neighbours on the shelf are not looked at in a row.
    inkling('event', 'view_item', { items: [{ item_id: ids[(7 * at) % ids.length] }] });
  }
  Date.now = now;
}

/** Runs in the page. */
function remembers(events: number): Promise<boolean> {
  const { inkling } = window as unknown as { inkling(...call: unknown[]): void };
  return new Promise((resolve) => {
    inkling('status', ({ rememberedEvents }: { rememberedEvents: number }) => resolve(rememberedEvents >= events));
  });
}

async function firstPersonalListMs(page: Page): Promise<number> {
  await page.addInitScript(() => {
    const look = () => {
      const slot = document.querySelector('inkling-recs[placement="home"]');
      const root = slot?.shadowRoot ?? slot;
      if (/for you/i.test(root?.querySelector('h2')?.textContent ?? '') && root?.querySelector('li a')) {
        Object.assign(window, { inklingListMs: performance.now() });
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(SHOP);
  const found = await page.waitForFunction(() => (window as unknown as { inklingListMs?: number }).inklingListMs);
  return Number(await found.jsonValue());
}
