/** A shopper of the demo shop, as a test sees one. */
import { type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';

export interface ShopStatus {
  readonly backend: string;
  readonly adapter?: { readonly software: boolean };
  readonly storage: string;
  readonly rememberedEvents: number;
}

/** A fresh profile in a Chromium with a WebGPU adapter (in software), or without one. Close its browser at the end. */
export async function newShopper(webgpu: boolean): Promise<BrowserContext> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: chromiumFlags({ webgpu }), ...(executablePath && { executablePath }) });
  return browser.newContext({
    baseURL: 'http://localhost:5273',
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

/** Titles of a placement once it has the heading, in order. */
export async function titles(page: Page, placement: string, heading: RegExp): Promise<string[]> {
  const slot = page.locator(`inkling-recs[placement="${placement}"]`);
  await expect(slot.getByRole('heading', { name: heading })).toBeVisible({ timeout: 60_000 });
  return slot
    .getByRole('listitem')
    .evaluateAll((cards) => cards.map((card) => card.querySelector('a')?.textContent ?? ''));
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
