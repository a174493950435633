/** The cart: kept in localStorage as ids and quantities, looked up in the catalogue whenever it is shown. */
import { isBuyable, type ShopProduct, type ShopVariant } from '../catalogue/shop-product.ts';
import { readJson, writeJson } from './browser-storage.ts';
import type { CartLine } from './cart-line.ts';
import { pushCartChange } from './data-layer.ts';
import type { Shelf } from './shelf.ts';
import { createStore } from './store.ts';

const KEY = 'harbour-lane-cart';
/** Above this the order is free of delivery cost. */
export const FREE_DELIVERY_MINOR = 6000;

interface StoredLine {
  readonly productId: string;
  readonly variantId?: string;
  readonly quantity: number;
}

const stored = createStore<readonly StoredLine[]>(parseStored(readJson('local', KEY)));
export const cartLines = createStore<readonly CartLine[]>([]);
/** Whether the drawer stands open. */
export const drawerOpen = createStore(false);

let shelf: Shelf | undefined;

/** Fills the cart from the last visit; lines whose product has left the catalogue are dropped. */
export function openCart(catalogue: Shelf): void {
  shelf = catalogue;
  refresh();
}

/**
 * Puts pieces in the cart, as many as there are on the shelf at most.
 * @returns how many were added; 0 when the product is unknown, sold out or all pieces are in the cart already
 */
export function addToCart(productId: string, quantity = 1, variantId?: string): number {
  const product = shelf?.product(productId);
  if (!product || !isBuyable(product) || !Number.isFinite(quantity)) return 0;
  const variant = product.variants.find(({ id }) => id === variantId) ?? firstAvailable(product);
  const before = cartLines.get().find((line) => isLine(line, productId, variant?.id))?.quantity ?? 0;
  const wanted = before + Math.max(1, Math.floor(quantity));
  return setQuantity(productId, variant?.id, wanted) - before;
}

/** Sets a line's pieces between 0 (gone) and what is on the shelf. @returns the pieces now in the cart */
export function setQuantity(productId: string, variantId: string | undefined, quantity: number): number {
  const product = shelf?.product(productId);
  if (!product) return 0;
  const variant = product.variants.find(({ id }) => id === variantId);
  const before = cartLines.get().find((line) => isLine(line, productId, variantId))?.quantity ?? 0;
  const after = Math.min(Math.max(0, Math.floor(quantity)), variant?.stock ?? product.stock);
  if (after === before) return after;
  write(productId, variantId, after);
  const change = { product, ...(variant ? { variant } : {}), quantity: Math.abs(after - before) };
  pushCartChange(after > before ? 'add_to_cart' : 'remove_from_cart', change);
  return after;
}

/** After an order: the cart is empty, and no event says that anything was taken out. */
export function emptyCart(): void {
  save([]);
}

export function cartTotalMinor(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + (product.priceMinor ?? 0) * quantity, 0);
}

export function cartCount(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

function write(productId: string, variantId: string | undefined, quantity: number): void {
  const line: StoredLine = { productId, ...(variantId === undefined ? {} : { variantId }), quantity };
  const index = stored.get().findIndex((other) => other.productId === productId && other.variantId === variantId);
  const next = index === -1 ? [...stored.get(), line] : stored.get().with(index, line);
  save(next.filter((other) => other.quantity > 0));
}

function save(lines: readonly StoredLine[]): void {
  stored.set(lines);
  writeJson('local', KEY, lines);
  refresh();
}

function refresh(): void {
  cartLines.set(
    stored.get().flatMap(({ productId, variantId, quantity }) => {
      const product = shelf?.product(productId);
      const variant = product?.variants.find(({ id }) => id === variantId);
      return product ? [{ product, ...(variant ? { variant } : {}), quantity }] : [];
    }),
  );
}

function isLine(line: CartLine, productId: string, variantId: string | undefined): boolean {
  return line.product.id === productId && line.variant?.id === variantId;
}

function firstAvailable(product: ShopProduct): ShopVariant | undefined {
  return product.variants.find(({ stock }) => stock > 0) ?? product.variants[0];
}

function parseStored(json: unknown): readonly StoredLine[] {
  if (!Array.isArray(json)) return [];
  return json.filter(
    (line: Partial<StoredLine> | null): line is StoredLine =>
      typeof line?.productId === 'string' &&
      (line.variantId === undefined || typeof line.variantId === 'string') &&
      Number.isInteger(line.quantity) &&
      Number(line.quantity) > 0,
  );
}
