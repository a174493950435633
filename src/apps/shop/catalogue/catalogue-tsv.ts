import type { ShopProduct } from './shop-product.ts';

const HEADER = ['item_id', 'title', 'price', 'brand', 'categories', 'sales_rank'];

/** The catalogue as the command line reads it: tab-separated, one header row, price in major units, a final newline. */
export function toCatalogueTsv(products: readonly ShopProduct[]): string {
  const rows = products.map((product) => [
    product.id,
    product.title,
    product.priceMinor === undefined ? '' : (product.priceMinor / 100).toFixed(2),
    product.brand,
    product.categoryPath.join(', '),
    String(product.salesRank),
  ]);
  return `${[HEADER, ...rows].map((cells) => cells.map(cell).join('\t')).join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, ' ');
}
