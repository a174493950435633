/**
 * A browser is killed while it learns, again and again: nothing of the history is lost, and what was learned is of the last
 * step that was written. INKLING_KILLS says how often.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type KillableBrowser, openKillable } from './killable-browser.ts';
import { type catalogue, remembered } from './shopper.ts';

const SHOP = 'http://localhost:5273';
const KILLS = Number(process.env.INKLING_KILLS ?? 3);
/** So many that they are not learned at once; a history holds 5,000. */
const VIEWS = Math.min(240, Math.floor(4000 / KILLS));

/** What storage holds of events and of what was learned. */
interface Stored {
  /** Products of all views, oldest first, with the place in the history. */
  readonly views: readonly { readonly sequence: number; readonly productId: string }[];
  readonly mixture?: {
    readonly until: number;
    readonly choices: number;
    readonly line: readonly number[];
    readonly taste: readonly (readonly [number, number])[];
    readonly trust: object;
  };
}

test.setTimeout(180_000 + KILLS * 45_000);

test(`a browser that is killed ${KILLS} times while it learns loses nothing`, async () => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-kill-'));
  const viewed: string[] = [];
  let learned = 0;
  let browser = await openShop(profile);
  try {
    const products = (await catalogueOf(browser.page)).slice(0, 80);
    for (let kill = 0; kill < KILLS; kill++) {
      const ids = Array.from({ length: VIEWS }, (_, at) => products[(viewed.length + 7 * at) % products.length] ?? '');
      await look(browser.page, ids);
      viewed.push(...ids);
      await expect.poll(() => rememberedViews(browser.page), { timeout: 30_000 }).toBe(viewed.length);
      // In the middle: some of them are learned and written down, and not all.
      await expect.poll(() => isLearning(browser.page), { intervals: [20], timeout: 60_000 }).toBe(true);
      await browser.kill();
      browser = await openShop(profile);
      const stored = await readStorage(browser.page);
      expect(stored.views.map(({ productId }) => productId)).toEqual(viewed);
      expect(stored.mixture?.choices).toBeGreaterThan(learned);
      learned = stored.mixture?.choices ?? 0;
    }
    const survived = await caughtUp(browser.page);
    // The same as of a browser that learns it all in one sitting.
    await browser.page.evaluate(forgetMixture);
    await browser.kill();
    browser = await openShop(profile);
    expect(await caughtUp(browser.page)).toEqual(survived);
  } finally {
    await browser.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function openShop(profile: string): Promise<KillableBrowser> {
  const browser = await openKillable(profile);
  await browser.page.goto(SHOP);
  const accept = browser.page.getByRole('button', { name: 'Accept', exact: true });
  await expect(browser.page.locator('inkling-recs').first()).toBeAttached();
  if (await accept.isVisible()) await accept.click();
  await browser.page.waitForFunction(() => 'inkling' in window);
  return browser;
}

async function catalogueOf(page: Page): Promise<string[]> {
  const response = await page.request.get(`${SHOP}/shop/catalogue.json`);
  return ((await response.json()) as Awaited<ReturnType<typeof catalogue>>).map(({ id }) => id);
}

/** Tells the engine of views, as a shop's pages would, a minute apart and the last one now. */
function look(page: Page, ids: readonly string[]): Promise<void> {
  return page.evaluate((all) => {
    const { inkling } = window as unknown as { inkling(...call: unknown[]): void };
    const now = Date.now;
    for (const [at, id] of all.entries()) {
      const atMs = now() - (all.length - at) * 60_000;
      Date.now = () => atMs;
      inkling('event', 'view_item', { items: [{ item_id: id }] });
    }
    Date.now = now;
  }, ids);
}

/** Views that the engine has acknowledged; lists that were shown are remembered as well. */
async function rememberedViews(page: Page): Promise<number> {
  return (await remembered(page)).filter(({ kind }) => kind === 'view').length;
}

/** The mixture once it has learned from every view; lists that were shown may lie behind. */
async function caughtUp(page: Page): Promise<object> {
  const newest = (await readStorage(page)).views.at(-1)?.sequence ?? 0;
  const until = async () => (await readStorage(page)).mixture?.until ?? 0;
  await expect.poll(until, { timeout: 60_000 + KILLS * 6_000 }).toBeGreaterThanOrEqual(newest);
  const { mixture } = await readStorage(page);
  return { ...mixture, until: undefined };
}

/** Whether what was learned last is of before the newest view. */
async function isLearning(page: Page): Promise<boolean> {
  const { views, mixture } = await readStorage(page);
  const [first, last] = [views.at(-VIEWS)?.sequence ?? 0, views.at(-1)?.sequence ?? 0];
  return mixture !== undefined && mixture.until > first && mixture.until < last;
}

function readStorage(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const answer = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await answer(indexedDB.open('inkling-demo'));
    const stores = database.transaction(['events', 'state']);
    const [events, keys, progress] = await Promise.all([
      answer(stores.objectStore('events').getAll()),
      answer(stores.objectStore('events').getAllKeys()),
      answer(stores.objectStore('state').get('expert-mixture')),
    ]);
    database.close();
    const views = events.flatMap((record, at) => {
      const { kind, productId } = record.event ?? record;
      return kind === 'view' ? [{ sequence: Number(keys[at]), productId: String(productId) }] : [];
    });
    if (!progress) return { views };
    const { choices, line, taste, trust } = progress.mixture;
    const learned = { until: progress.cursor.sequence, choices, line: [...line], taste: [...taste], trust };
    return { views, mixture: learned };
  });
}

function forgetMixture(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('inkling-demo');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const change = opening.result.transaction('state', 'readwrite');
      change.objectStore('state').delete('expert-mixture');
      change.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}
