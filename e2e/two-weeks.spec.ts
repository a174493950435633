/** Two weeks of a shopper whose taste changes: Chromium on WebGPU, with IndexedDB and idle time, shows what Node computes. */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { expect, type Page, test } from '@playwright/test';
import { buildForNode } from '../scripts/build-cli.mjs';
import { seededRandom } from '../src/base/seeded-random.ts';
import type { Day, Evening, NodeShopper } from './node-shopper.ts';
import { type CatalogueProduct, catalogue, newShopper, prepare, statusOf } from './shopper.ts';

const BUNDLE = '.data/e2e-node-shopper';
const DAY_MS = 24 * 3_600_000;
const DAYS = 14;

test.setTimeout(360_000);
test.afterAll(() => rm(BUNDLE, { recursive: true, force: true }));

test('two weeks in Chromium on WebGPU give the lists of the same two weeks in Node, evening by evening', async () => {
  const context = await newShopper(true);
  try {
    const page = await context.newPage();
    await prepare(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    expect((await statusOf(page)).backend).toBe('webgpu');
    const days = twoWeeks(await catalogue(page), Date.now() - DAYS * DAY_MS);
    const inNode = await livedInNode({ ...(await sourcesOf(page)), days });
    expect(new Set(inNode.map(({ productIds }) => productIds.join())).size).toBeGreaterThan(DAYS / 2);
    for (const [at, day] of days.entries()) {
      await live(page, day);
      const { choices, rememberedEvents, productIds } = inNode[at] as Evening;
      // Idle time comes when it comes; what is learned in it is the same.
      await expect.poll(() => learnedOf(page), { timeout: 60_000 }).toEqual({ choices, rememberedEvents });
      await expect.poll(() => homeList(page), { timeout: 60_000 }).toEqual(productIds);
    }
    // A new tab has it from storage.
    await page.reload();
    await expect.poll(() => homeList(page), { timeout: 60_000 }).toEqual(inNode.at(-1)?.productIds);
  } finally {
    await context.browser()?.close();
  }
});

/** Some products a day, in the first week of two categories, then of two others; some are bought. */
function twoWeeks(products: readonly CatalogueProduct[], startMs: number): Day[] {
  const random = seededRandom('two weeks');
  const categories = random.shuffle([...new Set(products.map(({ categoryPath }) => categoryPath.join(' > ')))]);
  return Array.from({ length: DAYS }, (_, day) => {
    const liked = categories.slice(day < DAYS / 2 ? 0 : 2, day < DAYS / 2 ? 2 : 4);
    const shelf = products.filter(({ categoryPath }) => liked.includes(categoryPath.join(' > ')));
    let atMs = startMs + day * DAY_MS;
    const event = (name: string, id: string, more: object = {}) => {
      atMs += 60_000;
      return { name, parameters: { ...more, items: [{ item_id: id }] }, atMs };
    };
    return Array.from({ length: 4 }, (_, at) => {
      const { id } = shelf[random.integer(shelf.length)] as CatalogueProduct;
      if (day % 5 === 2 && at === 1) return [event('view_item', id), event('add_to_cart', id)];
      if (day % 5 === 3 && at === 2)
        return [event('view_item', id), event('purchase', id, { transaction_id: `t${day}` })];
      return [event('view_item', id)];
    }).flat();
  });
}

/** Where the shop's tag takes the release and the prices from. */
async function sourcesOf(page: Page): Promise<Omit<NodeShopper, 'days'>> {
  const tag = page.locator('script[data-release]');
  const absolute = async (name: string) => new URL((await tag.getAttribute(name)) ?? '', page.url()).href;
  return { releaseUrl: await absolute('data-release'), offersUrl: await absolute('data-offers') };
}

async function livedInNode(shopper: NodeShopper): Promise<Evening[]> {
  await buildForNode('e2e/node-shopper.ts', BUNDLE, 'shopper.mjs');
  const child = spawn(process.execPath, [`${BUNDLE}/shopper.mjs`], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(shopper));
  return JSON.parse(await text(child.stdout));
}

/** Tells the engine of a day at its own time. */
async function live(page: Page, day: Day): Promise<void> {
  for (const { name, parameters, atMs } of day) {
    await page.clock.setFixedTime(atMs);
    await page.evaluate(
      ([event, values]) => (window as unknown as { inkling(...call: unknown[]): void }).inkling('event', event, values),
      [name, parameters] as const,
    );
  }
}

function learnedOf(page: Page): Promise<Omit<Evening, 'productIds'>> {
  return page.evaluate(
    `new Promise((done) => inkling('status', ({ rememberedEvents, learner }) => done({ choices: learner.choices, rememberedEvents })))`,
  );
}

/** Products of the home list, asked for again. */
async function homeList(page: Page): Promise<string[]> {
  await page.evaluate(`inkling('refresh')`);
  await page.waitForTimeout(500);
  const links = page
    .locator('inkling-recs[placement="home"]')
    .getByRole('listitem')
    .locator('a')
    .filter({ visible: true });
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  return [...new Set(hrefs.map((href) => decodeURIComponent(href.split('/p/')[1] ?? '')))].slice(0, 10);
}
