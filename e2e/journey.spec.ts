import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import {
  lookAtThreeKettles,
  newShopper,
  prepare,
  type RememberedEvent,
  remembered,
  statusOf,
  titles,
} from './shopper.ts';

test.describe.configure({ mode: 'serial' });

/** The CDN, the aggregator and the helper of e2e's `npm start`. */
const OURS = /^http:\/\/localhost:527[456]\//;
/** The whole of what a browser asks of them, as docs/privacy.md lists it: fixed names and hashes, no query, no body. */
const ALLOWED = [
  /^GET http:\/\/localhost:5274\/inkling\/\d+\.\d+\.\d+-[0-9a-f]{12}\/(inkling|widget|worker)\.js $/,
  /^GET http:\/\/localhost:5274\/inkling\/\d+\.\d+\.\d+-[0-9a-f]{12}\/tfjs-backend-wasm(-simd)?\.wasm $/,
  /^GET http:\/\/localhost:5274\/release\/manifest\.json $/,
  /^GET http:\/\/localhost:5274\/offers\.json $/,
  /^GET http:\/\/localhost:5274\/release\/(products|popular)-[0-9a-f]{16}\.json $/,
  /^GET http:\/\/localhost:5274\/release\/(base|shared|vectors|neighbours)-[0-9a-f]{16}\.safetensors $/,
  /^GET http:\/\/localhost:5275\/v1\/(tasks\/demo|models\/[0-9a-f]{64}) $/,
];

/** Top 10 of the home list after the journey, by backend. */
const tops = new Map<string, string[]>();

for (const backend of ['webgpu', 'wasm']) {
  test(`on ${backend}, three views in one category turn the home list towards it; reload keeps it, wipe forgets it`, async () => {
    const context = await newShopper(backend === 'webgpu');
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const ours: string[] = [];
    page.on('request', (request) => {
      if (OURS.test(request.url())) ours.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`);
    });
    await prepare(page);
    await page.goto('/');
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    const before = await titles(page, 'home', /popular now/i);
    const status = await statusOf(page);
    expect(status.backend).toBe(backend);
    if (backend === 'webgpu') expect(status.adapter?.software).toBe(true);

    const kettles = await lookAtThreeKettles(page);
    const share = (list: string[]) => list.slice(0, 10).filter((title) => kettles.includes(title)).length / 10;
    await page.goto('/');
    const after = await titles(page, 'home', /for you/i);
    expect(share(before)).toBeLessThan(0.3);
    expect(share(after)).toBeGreaterThan(0.5);
    tops.set(backend, after.slice(0, 10));

    await page.reload();
    expect(await titles(page, 'home', /for you/i)).toEqual(after);
    expect((await statusOf(page)).storage).toBe('indexeddb');

    const own = deeds(await remembered(page));
    expect(own.length).toBeGreaterThan(2);
    expect(await downloaded(page)).toEqual(own);
    await expect(page.getByText(`${own.length} things you did, on this device`)).toBeVisible();
    await switchKettles(page, false);
    // What led to the list says nothing any more: it is what everybody likes, without what was switched off.
    const corrected = await titles(page, 'home', /popular now/i);
    expect(share(corrected)).toBe(0);
    await page.reload();
    expect(await titles(page, 'home', /popular now/i)).toEqual(corrected);
    await page.getByRole('banner').getByText('What is this?').click();
    await switchKettles(page, true);
    expect(await titles(page, 'home', /for you/i)).toEqual(after);
    await forgetEverything(page);
    expect(deeds(await remembered(page))).toEqual([]);
    await page.reload();
    expect(await titles(page, 'home', /popular now/i)).toEqual(before);
    expect(errors).toEqual([]);
    expect(ours.length).toBeGreaterThan(5);
    expect(ours.filter((request) => !ALLOWED.some((form) => form.test(request)))).toEqual([]);
    await context.browser()?.close();
  });
}

test('the top 10 is the same with a WebGPU adapter and without one', () => {
  expect(tops.get('webgpu')).toHaveLength(10);
  expect(tops.get('webgpu')).toEqual(tops.get('wasm'));
});

/** What the demo panel gives the shopper to take away. */
async function downloaded(page: Page): Promise<RememberedEvent[]> {
  // In the header, not over the page.
  await page.getByRole('banner').getByText('What is this?').click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download what is remembered' }).click();
  const { format, events } = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(format).toBe('inkling-history/1');
  return deeds(events);
}

/** Cards that come into view are remembered too, at any time. */
function deeds(events: readonly RememberedEvent[]): RememberedEvent[] {
  return events.filter(({ kind }) => kind !== 'impression');
}

/** In the open demo panel, which says what the shopper is taken for. */
async function switchKettles(page: Page, counts: boolean): Promise<void> {
  const kettles = page.getByRole('switch', { name: /^Kettles/ });
  await expect(kettles).toBeChecked({ checked: !counts });
  await kettles.click();
  await expect(kettles).toBeChecked({ checked: counts });
}

async function forgetEverything(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Forget everything' }).click();
  await page.getByRole('button', { name: 'Yes, forget it' }).click();
  await expect(page.getByText('Everything is forgotten.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'A demonstration shop' })).toBeHidden();
}
