/**
 * What can go wrong around a shopper, against the real bundles in a real Chromium: the shop works on, no exception of ours
 * reaches it, a notice names what somebody can act on, and nothing of the history is lost.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';
import { catalogue, lookAtThreeKettles, newShopper, prepare, type ShopStatus, shopWorks, titles } from './shopper.ts';

const SHOP = 'http://localhost:5273';
const RELEASE = 'http://localhost:5274/release/';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let escaped: string[];

test.beforeAll(async () => {
  browser = (await newShopper(false)).browser() as Browser;
});
test.afterAll(() => browser.close());
test.beforeEach(async () => {
  await arrive(await browser.newContext({ baseURL: SHOP, viewport: { width: 1280, height: 900 }, locale: 'en-GB' }));
});
test.afterEach(async () => {
  expect(escaped).toEqual([]);
  await context.close();
});

/** A shopper's page in which every exception and every line on the console is kept, but for the browser's own lines. */
async function arrive(visit: BrowserContext): Promise<void> {
  context = visit;
  escaped = [];
  page = await context.newPage();
  page.on('pageerror', (error) => escaped.push(error.message));
  page.on('console', (line) => {
    if (line.type() !== 'error') escaped.push(line.text());
  });
  await prepare(page);
}

const accept = () => page.getByRole('button', { name: 'Accept', exact: true }).click();
const ask = <Answer>(name: string) =>
  page.evaluate(`new Promise((done) => inkling('${name}', done))`) as Promise<Answer>;
const remembered = async () => (await ask<{ events: { productId: string }[] }>('export')).events;
const status = () => ask<ShopStatus>('status');

/** Serves one file of the release differently; with `declared` the manifest says so too, hash and all. */
async function changeRelease(
  file: 'products' | 'vectors',
  change: (bytes: Buffer) => Buffer,
  declared: boolean,
): Promise<void> {
  const manifest = await (await fetch(`${RELEASE}manifest.json`)).json();
  const { path } = manifest.files[file];
  const body = change(Buffer.from(await (await fetch(RELEASE + path)).arrayBuffer()));
  const sha256 = createHash('sha256').update(body).digest('hex');
  if (declared) manifest.files[file] = { path, sha256, bytes: body.length };
  const headers = { 'access-control-allow-origin': '*' };
  await context.route(RELEASE + path, (route) => route.fulfill({ body, headers }));
  await context.route(`${RELEASE}manifest.json`, (route) => route.fulfill({ json: manifest, headers }));
}

/** The shop under a content security policy, on a server of its own: an intercepted page has no address to be local to. */
async function underPolicy(policy: string, visit: () => Promise<void>): Promise<void> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(SHOP + request.url);
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'content-type': type, 'content-security-policy': policy });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(5277, 'localhost', listening));
  try {
    await page.goto('http://localhost:5277/');
    await visit();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('broken rows of the feed cost their own cards and nothing else', async () => {
  const broken = [null, { id: '' }, { title: 'no id' }, 'row', { id: 'x', url: 'javascript:alert(1)' }];
  const breakRows = (bytes: Buffer) => {
    const rows = JSON.parse(bytes.toString());
    // The last ones: the kettles that are looked at stand before them.
    rows.splice(-broken.length, broken.length, ...broken);
    return Buffer.from(JSON.stringify(rows));
  };
  await changeRelease('products', breakRows, true);
  await page.goto('/');
  await accept();
  const kettles = await lookAtThreeKettles(page);
  await page.goto('/');
  const list = await titles(page, 'home', /for you/i);
  expect(list.slice(0, 10).filter((title) => kettles.includes(title)).length).toBeGreaterThan(4);
  expect((await status()).notices).not.toContain('release-corrupt');
});

test('products the release does not know, and entries that are none, change no list; what is a product is remembered', async () => {
  await page.goto('/');
  await accept();
  const before = await titles(page, 'home', /popular now/i);
  await page.evaluate(() => {
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    const views = [[{ item_id: 'not-of-this-shop' }], [{ item_id: {} }], 'items', [null], [{ item_id: '' }]];
    for (const items of views) dataLayer.push({ event: 'view_item', ecommerce: { items } });
    dataLayer.push(null, 7, { event: 'view_item' }, { event: 'purchase', ecommerce: { items: [{}] } });
  });
  await expect.poll(async () => (await remembered()).map(({ productId }) => productId)).toContain('not-of-this-shop');
  await page.reload();
  expect(await titles(page, 'home', /popular now/i)).toEqual(before);
});

test('a history of version 1 comes along, without its broken records', async () => {
  await page.goto('/');
  const catalogue = await (await page.request.get('/shop/catalogue.json')).json();
  const kettles = catalogue.filter((product: { categoryPath: string[] }) => product.categoryPath.at(-1) === 'Kettles');
  const events = kettles
    .slice(0, 3)
    .map(({ id }: { id: string }) => ({ kind: 'view', productId: id, atMs: Date.now() }));
  await page.evaluate(
    async (stored) => {
      await new Promise<void>((done) => {
        const opening = indexedDB.open('inkling-demo', 1);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore('history').put(stored, 'events');
          opening.result.createObjectStore('state');
        };
        opening.onsuccess = () => {
          opening.result.close();
          done();
        };
      });
    },
    [...events, { kind: 'view' }, null, 'x'],
  );
  await accept();
  await expect.poll(async () => (await status()).notices).toContain('history-migrated');
  await page.reload();
  await titles(page, 'home', /for you/i);
  expect(
    (await remembered())
      .map(({ productId }) => productId)
      .filter(Boolean)
      .slice(0, 3),
  ).toEqual(events.map(({ productId }: { productId: string }) => productId));
  expect((await status()).storage).toBe('indexeddb');
});

test('a file that is not what the manifest says is not used: the popular list, and release-corrupt', async () => {
  await changeRelease(
    'vectors',
    (bytes) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte))),
    false,
  );
  await page.goto('/');
  await accept();
  await titles(page, 'home', /popular now/i);
  expect((await status()).notices).toContain('release-corrupt');
  await shopWorks(page);
  expect((await remembered()).length).toBeGreaterThan(0);
});

test('prices and stock of today take the place of the release’s; without them cards are as it has them', async () => {
  const offersUrl = 'http://localhost:5274/offers.json';
  const headers = { 'access-control-allow-origin': '*' };
  await page.goto('/');
  const [first = ''] = await titles(page, 'home', /popular/i);
  const sold = (await catalogue(page)).find(({ title }) => title === first)?.id ?? '';
  const file = await (await fetch(offersUrl)).json();
  const ids = (file.offers as [string][]).map(([id]) => id);
  expect(ids).toContain(sold);
  const json = { ...file, offers: ids.map((id) => [id, 12_345, id === sold ? 0 : 1]) };
  await context.route(offersUrl, (route) => route.fulfill({ json, headers }));
  const slot = page.locator('inkling-recs[placement="home"]');
  const visit = async () => {
    await page.reload();
    await status();
    // On a slow machine the first list is the one that pages without an engine show.
    await page.evaluate('inkling("refresh")');
  };
  await visit();
  await expect(slot.getByText('€123.45').first()).toBeVisible();
  expect(await titles(page, 'home', /popular/i)).not.toContain(first);
  expect((await status()).notices).not.toContain('offers-unreadable');

  await context.unroute(offersUrl);
  await context.route(offersUrl, (route) => route.fulfill({ body: '<!doctype html>', headers }));
  await visit();
  await expect(slot.getByText('€123.45')).toHaveCount(0);
  expect((await titles(page, 'home', /popular/i))[0]).toBe(first);
  expect((await status()).notices).toContain('offers-unreadable');
});

test('a file with the right hash that is no model is not used either', async () => {
  await changeRelease('vectors', (bytes) => bytes.subarray(0, bytes.length >> 1), true);
  await page.goto('/');
  await accept();
  await titles(page, 'home', /popular now/i);
  expect((await status()).notices).toContain('release-corrupt');
  await shopWorks(page);
});

test('a full disk: this visit goes on in memory, and nothing that was stored is lost', async () => {
  const devtools = await context.newCDPSession(page);
  const quota = (quotaSize?: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin: SHOP, ...(quotaSize && { quotaSize }) });
  await quota(6e6);
  await page.goto('/');
  await accept();
  await lookAtThreeKettles(page);
  await page.goto('/');
  const before = await titles(page, 'home', /for you/i);
  const push = () => {
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    dataLayer.push({ event: 'add_to_wishlist', ecommerce: { items: [{ item_id: 'while-full' }] } });
  };
  // Again each time: the browser compacts what is stored, and then there is room once more.
  const noticesAfterEvent = async () => {
    await page.evaluate(fillDisk);
    await page.evaluate(push);
    return (await status()).notices;
  };
  await expect.poll(noticesAfterEvent, { timeout: 15_000 }).toContain('storage-full');
  const inMemory = (await remembered()).map(({ productId }) => productId);
  expect(inMemory).toContain('while-full');
  expect(new Set(inMemory).size).toBeGreaterThan(3);
  await quota();
  await page.goto('/');
  expect(await titles(page, 'home', /for you/i)).toEqual(before);
  expect((await status()).storage).toBe('indexeddb');
});

/** Runs in the page: the shop's own data takes what the quota leaves, to the last kilobyte. */
async function fillDisk(): Promise<void> {
  const db = await new Promise<IDBDatabase>((done) => {
    const opening = indexedDB.open('of-the-shop', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files', { autoIncrement: true });
    opening.onsuccess = () => done(opening.result);
  });
  const put = (size: number) =>
    new Promise<boolean>((done) => {
      const transaction = db.transaction('files', 'readwrite');
      transaction.objectStore('files').put(crypto.getRandomValues(new Uint8Array(size)));
      transaction.oncomplete = () => done(true);
      transaction.onabort = () => done(false);
    });
  for (const size of [65_536, 4096, 256, 16]) while (await put(size));
}

test('IndexedDB refused, as with all site data blocked: lists from memory, and storage-refused', async () => {
  await context.close();
  const profile = mkdtempSync(join(tmpdir(), 'inkling-e2e-'));
  mkdirSync(join(profile, 'Default'));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked));
  const executablePath = findChromium();
  await arrive(
    await chromium.launchPersistentContext(profile, {
      args: chromiumFlags(),
      baseURL: SHOP,
      locale: 'en-GB',
      ...(executablePath && { executablePath }),
    }),
  );
  await page.goto('/');
  await accept();
  await titles(page, 'home', /popular now/i);
  await expect.poll(async () => (await status()).notices).toContain('storage-refused');
  expect((await status()).storage).toBe('memory');
  await page.locator('a[href^="/p/"]').first().click();
  await titles(page, 'related', /related/i);
  expect((await remembered()).length).toBeGreaterThan(0);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
});

test('no WebGPU: wasm serves, and no-webgpu says so', async () => {
  await page.goto('/');
  await titles(page, 'home', /popular now/i);
  const { backend, notices } = await status();
  expect(backend).toBe('wasm');
  expect(notices).toContain('no-webgpu');
});

const SOURCES = "default-src 'self' data: http://localhost:*; style-src 'self' 'unsafe-inline'";

test('a policy without wasm-unsafe-eval: plain JavaScript serves', async () => {
  const policy = `${SOURCES}; script-src 'self' 'unsafe-inline' http://localhost:*; worker-src blob:`;
  await underPolicy(policy, async () => {
    await titles(page, 'home', /popular now/i);
    expect((await status()).backend).toBe('plain');
  });
});

test('a policy that bars the worker: the popular list, and worker-blocked', async () => {
  const policy = `${SOURCES}; script-src 'self' 'unsafe-inline' http://localhost:*; worker-src 'none'`;
  await underPolicy(policy, async () => {
    await accept();
    expect((await titles(page, 'home', /popular now/i)).length).toBeGreaterThan(3);
    expect((await status()).notices).toContain('worker-blocked');
    await shopWorks(page);
  });
});

test('a category’s page without an engine: what is popular in it, from two small files', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await context.route('**/worker.js', (route) => route.abort());
  await page.goto('/');
  const shelf = (await catalogue(page)) as unknown as { id: string; categoryPath: string[] }[];
  const department = shelf[0]?.categoryPath[0] ?? '';
  await page.goto(`/c/${department.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`);
  await expect(page.getByRole('heading', { level: 1, name: department })).toBeVisible();
  await expect(page.locator('inkling-recs[placement="category"]').getByRole('heading')).toHaveText(/popular/i, {
    timeout: 30_000,
  });
  const shown = await page
    .locator('inkling-recs[placement="category"]')
    .getByRole('listitem')
    .evaluateAll((cards) => cards.map((card) => card.querySelector('a')?.getAttribute('href') ?? ''));
  expect(shown.length).toBeGreaterThan(4);
  const inside = shelf.filter(({ categoryPath }) => categoryPath[0] === department).map(({ id }) => `${SHOP}/p/${id}`);
  expect(inside).toEqual(expect.arrayContaining(shown));
  const files = asked.filter((url) => url.startsWith(RELEASE)).map((url) => url.slice(RELEASE.length));
  expect(new Set(files.filter((file) => !/^popular/.test(file)))).toEqual(
    new Set(['manifest.json', expect.stringMatching(/^category-[0-9a-f]{16}\.json$/)]),
  );
});

test('a policy that bars the tag itself: the shop, without a hole', async () => {
  await underPolicy(`${SOURCES}; script-src 'self' 'unsafe-inline'`, async () => {
    await expect(page.locator('inkling-recs').first()).toBeAttached();
    await expect(page.locator('inkling-recs').first()).toBeHidden();
    await shopWorks(page);
  });
});
