import type { ShopProduct } from '../catalogue/shop-product.ts';

/**
 * What `/shop/catalogue.json` holds, checked in the fields the pages cannot do without; broken entries are left out.
 * @throws Error if it is no array or none of it is a product
 */
export function parseCatalogue(json: unknown): readonly ShopProduct[] {
  if (!Array.isArray(json)) throw new Error('catalogue: expected an array of products');
  const products = json.filter(isProduct);
  if (products.length === 0) throw new Error('catalogue: expected at least one product');
  return products;
}

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
  if (!response.ok) throw new Error(`catalogue: the server answered ${response.status}`);
  return parseCatalogue(await response.json());
}
