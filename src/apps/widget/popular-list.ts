/**
 * The list for a page without an engine: the release's popular products, read on the page thread. Two small requests to
 * the CDN and nothing about the shopper in either.
 */
import { categoryBucket, type Product, parseProductId } from '../../index.ts';

const TIMEOUT_MS = 8000;

/** What a page shows of itself, and what it may be called. */
export interface PopularList {
  readonly basis: 'popular' | 'range';
  readonly products: readonly Product[];
}
const NOTHING: PopularList = { basis: 'popular', products: [] };

/**
 * The products of `files.popular` of the manifest under `releaseUrl`, or of the list of a category, in its order, without what is
 * sold out. Empty when anything is missing or broken; never rejects.
 */
export async function fetchPopular(releaseUrl: string, category?: string): Promise<PopularList> {
  try {
    const { files, categories, popularity } = (await fetchJson(`${releaseUrl}manifest.json`)) as PopularManifest;
    const file = category && categories?.length ? categories[categoryBucket(category, categories.length)] : undefined;
    const path = (file ?? files?.popular)?.path;
    if (typeof path !== 'string' || !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(path)) return NOTHING;
    const found = await fetchJson(releaseUrl + path);
    const rows = file ? (found as Readonly<Record<string, unknown>>)[category as string] : found;
    // A category without products of its own shows what is popular in the shop.
    if (!Array.isArray(rows)) return file ? fetchPopular(releaseUrl) : NOTHING;
    const products = rows.filter(isCard).filter(({ inStock }) => inStock);
    return { basis: popularity === 'unknown' ? 'range' : 'popular', products };
  } catch {
    return NOTHING;
  }
}

interface File {
  readonly path?: unknown;
}

interface PopularManifest {
  readonly popularity?: unknown;
  readonly files?: { readonly popular?: File };
  readonly categories?: readonly File[];
}

/** When nobody answers, what the browser kept of an earlier visit is better than nothing, however old. */
async function fetchJson(url: string): Promise<unknown> {
  const ask = (cache: RequestCache) =>
    fetch(url, { cache, credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) });
  const response = await ask('default').catch(() => ask('force-cache'));
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Whether a row has what a card shows; a wrong optional member would break a card, so it is checked as well. */
function isCard(row: unknown): row is Product {
  if (typeof row !== 'object' || row === null) return false;
  const card = row as { readonly [key in keyof Product]?: unknown };
  return (
    parseProductId(card.id) === card.id &&
    ['title', 'url', 'currency'].every((key) => typeof card[key as keyof Product] === 'string') &&
    [card.priceMinor, card.compareAtPriceMinor].every((price) => price === undefined || Number.isFinite(price)) &&
    (card.imageUrl === undefined || typeof card.imageUrl === 'string') &&
    typeof card.inStock === 'boolean'
  );
}
