import type { ShopProduct } from '../catalogue/shop-product.ts';
import { breather } from './breather.ts';

function isProduct(value: unknown): value is ShopProduct {
  const product = value as Partial<ShopProduct> | null;
  return (
    typeof product === 'object' &&
    product !== null &&
    typeof product.id === 'string' &&
    typeof product.title === 'string' &&
    typeof product.currency === 'string' &&
    typeof product.stock === 'number' &&
    typeof product.url === 'string' &&
    Array.isArray(product.categoryPath) &&
    product.categoryPath.length > 0 &&
    Array.isArray(product.variants) &&
    Array.isArray(product.facts) &&
    Array.isArray(product.complements) &&
    typeof product.attributes === 'object' &&
    typeof product.picture === 'object'
  );
}

/** Fetches the catalogue of this shop. @throws Error with a text for the error page */
export async function loadCatalogue(signal: AbortSignal): Promise<readonly ShopProduct[]> {
  const response = await fetch('/shop/catalogue.json', { signal });
  if (!response.ok || !response.body) throw new Error(`catalogue: the server answered ${response.status}`);
  return readCatalogue(response.body);
}

/**
 * Reads `/shop/catalogue.json`, an array with a product a line, as it comes, so that a large one never holds up the page.
 * Entries that lack a field the pages cannot do without are left out.
 * @throws Error if none of it is a product
 */
export async function readCatalogue(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<readonly ShopProduct[]> {
  const products: ShopProduct[] = [];
  const breathe = breather();
  for await (const line of linesOf(body)) {
    const product = line.startsWith('{') ? parsed(line.replace(/,\s*$/, '')) : undefined;
    if (isProduct(product)) products.push(product);
    await breathe();
  }
  if (products.length === 0) throw new Error('catalogue: expected at least one product');
  return products;
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (done) break;
  }
  if (rest) yield rest;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
