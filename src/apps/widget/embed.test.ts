/** What a host page sees of the script tag: real bundles, two origins, real headers, Chromium. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { chromiumFlags, findChromium } from '../../../scripts/chromium.mjs';
import { type EmbedStage, openStage } from '../../../test/kit/embed-stage.ts';
import { fakeWorkerScript } from '../../../test/kit/fake-worker.ts';

let stage: EmbedStage;
let browser: Browser;
let page: Page;
/** Everything that reached the host: errors, rejections and console lines. */
let noise: string[];

beforeAll(async () => {
  stage = await openStage();
  const executablePath = findChromium();
  browser = await chromium.launch({ args: chromiumFlags(), ...(executablePath && { executablePath }) });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await stage.close();
});
beforeEach(async () => {
  stage.setFile('/worker.js', fakeWorkerScript('{}', 'diary'));
  const popular = ['x1', 'x2'].map((id) => ({ ...CARD, id, title: `Popular ${id}` }));
  stage.setFile('/demo/manifest.json', JSON.stringify({ files: { popular: { path: 'popular.json' } } }));
  stage.setFile('/demo/popular.json', JSON.stringify(popular));
  noise = [];
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  // Failed requests and blocked policies are the browser's own lines; a script of ours has another place.
  page.on('console', (line) => {
    if (line.type() !== 'error') noise.push(`${line.type()}: ${line.text()}`);
  });
  await page.addInitScript(watchHost);
});
afterEach(async () => {
  await page.close();
});

const CARD = { url: '/p', currency: 'EUR', priceMinor: 990, categoryPath: ['Tea'], inStock: true };

/** Runs in the page before its own scripts. */
function watchHost() {
  const seen = { calls: [] as unknown[][], statuses: [] as unknown[], shift: 0, errors: 0 };
  Object.assign(window, { seen });
  addEventListener('error', () => {
    seen.errors++;
  });
  addEventListener('unhandledrejection', () => {
    seen.errors++;
  });
  document.addEventListener('inkling:status', (event) => seen.statuses.push((event as CustomEvent).detail));
  new BroadcastChannel('diary').addEventListener('message', ({ data }) => seen.calls.push(data));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
  }).observe({ type: 'layout-shift', buffered: true });
}
interface Seen {
  readonly calls: readonly (readonly unknown[])[];
  readonly statuses: readonly { readonly notices: readonly string[] }[];
  readonly shift: number;
  readonly errors: number;
}
const seen = () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
const callsOf = async (name: string) =>
  (await seen()).calls.filter(([method]) => method === name).map(([, value]) => value);
/** The diary is a channel of its own and may come after what the page shows. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5000 });
const tag = (attributes = '') =>
  `<script async src="${stage.cdnUrl}inkling.js" data-shop="demo" data-release="${stage.cdnUrl}demo/" ${attributes}></script>`;
const shop = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width">${head}</head>
  <body><main><h1>Tea things</h1>${body}<p id="after">After</p></main></body></html>`;
const SLOT = '<inkling-recs placement="home"></inkling-recs>';
const heading = () => page.locator('inkling-recs h2').first().textContent({ timeout: 9000 });

async function open(html: string, headers?: Record<string, string>) {
  stage.setPage(html, headers);
  await page.goto(stage.shopUrl);
}

describe('the script tag in a shop', () => {
  test('shows recommendations from a worker of another origin and tells the status, in silence', async () => {
    await open(shop(SLOT + tag()));
    expect(await heading()).toBe('For you');
    await eventually(async () => expect(await page.locator('inkling-recs [part=link]').count()).toBe(12));
    expect((await seen()).statuses.length).toBeGreaterThan(0);
    await eventually(async () =>
      expect(await callsOf('start')).toMatchObject([
        {
          shop: 'demo',
          releaseUrl: `${stage.cdnUrl}demo/`,
          assetsUrl: stage.cdnUrl,
          consent: { history: false, sync: false },
        },
      ]),
    );
    expect(noise).toEqual([]);
  });

  test('carries the sync parties and the test overrides to the engine', async () => {
    const parties = 'data-aggregator="https://a.example" data-helper="https://h.example"';
    await open(shop(SLOT + tag(`${parties} data-backend="wasm" data-allow-software-adapter`)));
    await heading();
    await eventually(async () =>
      expect(await callsOf('start')).toMatchObject([
        {
          sync: { aggregatorUrl: 'https://a.example', helperUrl: 'https://h.example' },
          backend: 'wasm',
          allowSoftwareAdapter: true,
        },
      ]),
    );
  });

  test('without a required attribute warns once, names it, and does nothing else', async () => {
    await open(shop(`${SLOT}<script src="${stage.cdnUrl}inkling.js" data-shop="demo"></script>`));
    await page.waitForTimeout(300);
    expect(noise).toEqual(['warning: inkling: the script tag needs a valid data-release attribute']);
    expect(await page.evaluate(() => customElements.get('inkling-recs') === undefined)).toBe(true);
  });

  test('pasted twice works once', async () => {
    await open(shop(SLOT + tag() + tag()));
    await heading();
    await page.evaluate(() =>
      (window as unknown as { dataLayer: unknown[] }).dataLayer.push({ event: 'search', search_term: 'a' }),
    );
    await page.waitForTimeout(200);
    expect(await callsOf('start')).toHaveLength(1);
    expect(await callsOf('observe')).toHaveLength(1);
  });

  test('moves nothing: a late loader with the linked stylesheet shifts the page by 0', async () => {
    const late = `<script>setTimeout(() => { const s = document.createElement('script'); s.src = '${stage.cdnUrl}inkling.js';
      s.dataset.shop = 'demo'; s.dataset.release = '${stage.cdnUrl}demo/'; document.head.append(s) }, 400)</script>`;
    await open(shop(SLOT + late, `<link rel="stylesheet" href="${stage.cdnUrl}inkling.css">`));
    const before = await page.locator('#after').boundingBox();
    await heading();
    await page.waitForTimeout(300);
    const after = await page.locator('#after').boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? -9))).toBeLessThan(1);
    expect((await seen()).shift).toBe(0);
  });

  test('an empty slot keeps its space and its peace', async () => {
    stage.setFile('/worker.js', fakeWorkerScript("{ recommend() { throw new Error('no release') } }", 'diary'));
    stage.setFile('/demo/popular.json', undefined);
    await open(shop(SLOT + tag(), `<link rel="stylesheet" href="${stage.cdnUrl}inkling.css">`));
    await page.locator('inkling-recs .empty').waitFor({ state: 'attached' });
    expect((await page.locator('inkling-recs').boundingBox())?.height).toBeGreaterThan(200);
    expect((await seen()).shift).toBe(0);
    expect(noise).toEqual([]);
  });

  test('a CDN without the widget leaves the page as it is, without a hole in the place of the slot', async () => {
    stage.setFile('/broken/inkling.js', await (await fetch(`${stage.cdnUrl}inkling.js`)).text());
    await open(shop(SLOT + tag().replace('inkling.js', 'broken/inkling.js')));
    await page.locator('inkling-recs').waitFor({ state: 'hidden' });
    expect(noise).toEqual([]);
    expect((await seen()).errors).toBe(0);
  });

  test('passes axe, closed and with the sheet open', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // A button half faded in has no contrast yet.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(shop(SLOT + tag()));
    await heading();
    await page.evaluate(axe);
    const violations = () =>
      page.evaluate(async () => {
        type Found = { violations: { id: string; nodes: { html: string }[] }[] };
        const { axe } = window as unknown as { axe: { run(): Promise<Found> } };
        return (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
      });
    expect(await violations()).toEqual([]);
    await page.locator('inkling-recs [part=why]').first().click();
    await page.locator('inkling-recs dialog').waitFor();
    expect(await violations()).toEqual([]);
  });
});

describe('content security policies', () => {
  const policy = (workers: string, more = '') => ({
    'content-security-policy': `default-src 'self'; script-src ${stage.cdnUrl}; connect-src ${stage.cdnUrl}; worker-src ${workers}; style-src 'self'; ${more}`,
  });

  test('the recommended policy is enough', async () => {
    await open(shop(SLOT + tag()), policy('blob:'));
    expect(await heading()).toBe('For you');
  });

  test('a policy without blob: gives the popular list, named as such, and says why', async () => {
    await open(shop(SLOT + tag()), policy("'none'"));
    expect(await heading()).toBe('Popular now');
    expect(await page.locator('inkling-recs [part=title]').allTextContents()).toEqual(['Popular x1', 'Popular x2']);
    const { statuses, errors } = await seen();
    expect(statuses.at(-1)?.notices).toContain('worker-blocked');
    expect(errors).toBe(0);
    expect(noise).toEqual([]);
  });

  test('with a same-origin shim the worker runs all the same', async () => {
    await open(shop(SLOT + tag('data-worker="/inkling-worker.js"')), policy(`'self' ${stage.cdnUrl}`));
    expect(await heading()).toBe('For you');
  });

  test('Trusted Types with the policy name inkling are enough', async () => {
    await open(shop(SLOT + tag()), policy('blob:', "require-trusted-types-for 'script'; trusted-types inkling"));
    expect(await heading()).toBe('For you');
  });

  test('Trusted Types that forbid our policy give the popular list', async () => {
    await open(shop(SLOT + tag()), policy('blob:', "require-trusted-types-for 'script'; trusted-types 'none'"));
    expect(await heading()).toBe('Popular now');
    expect((await seen()).errors).toBe(0);
  });
});

describe('listening to the shop', () => {
  const push = (source: string) => page.evaluate(`window.dataLayer.push(${source})`);
  /** Names of what the shop said; impressions are our own. */
  const names = async () =>
    (await callsOf('observe'))
      .map((event) => (event as { name: string }).name)
      .filter((name) => name !== 'view_item_list');

  test('hears what was said before and after it came, in order', async () => {
    const before = `<script>inkling = function () { (inkling.q = inkling.q || []).push(arguments) };
      dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'p1' }] } }]; inkling('event', 'search', { search_term: 'tea' })</script>`;
    await open(shop(before + SLOT + tag()));
    await heading();
    await push("{ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'p1', quantity: 2 }] } }");
    await eventually(async () => expect(await names()).toEqual(['search', 'view_item', 'add_to_cart']));
  });

  test('hostile entries and other tags: no error, nothing broken, still listening', async () => {
    await open(
      shop(
        `<script>dataLayer = []; tags = 0; dataLayer.push = (...e) => { tags += e.length; return Array.prototype.push.apply(dataLayer, e) }</script>${SLOT}${tag()}`,
      ),
    );
    await heading();
    await page.evaluate(() => {
      const { dataLayer } = window as unknown as { dataLayer: unknown[] };
      const cycle: Record<string, unknown> = { event: 'view_item' };
      cycle.ecommerce = { items: [cycle, document.body, window], self: cycle };
      const trap = new Proxy(
        {},
        {
          get() {
            throw new Error('trap');
          },
          has() {
            throw new Error('trap');
          },
          ownKeys() {
            throw new Error('trap');
          },
        },
      );
      const deep = JSON.parse(`${'{"items":'.repeat(2000)}1${'}'.repeat(2000)}`);
      for (let i = 0; i < 30; i++) {
        dataLayer.push(
          cycle,
          trap,
          document.body,
          window,
          null,
          { event: 'view_item', ecommerce: trap },
          { event: 'purchase', ecommerce: deep },
        );
        dataLayer.push(
          {
            get event() {
              throw new Error('getter');
            },
          },
          {
            event: {
              toString() {
                throw new Error('text');
              },
            },
          },
        );
      }
    });
    const result = await push("{ event: 'search', search_term: 'still here' }");
    expect(result).toBe(30 * 9 + 1);
    expect(await page.evaluate('tags')).toBe(30 * 9 + 1);
    await eventually(async () => expect((await names()).at(-1)).toBe('search'));
    expect((await seen()).errors).toBe(0);
    expect(noise).toEqual([]);
  });

  test('consent is none until a signal, and follows it', async () => {
    await open(shop(SLOT + tag()));
    await heading();
    await page.evaluate(
      "(function(){ dataLayer.push(arguments) })('consent', 'update', { functionality_storage: 'granted', analytics_storage: 'granted' })",
    );
    await eventually(async () => expect(await callsOf('setConsent')).toEqual([{ history: true, sync: true }]));
    await page.evaluate("inkling('consent', { sync: false })");
    await eventually(async () => expect((await callsOf('setConsent')).at(-1)).toEqual({ history: true, sync: false }));
  });

  test('Global Privacy Control keeps sync off', async () => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    await open(
      shop(
        `<script>inkling = function () { (inkling.q = inkling.q || []).push(arguments) }; inkling('consent', { history: true, sync: true })</script>${SLOT}${tag()}`,
      ),
    );
    await heading();
    await eventually(async () =>
      expect(await callsOf('start')).toMatchObject([{ consent: { history: true, sync: false } }]),
    );
  });

  test('a single-page shop: a new address and its view_item bring a new related list', async () => {
    await open(
      shop(
        `<script>dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'p1' }] } }]</script><inkling-recs placement="related"></inkling-recs>${tag()}`,
      ),
    );
    expect(await heading()).toBe('Related to this');
    await page.evaluate(
      "history.pushState({}, '', '/p/7'); dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'p7' }] } })",
    );
    await eventually(async () => {
      const asked = (await callsOf('recommend')) as { productId?: string }[];
      expect(asked.map(({ productId }) => productId)).toEqual(['p1', 'p7']);
    });
  });

  test('wipe, export and status answer the shop', async () => {
    await open(shop(SLOT + tag()));
    await heading();
    const ask = (name: string) => page.evaluate(`new Promise((resolve) => inkling('${name}', resolve))`);
    expect(await ask('export')).toMatchObject({ format: 'inkling-history/1' });
    expect(await ask('status')).toMatchObject({ backend: 'plain' });
    await ask('wipe');
    await eventually(async () => expect(await callsOf('wipe')).toHaveLength(1));
  });

  test('what is asked to be forgotten or corrected reaches the worker, and the slots ask anew; a pause holds', async () => {
    await open(shop(SLOT + tag()));
    await heading();
    const lists = (await callsOf('recommend')).length;
    const call = (what: string) => page.evaluate(`new Promise((resolve) => inkling(${what}, resolve))`);
    expect(await call(`'forget', { productId: 'p1' }`)).toBe(true);
    expect(await callsOf('forget')).toEqual([{ productId: 'p1' }]);
    expect(await call(`'profile'`)).toEqual({ categories: [], brands: [], hidden: [] });
    expect(await call(`'correct', { trait: 'price', counts: false }`)).toBe(true);
    expect(await callsOf('correct')).toEqual([{ trait: 'price', counts: false }]);
    // What cannot even be sent there is answered all the same.
    expect(await call(`'correct', { trait() {} }`)).toBe(false);
    expect(await call(`'forget', document.body`)).toBe(false);
    await eventually(async () => expect((await callsOf('recommend')).length).toBeGreaterThanOrEqual(lists + 2));
    const ask = (name: string) => page.evaluate(`new Promise((resolve) => inkling('${name}', resolve))`);
    await ask('pause');
    expect(await ask('status')).toMatchObject({ paused: true });
    await ask('resume');
    expect(await ask('status')).toMatchObject({ paused: false });
  });
});
