import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { formatMoney } from '../money.ts';

/** Price, with the old one struck through; says so when the feed has none. */
export function Price({
  product,
  size = 'small',
}: {
  readonly product: ShopProduct;
  readonly size?: 'small' | 'large';
}) {
  const { priceMinor, compareAtPriceMinor, currency } = product;
  if (priceMinor === undefined) return <p className={`price price-${size} price-none`}>Price on request</p>;
  if (compareAtPriceMinor === undefined)
    return <p className={`price price-${size}`}>{formatMoney(priceMinor, currency)}</p>;
  const percent = Math.round(100 - (100 * priceMinor) / compareAtPriceMinor);
  return (
    <p className={`price price-${size}`}>
      <span className="hidden">Now </span>
      <span className="price-now">{formatMoney(priceMinor, currency)}</span> <span className="hidden">, before </span>
      <s className="price-old">{formatMoney(compareAtPriceMinor, currency)}</s>
      {size === 'large' && <span className="price-cut">{percent} % off</span>}
    </p>
  );
}
