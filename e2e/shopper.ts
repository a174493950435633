/** A shopper of the demo shop, as a test sees one. */
import { type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';

export interface ShopStatus {
  readonly backend: string;
  readonly adapter?: { readonly software: boolean };
  readonly storage: string;
  readonly rememberedEvents: number;
  readonly notices: readonly string[];
}

export interface RememberedEvent {
  readonly kind: string;
  readonly productId?: string;
  readonly text?: string;
}

/** A fresh profile in a Chromium with a WebGPU adapter (in software), or without one. Close its browser at the end. */
export async function newShopper(webgpu: boolean, baseURL = 'http://localhost:5273'): Promise<BrowserContext> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: chromiumFlags({ webgpu }), ...(executablePath && { executablePath }) });
  return browser.newContext({
    baseURL,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
  });
}

/** Lets a software adapter serve, by the script tag's own override, and keeps the engine's last status in the page. */
export async function prepare(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new MutationObserver(() => {
      document.querySelector('script[data-shop]')?.setAttribute('data-allow-software-adapter', '');
    }).observe(document, { childList: true, subtree: true });
    document.addEventListener('inkling:status', (event) => {
      Object.assign(window, { lastStatus: (event as CustomEvent).detail });
    });
  });
}

export async function statusOf(page: Page): Promise<ShopStatus> {
  const handle = await page.waitForFunction(() => (window as { lastStatus?: unknown }).lastStatus, null, {
    timeout: 60_000,
  });
  return (await handle.jsonValue()) as ShopStatus;
}

/** What the engine remembers, through the page's own `inkling` queue, as a privacy page of the shop would ask for it. */
export function remembered(page: Page): Promise<readonly RememberedEvent[]> {
  return page.evaluate('new Promise((done) => inkling("export", ({ events }) => done(events)))');
}

/** Cards are drawn a few at a time: a list is whole once it has not grown for so long. */
const DRAWN_MS = 250;

/** Titles of a placement once it has the heading and all its cards, in order. */
export async function titles(page: Page, placement: string, heading: RegExp): Promise<string[]> {
  const slot = page.locator(`inkling-recs[placement="${placement}"]`);
  await expect(slot.getByRole('heading', { name: heading })).toBeVisible({ timeout: 60_000 });
  const read = () =>
    slot.getByRole('listitem').evaluateAll((cards) => cards.map((card) => card.querySelector('a')?.textContent ?? ''));
  for (let before = await read(); ; ) {
    await page.waitForTimeout(DRAWN_MS);
    const now = await read();
    if (now.length === before.length) return now;
    before = now;
  }
}

export interface CatalogueProduct {
  readonly id: string;
  readonly title: string;
  readonly stock: number;
  readonly categoryPath: readonly string[];
}

export async function catalogue(page: Page): Promise<CatalogueProduct[]> {
  return (await page.request.get('/shop/catalogue.json')).json();
}

/** The titles of all kettles, after three of those in stock were looked at. */
export async function lookAtThreeKettles(page: Page): Promise<string[]> {
  const kettles = (await catalogue(page)).filter((product) => product.categoryPath.at(-1) === 'Kettles');
  for (const product of kettles.filter(({ stock }) => stock > 0).slice(0, 3)) {
    await page.goto(`/p/${product.id}`);
    await titles(page, 'related', /related/i);
  }
  return kettles.map((product) => product.title);
}

/** A product can be opened and put into the cart, whatever became of ours. */
export async function shopWorks(page: Page): Promise<void> {
  await page.locator('a[href^="/p/"]').first().click();
  await page
    .getByRole('button', { name: /add to (cart|basket)/i })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
}
