/** A catalogue in memory, for training: an imported folder, or any feed as it is. */

import { readCatalogueHead, readCatalogueProducts } from './catalogue-folder.ts';
import type { CatalogueProduct } from './catalogue-product.ts';
import { FeedError } from './feed-error.ts';
import type { RowProblem } from './feeds/feed-row.ts';
import { groupVariants } from './group-variants.ts';
import { currenciesOf, inCurrency, otherCurrencies } from './one-currency.ts';
import { openSource, sourceName } from './open-source.ts';
import { readSource } from './read-source.ts';
import { standsTwice, toProduct } from './to-product.ts';

export interface LoadedCatalogue {
  /** By id, in the feed's order. */
  readonly products: ReadonlyMap<string, CatalogueProduct>;
  /** Id of a variant, or of a group of them -> id of its product, for those that differ: logs may name any. */
  readonly productOfVariant: ReadonlyMap<string, string>;
  /** Rows that were left out and fields that are of no use, in words that name file, row and field. */
  readonly problems: readonly string[];
}

/**
 * @param flag named in messages
 * @param currency ISO 4217 of prices that name none
 * @param minorUnits prices of a feed are whole numbers of minor units
 * @throws FeedError when there is no product
 */
export async function loadCatalogue(
  flag: string,
  source: string,
  currency?: string,
  minorUnits = false,
): Promise<LoadedCatalogue> {
  try {
    const head = await readCatalogueHead(source);
    const problems: string[] = [];
    const products = new Map<string, CatalogueProduct>();
    if (head) for await (const product of readCatalogueProducts(source, head)) products.set(product.id, product);
    else
      for (const product of await groupedProducts(source, { currency, minorUnits }, problems))
        products.set(product.id, product);
    if (products.size === 0) throw new FeedError(`${source}: no row is a product`);
    const productOfVariant = new Map<string, string>();
    for (const { id, groupId, variants = [] } of products.values()) {
      const names = [...variants.map((variant) => variant.id), ...(groupId === undefined ? [] : [groupId])];
      for (const name of names) if (!products.has(name)) productOfVariant.set(name, id);
    }
    return { products, productOfVariant, problems };
  } catch (error) {
    if (error instanceof FeedError) throw new FeedError(`${flag} ${error.message}`);
    throw error;
  }
}

async function groupedProducts(
  source: string,
  { currency, minorUnits }: { readonly currency: string | undefined; readonly minorUnits: boolean },
  problems: string[],
): Promise<CatalogueProduct[]> {
  const rules = {
    ...{ nowMs: Date.now(), untitled: true, minorUnits },
    ...(currency !== undefined && { currency }),
  };
  const groups = new Map<string, [CatalogueProduct, ...CatalogueProduct[]]>();
  const known = new Set<string>();
  const say = ({ file, row, field, what }: RowProblem) => problems.push(`${file}, row ${row}, ${field}: ${what}`);
  for await (const { row } of readSource(await openSource(source))) {
    const { product, problems: found } = toProduct(row, rules);
    found.forEach(say);
    if (!product || row.kind !== 'product') continue;
    if (known.has(product.id)) {
      say(standsTwice(row.place, product.id));
      continue;
    }
    known.add(product.id);
    // A product without a group is one by itself; its key cannot be that of a group.
    const key = product.groupId === undefined ? `product ${product.id}` : `group ${product.groupId}`;
    const group = groups.get(key);
    if (group) group.push(product);
    else groups.set(key, [product]);
  }
  const currencies = currenciesOf([...groups.values()].flat());
  otherCurrencies(sourceName(source), currencies).forEach(say);
  const priced = (product: CatalogueProduct) => inCurrency(product, currencies[0]?.currency);
  return [...groups.values()].map(([first, ...rest]) => groupVariants([priced(first), ...rest.map(priced)]));
}
