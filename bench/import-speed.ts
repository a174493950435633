/** How long a feed of a hundred thousand products takes to import, and how much memory. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFeed } from '../server/catalogue/import-feed.ts';

export interface ImportFigures {
  readonly products: number;
  readonly feedMb: number;
  readonly seconds: number;
  /** Most of this process so far, so this is measured first. */
  readonly peakMb: number;
}

const ROWS = 100_000;
/** Rows of one product each, and pairs of variants. */
const VARIANTS_EVERY = 10;

export async function measureImport(): Promise<ImportFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-import-'));
  try {
    const source = join(folder, 'feed.xml');
    await writeFeed(source);
    const started = performance.now();
    const order = { source, out: join(folder, 'catalogue'), map: new Map(), rules: { nowMs: Date.now() } };
    const { head } = await importFeed(
      { ...order, strict: true, confirmShrink: false },
      () => {},
      new AbortController().signal,
    );
    return {
      products: head.products,
      feedMb: (await stat(source)).size / 1e6,
      seconds: (performance.now() - started) / 1000,
      peakMb: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeFeed(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write('<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n');
  for (let at = 0; at < ROWS; at++) if (!file.write(itemOf(at))) await once(file, 'drain');
  file.end('</channel></rss>\n');
  await once(file, 'finish');
}

function itemOf(at: number): string {
  const description = `&lt;p&gt;What number ${at} is good for: ${'a day in the kitchen, an evening outdoors, '.repeat(8)}&lt;/p&gt;`;
  const group =
    at % VARIANTS_EVERY < 2 ? `<g:item_group_id>group-${Math.floor(at / VARIANTS_EVERY)}</g:item_group_id>` : '';
  return `<item><g:id>sku-${at}</g:id><g:title>Number ${at} of kind ${at % 97} &amp; its lid</g:title>
<g:description>${description}</g:description><g:link>https://shop.example/p/${at}</g:link>
<g:image_link>https://shop.example/i/${at}.jpg</g:image_link><g:price>${(at % 500) + 0.99} EUR</g:price>
<g:availability>in_stock</g:availability><g:brand>Brand ${at % 89}</g:brand>
<g:product_type>Home &gt; Kitchen &gt; Kind ${at % 40}</g:product_type><g:color>Colour ${at % 13}</g:color>${group}</item>
`;
}
