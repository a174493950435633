/**
 * The shop's GA4 events. As in most shops two hands wrote them: the e-commerce ones in the tag manager's form (an
 * object, after a reset of `ecommerce`), cart and search in gtag's form (an arguments object).
 * @see https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
 */
import type { ShopProduct } from '../catalogue/shop-product.ts';
import type { CartLine } from './cart-line.ts';

declare global {
  interface Window {
    dataLayer?: unknown[];
  }
}

interface Item {
  readonly item_id: string;
  readonly item_name: string;
  readonly [field: string]: string | number;
}

/** Pushes an arguments object, as the gtag snippet does. */
export function gtag(..._command: unknown[]): void {
  // biome-ignore lint/complexity/noArguments: readers of the data layer tell gtag calls by this very object
  layer().push(arguments);
}

export function pushPageView(title: string): void {
  gtag('event', 'page_view', { page_title: title, page_location: window.location.href });
}

export function pushProductView(product: ShopProduct): void {
  pushCommerce('view_item', { ...worth([{ product, quantity: 1 }]), items: [itemOf(product)] });
}

export interface ListName {
  readonly id: string;
  readonly name: string;
}

/** @param products at most the first 200 count, GA4's own limit */
export function pushListView(list: ListName, products: readonly ShopProduct[]): void {
  if (products.length === 0) return;
  const items = products.slice(0, 200).map((product, index) => itemOf(product, { index }));
  pushCommerce('view_item_list', { item_list_id: list.id, item_list_name: list.name, items });
}

export function pushListClick(list: ListName, product: ShopProduct, index: number): void {
  pushCommerce('select_item', {
    item_list_id: list.id,
    item_list_name: list.name,
    items: [itemOf(product, { index })],
  });
}

export function pushCartChange(event: 'add_to_cart' | 'remove_from_cart', line: CartLine): void {
  gtag('event', event, { ...worth([line]), items: [lineItem(line)] });
}

export function pushCartView(lines: readonly CartLine[]): void {
  if (lines.length > 0) pushCommerce('view_cart', { ...worth(lines), items: lines.map(lineItem) });
}

/** @param details what the step adds: `shipping_tier` or `payment_type` */
export function pushCheckout(
  event: 'begin_checkout' | 'add_shipping_info' | 'add_payment_info',
  lines: readonly CartLine[],
  details: Readonly<Record<string, string>> = {},
): void {
  pushCommerce(event, { ...worth(lines), ...details, items: lines.map(lineItem) });
}

export function pushPurchase(order: {
  readonly id: string;
  readonly lines: readonly CartLine[];
  readonly shippingMinor: number;
}): void {
  const money = worth(order.lines);
  pushCommerce('purchase', {
    transaction_id: order.id,
    ...money,
    tax: Math.round((money.value * 100 * 19) / 119) / 100,
    shipping: order.shippingMinor / 100,
    items: order.lines.map(lineItem),
  });
}

export function pushSearch(words: string, results: number): void {
  gtag('event', 'search', { search_term: words });
  layer().push({ event: 'view_search_results', search_term: words, search_results: results });
}

function pushCommerce(event: string, ecommerce: Readonly<Record<string, unknown>>): void {
  layer().push({ ecommerce: null });
  layer().push({ event, ecommerce });
}

function layer(): unknown[] {
  window.dataLayer ??= [];
  return window.dataLayer;
}

function worth(lines: readonly CartLine[]): { readonly currency: string; readonly value: number } {
  const minor = lines.reduce((sum, { product, quantity }) => sum + (product.priceMinor ?? 0) * quantity, 0);
  return { currency: lines[0]?.product.currency ?? 'EUR', value: minor / 100 };
}

function lineItem(line: CartLine): Item {
  const variant = line.variant ? { item_variant: line.variant.label } : {};
  return itemOf(line.product, { quantity: line.quantity, ...variant });
}

function itemOf(product: ShopProduct, more: Readonly<Record<string, string | number>> = {}): Item {
  const categories = product.categoryPath
    .slice(0, 5)
    .map((name, index) => [`item_category${index === 0 ? '' : index + 1}`, name]);
  return {
    item_id: product.id,
    item_name: product.title,
    ...(product.brand === '' ? {} : { item_brand: product.brand }),
    ...Object.fromEntries(categories),
    ...(product.priceMinor === undefined ? {} : { price: product.priceMinor / 100 }),
    ...more,
  };
}
