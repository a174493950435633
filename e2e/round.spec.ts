/**
 * A federated round on real parts: two Chromium profiles, six Node clients that run the worker's own code, one client whose
 * unmasked update the test knows, an aggregator and a helper in processes of their own. Everything towards the two passes
 * through recording proxies; the aggregator's memory, disk and log are read.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { knownUpdate } from './known-update.ts';
import { type OwnShop, openShop } from './own-shop.ts';
import { canReadMemory, searchMemory } from './process-memory.ts';
import { type RecordingProxy, recordingProxy } from './recording-proxy.ts';
import {
  catalogue,
  newShopper,
  prepare,
  type RememberedEvent,
  remembered,
  type ShopStatus,
  statusOf,
} from './shopper.ts';

const CLI = 'dist/cli/inkling.mjs';
/** Two browsers, six Node clients, one whose update is known. */
const REPORTS = 9;
/** What a shopper typed, and no dictionary has. */
const CANARY = 'quokkafjord pewter 7731';
/** Every address that a client may ask of the two parties, and of the helper what the aggregator asks. */
const ALLOWED =
  /^(GET \/v1\/tasks\/demo|GET \/v1\/models\/[0-9a-f]{64}|GET \/v1\/rounds\/r-[0-9a-f]{16}|(OPTIONS|POST) \/v1\/reports|GET \/keys|POST \/v1\/aggregate-shares)$/;

let folder: string;
let shop: OwnShop;
let aggregator: Party;
let helper: Party;
let toAggregator: RecordingProxy;
let toHelper: RecordingProxy;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await mkdtemp(join(tmpdir(), 'inkling-round-'));
  toHelper = await recordingProxy(() => helper.url);
  toAggregator = await recordingProxy(() => aggregator.url);
  shop = await openShop(5473, { aggregator: toAggregator.url, helper: toHelper.url });
  helper = await startParty('helper', ['--data', join(folder, 'helper'), '--cohort', '8']);
  aggregator = await startParty('serve', [
    ...['--data', join(folder, 'aggregator'), '--release', 'public/releases/demo', '--helper', toHelper.url],
    // One round: the browsers would rightly report to a second one too, if they are quick enough to meet it.
    ...['--rounds', '1', '--cohort', '8', '--reports', String(REPORTS), '--clip', '0.5', '--noise-multiplier', '0.02'],
  ]);
});
test.afterAll(async () => {
  await shop?.close();
  for (const party of [aggregator, helper]) await party?.stop();
  await toAggregator?.close();
  await toHelper?.close();
  await rm(folder, { recursive: true, force: true });
});

test('two browsers and seven other clients complete a round, run its release, and tell nobody what they looked at', async () => {
  test.setTimeout(400_000);
  expect(canReadMemory(), 'this test reads /proc/PID/mem, which Linux has').toBe(true);
  const task = await openTask();

  const visits = [await visit(true), await visit(false)];
  const ids = (await Promise.all(visits.map(({ page }) => lookAround(page)))).flat();
  for (const { page, backend } of visits) {
    await expect.poll(async () => (await newest(page)).sync.reportsSent, { timeout: 120_000 }).toBe(1);
    expect((await newest(page)).backend).toBe(backend);
  }
  const known = await knownUpdate(toAggregator.url, toHelper.url);
  expect(known.outcome).toBe('delivered');
  await holdsNothingOf(known.needles);

  const fleet = await runFleet();
  expect(fleet.rounds[0]).toMatchObject({ round: task.round, reports: REPORTS });
  const published = fleet.rounds[0]?.release;
  expect(published).not.toBe(task.release);

  for (const { page } of visits) {
    await page.reload();
    await expect.poll(async () => (await newest(page)).release, { timeout: 120_000 }).toBe(published);
    await ownList(page);
    const status = await newest(page);
    expect([status.release, status.sync.reportsSent]).toEqual([published, 1]);
    await page.context().browser()?.close();
  }

  const requests = [...toAggregator.requests, ...toHelper.requests];
  expect(requests.filter(({ method, url }) => !ALLOWED.test(`${method} ${url}`))).toEqual([]);
  expect(requests.filter(({ method, url }) => method === 'POST' && url === '/v1/reports')).toHaveLength(REPORTS);
  for (const [name, form] of formsOf([...ids, CANARY])) {
    const leaks = requests.filter(
      ({ url, headers, body }) => `${url}\n${headers}`.includes(form.toString('latin1')) || body.includes(form),
    );
    expect(leaks.map(({ method, url }) => `${method} ${url}: ${name}`)).toEqual([]);
  }

  await holdsNothingOf(known.needles);
  const files = await contentsOf(join(folder, 'aggregator'));
  expect([...new Set(files.flatMap((file) => namesIn(file, known.needles)))]).toEqual([
    'control: the name of the round',
  ]);
  expect(namesIn(Buffer.from(aggregator.said()), known.needles)).toEqual(['control: the name of the round']);
  const sent = requests.flatMap(({ body }) => namesIn(body, known.needles));
  expect(sent.filter((name) => !name.startsWith('control'))).toEqual([]);
});

test('the search finds what a process does hold', async () => {
  const held = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37 + 11) % 256));
  const code =
    'const held = Buffer.from(process.argv[1], "base64"); console.log("ready"); setInterval(() => held, 1e6);';
  const child = spawn(process.execPath, ['-e', code, held.toString('base64')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((ready) => child.stdout.once('data', ready));
  const other = Buffer.from(held.map((byte) => byte ^ 0x5a));
  const { found } = await searchMemory(child.pid as number, new Map(Object.entries({ held, other })));
  child.kill('SIGKILL');
  expect(found).toEqual(['held']);
});

/** A round opens once the aggregator has the helper's keys. */
async function openTask(): Promise<{ readonly round: string; readonly release: string }> {
  let task: { body: { round: string; release: string } } | null = null;
  await expect
    .poll(async () => {
      ({ task } = await (await fetch(`${aggregator.url}/v1/tasks/demo`)).json());
      return task !== null;
    })
    .toBe(true);
  if (!task) throw new Error('no round');
  return (task as { body: { round: string; release: string } }).body;
}

interface Visit {
  readonly page: Page;
  readonly backend: string;
}

async function visit(webgpu: boolean): Promise<Visit> {
  const context: BrowserContext = await newShopper(webgpu, shop.url);
  const page = await context.newPage();
  await prepare(page);
  await page.goto('/');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  const { backend } = await statusOf(page);
  expect(backend).toBe(webgpu ? 'webgpu' : 'wasm');
  return { page, backend };
}

/**
 * A search for the canary, then seven products by the shop's own links. Both are remembered, or a search of the traffic
 * would prove nothing.
 * @returns the products' ids
 */
async function lookAround(page: Page): Promise<string[]> {
  const search = page.getByRole('combobox', { name: 'Search the shop' });
  await search.fill(CANARY);
  await search.press('Enter');
  // The shop reports a search with its results, and those need the catalogue: a shopper sees them before going on.
  await expect(page.getByRole('heading', { level: 1, name: `Nothing found for “${CANARY}”` })).toBeVisible({
    timeout: 30_000,
  });
  const products = (await catalogue(page)).filter(({ stock }) => stock > 0);
  const ids: string[] = [];
  for (const product of products.filter((_, i) => i % 90 === 3).slice(0, 7)) {
    await page.evaluate((href) => {
      const link = Object.assign(document.createElement('a'), { href });
      document.body.append(link);
      link.click();
      link.remove();
    }, `/p/${product.id}`);
    await expect(page.getByRole('heading', { level: 1, name: product.title })).toBeVisible();
    ids.push(product.id);
  }
  await expect
    .poll(async () => viewed(await remembered(page)), { message: 'products remembered', timeout: 30_000 })
    .toEqual(ids);
  expect((await remembered(page)).flatMap(({ text }) => text ?? [])).toEqual([CANARY]);
  return ids;
}

function viewed(events: readonly RememberedEvent[]): string[] {
  return events.flatMap(({ kind, productId }) => (kind === 'view' && productId !== undefined ? [productId] : []));
}

/** A machine that computes for two browsers and six clients may be slower than a page waits: then the next visit shows it. */
async function ownList(page: Page): Promise<void> {
  const heading = page.locator('inkling-recs[placement="home"]').getByRole('heading', { name: /for you/i });
  await expect(async () => {
    await page.goto('/');
    await expect(heading).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 120_000 });
}

type Status = ShopStatus & { readonly release?: string; readonly sync: { readonly reportsSent: number } };

function newest(page: Page): Promise<Status> {
  return page.evaluate('new Promise((done) => inkling("status", done))') as Promise<Status>;
}

/** The round's name stands for the search itself: what is there is found. */
async function holdsNothingOf(needles: ReadonlyMap<string, Buffer>): Promise<void> {
  const { found, bytes } = await searchMemory(aggregator.pid, needles);
  expect(found).toEqual(['control: the name of the round']);
  expect(bytes).toBeGreaterThan(20e6);
}

function namesIn(bytes: Buffer, needles: ReadonlyMap<string, Buffer>): string[] {
  return [...needles].filter(([, needle]) => bytes.includes(needle)).map(([name]) => name);
}

/** A text as it could stand in a request: plain, wide, encoded. */
function formsOf(texts: readonly string[]): Map<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const text of texts) {
    const plain = Buffer.from(text);
    for (const [name, form] of [
      ['plain', plain],
      ['UTF-16', Buffer.from(text, 'utf16le')],
      ['hexadecimal', Buffer.from(plain.toString('hex'))],
      ['base64', Buffer.from(plain.toString('base64').replace(/.?.?=*$/, ''))],
      ['URL', Buffer.from(encodeURIComponent(text))],
    ] as const) {
      forms.set(`${name} of ${text}`, form);
    }
  }
  return forms;
}

async function contentsOf(path: string): Promise<Buffer[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
}

interface Party {
  readonly url: string;
  readonly pid: number;
  /** Everything on stdout and stderr. */
  said(): string;
  stop(): Promise<void>;
}

async function startParty(command: 'serve' | 'helper', args: readonly string[]): Promise<Party> {
  const child = spawn(process.execPath, [CLI, command, '--host', 'localhost', '--port', '0', ...args]);
  const said = listen(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [found] = /http:\/\/\S+/.exec(said()) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`${command} stopped: ${said()}`)));
  });
  return { url, pid: child.pid as number, said, stop: () => ended(child) };
}

/** Six Node clients with the worker's own code, until the round is published. */
async function runFleet(): Promise<{ rounds: { round: string; reports: number; release: string }[] }> {
  const parties = ['--aggregator', toAggregator.url, '--helper', toHelper.url];
  const child = spawn(process.execPath, [CLI, 'simulate', '--clients', '6', '--rounds', '1', '--json', ...parties]);
  let json = '';
  child.stdout.on('data', (chunk: Buffer) => {
    json += chunk.toString();
  });
  const said = listen(child);
  await new Promise((exit) => child.once('exit', exit));
  if (child.exitCode !== 0) throw new Error(said());
  return JSON.parse(json);
}

function listen(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return () => text;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((exit) => {
    child.once('exit', () => exit());
    child.kill('SIGTERM');
  });
}
