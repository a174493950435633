/** The search box of the demo shop: what it finds, how it is used without a mouse, and that no query leaves the browser. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { catalogue, newShopper, remembered } from './shopper.ts';

const SEARCH_FILES =
  /^http:\/\/localhost:5274\/(inkling\/[^/]+\/search\.js|search\/(search\.json|search-[0-9a-f]{16}\.bin))$/;

async function open(): Promise<{ page: Page; requests: string[]; noise: string[]; close(): Promise<unknown> }> {
  const context = await newShopper(false);
  const page = await context.newPage();
  const requests: string[] = [];
  const noise: string[] = [];
  page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('console', (line) => noise.push(line.text()));
  await page.goto('/');
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  // On a busy machine the tag may take longer than the shop's box waits for it.
  await page.waitForFunction('window.inkling');
  await page.evaluate('new Promise((done) => inkling("search", "mug", done))');
  return { page, requests, noise, close: () => context.browser()?.close() ?? Promise.resolve() };
}

const box = (page: Page) => page.getByRole('combobox', { name: 'Search the shop' });

test('a query with a mistake, a colour and a price finds what was meant, and never leaves the browser', async () => {
  const { page, requests, noise, close } = await open();
  await box(page).fill('red runing shoes under 150');
  await box(page).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Results for/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('We read “runing” as running')).toBeVisible();
  await expect(page.getByRole('list', { name: 'What we looked for' })).toHaveText('Running shoesredup to 150');
  const first = await page.locator('.card-title a').first().getAttribute('href');
  const product = (await catalogue(page)).find(({ id }) => first === `/p/${id}`) as unknown as {
    categoryPath: string[];
    priceMinor: number;
    attributes: { colour: string };
  };
  expect(product.categoryPath).toContain('Running shoes');
  expect(product.priceMinor).toBeLessThanOrEqual(15_000);
  expect(['Cherry', 'Brick', 'Rust']).toContain(product.attributes.colour);

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: /Results for “red runing shoes under 150”/ })).toBeVisible({
    timeout: 30_000,
  });
  expect(requests.filter((request) => /runing|running|under/i.test(decodeURIComponent(request)))).toEqual([]);
  expect(requests.filter((request) => SEARCH_FILES.test(request.trim())).length).toBeGreaterThanOrEqual(3);
  expect(noise).toEqual([]);
  await close();
});

test('works by keyboard, with names for a screen reader', async () => {
  const { page, close } = await open();
  const field = box(page);
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await field.focus();
  await field.pressSequentially('kett');
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option', { name: 'Kettles', exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(field).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('search').getByRole('status')).toHaveText(/^\d+ suggestions$/);
  await field.press('ArrowDown');
  const chosen = list.getByRole('option', { selected: true });
  await expect(chosen).toHaveCount(1);
  await expect(field).toHaveAttribute('aria-activedescendant', (await chosen.getAttribute('id')) ?? '');

  await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  const violations = await page.evaluate('axe.run("search").then(({ violations }) => violations.map(({ id }) => id))');
  expect(violations).toEqual([]);

  await field.press('Escape');
  await expect(list).toBeHidden();
  await expect(field).toBeFocused();
  await field.press('ArrowDown');
  await expect(list).toBeVisible();
  await field.press('ArrowUp');
  await expect(list.getByRole('option', { selected: true })).toHaveCount(1);
  const href = await list.getByRole('option', { selected: true }).locator('.search-title').textContent();
  await field.press('Enter');
  await expect(page).toHaveURL(/\/p\//);
  await expect(page.getByRole('heading', { level: 1 })).toContainText((href ?? '').slice(0, 10));
  await close();
});

test('the field shows what was chosen, and a pointer over the list chooses nothing', async () => {
  const { page, close } = await open();
  const field = box(page);
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  for (let time = 0; time < 2; time++) {
    await field.fill('kettl');
    await list.getByRole('option', { name: 'Kettles', exact: true }).click({ timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1, name: 'Results for “Kettles”' })).toBeVisible();
    await expect(field).toHaveValue('Kettles');
  }
  await field.fill('brass lamp');
  await list.getByRole('option').last().hover({ timeout: 30_000 });
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Results for “brass lamp”' })).toBeVisible();
  await close();
});

test('what was looked for is offered again, until it is forgotten', async () => {
  const { page, close } = await open();
  await box(page).fill('brass lamp');
  await box(page).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /Results for/ })).toBeVisible({ timeout: 30_000 });
  // A page that is left at once takes what it was about to remember with it.
  await expect.poll(async () => (await remembered(page)).map(({ text }) => text)).toContain('brass lamp');
  await page.goto('/');
  await box(page).focus();
  const list = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option', { name: 'brass lamp' })).toBeVisible({ timeout: 30_000 });
  await page.evaluate('new Promise((done) => inkling("wipe", done))');
  await page.reload();
  await box(page).focus();
  await page.waitForTimeout(1500);
  await expect(list).toBeHidden();
  await close();
});

test('where the search file cannot be had, the shop’s own list answers', async () => {
  const context = await newShopper(false);
  const page = await context.newPage();
  let asked = 0;
  await page.route('**/search/search.json', (route) => {
    asked++;
    return route.abort();
  });
  await page.goto('/search#q=kettle');
  await expect(page.getByRole('heading', { level: 1, name: 'Results for “kettle”' })).toBeVisible({ timeout: 30_000 });
  await page.waitForFunction('window.inkling');
  const again = 'new Promise((done) => inkling("search", "mug", done)).then((found) => found === undefined)';
  for (let letter = 0; letter < 5; letter++) expect(await page.evaluate(again)).toBe(true);
  expect(asked).toBe(1);
  await page.goto('/search#q=zzqqxx');
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing found for “zzqqxx”' })).toBeVisible({
    timeout: 30_000,
  });
  await context.browser()?.close();
});
