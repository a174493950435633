/** All our servers are stopped, for real; the shop's own stays. Nothing is intercepted: routing would switch the HTTP cache off. */
import { expect, type Page, test } from '@playwright/test';
import { type OwnShop, openShop } from './own-shop.ts';
import { lookAtThreeKettles, newShopper, prepare, shopWorks, statusOf, titles } from './shopper.ts';

test.describe.configure({ mode: 'serial' });

let shop: OwnShop;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  shop = await openShop(5373);
});
test.afterAll(() => shop.close());

/** What reaches the host page of ours: exceptions, and lines on the console that are not the browser's own. */
function noiseOf(page: Page): string[] {
  const noise: string[] = [];
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('console', (line) => {
    if (line.type() !== 'error') noise.push(line.text());
  });
  return noise;
}

/**
 * The home list that follows the shopper. A software adapter on a busy machine can start later than a slot waits for it:
 * then the popular list stays where the shopper looks at it, and the own one is there at the next visit.
 */
async function ownList(page: Page): Promise<string[]> {
  for (let visit = 0; visit < 3; visit++) {
    await page.goto('/');
    const heading = page.locator('inkling-recs[placement="home"]').getByRole('heading').first();
    await expect(heading).toBeVisible({ timeout: 60_000 });
    if (/for you/i.test((await heading.textContent()) ?? '')) break;
    await statusOf(page);
  }
  return titles(page, 'home', /for you/i);
}

test('shoppers who were here before keep their own list, and one who comes first then finds a shop', async () => {
  const browsers: string[] = ['webgpu', 'wasm'];
  const known = await Promise.all(browsers.map((backend) => newShopper(backend === 'webgpu', shop.url)));
  const before: string[][] = [];
  const pages: Page[] = [];
  for (const [i, context] of known.entries()) {
    const page = await context.newPage();
    pages.push(page);
    await prepare(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await lookAtThreeKettles(page);
    before.push(await ownList(page));
    expect((await statusOf(page)).backend).toBe(browsers[i]);
    // Not to learn in the background while the others are waited for.
    await page.goto('about:blank');
  }

  // A shopper who said no to remembering: nothing of ours is kept for them but the browser's own cache.
  const silent = await newShopper(false, shop.url);
  const silentPage = await silent.newPage();
  await silentPage.goto('/');
  const popular = await titles(silentPage, 'home', /popular now/i);

  await shop.stopOurServers();

  for (const [i, page] of pages.entries()) {
    const noise = noiseOf(page);
    expect(await ownList(page)).toEqual(before[i]);
    const status = await statusOf(page);
    expect([status.backend, status.storage]).toEqual([browsers[i], 'indexeddb']);
    await page.locator('a[href^="/p/"]').first().click();
    expect((await titles(page, 'related', /related/i)).length).toBeGreaterThan(3);
    expect(noise).toEqual([]);
    await page.context().browser()?.close();
  }

  const silentNoise = noiseOf(silentPage);
  await silentPage.reload();
  expect(await titles(silentPage, 'home', /popular now/i)).toEqual(popular);
  expect(silentNoise).toEqual([]);
  await silent.browser()?.close();

  const fresh = await newShopper(false, shop.url);
  const page = await fresh.newPage();
  const noise = noiseOf(page);
  await page.goto('/');
  await expect(page.locator('inkling-recs').first()).toBeAttached();
  await expect(page.locator('inkling-recs').first()).toBeHidden();
  await shopWorks(page);
  expect(noise).toEqual([]);
  await fresh.browser()?.close();
});
