import { cartTotalMinor, FREE_DELIVERY_MINOR, setQuantity } from '../cart.ts';
import type { CartLine } from '../cart-line.ts';
import { linePicture } from '../line-picture.ts';
import { formatMoney } from '../money.ts';
import { titleText } from '../title-text.ts';
import { Icon } from './Icon.tsx';
import { QuantityField } from './QuantityField.tsx';

/** The lines of the cart, each with its quantity. */
export function CartLines({ lines }: { readonly lines: readonly CartLine[] }) {
  return (
    <ul className="lines">
      {lines.map((line) => (
        <li key={`${line.product.id}/${line.variant?.id ?? ''}`} className="line">
          <img src={linePicture(line)} alt="" width="88" height="88" loading="lazy" />
          <LineText line={line} />
        </li>
      ))}
    </ul>
  );
}

function LineText({ line: { product, variant, quantity } }: { readonly line: CartLine }) {
  const set = (pieces: number) => setQuantity(product.id, variant?.id, pieces);
  return (
    <div className="line-text">
      <a href={product.url}>{titleText(product.title)}</a>
      {variant && <p className="quiet">{variant.label}</p>}
      <div className="line-foot">
        <QuantityField value={quantity} max={variant?.stock ?? product.stock} label={product.title} onChange={set} />
        <button type="button" className="icon-button" onClick={() => set(0)} aria-label={`Remove ${product.title}`}>
          <Icon name="bin" size={18} />
        </button>
        <p className="line-price">{formatMoney((product.priceMinor ?? 0) * quantity, product.currency)}</p>
      </div>
    </div>
  );
}

/** How far the cart is from free delivery, as a sentence and a bar. */
export function DeliveryMeter({ lines }: { readonly lines: readonly CartLine[] }) {
  const total = cartTotalMinor(lines);
  const missing = FREE_DELIVERY_MINOR - total;
  const currency = lines[0]?.product.currency ?? 'EUR';
  return (
    <div className="meter">
      <p>
        {missing > 0 ? `${formatMoney(missing, currency)} more for free delivery` : 'Delivery is free for this order'}
      </p>
      <div className="meter-track" aria-hidden="true">
        <div className="meter-fill" style={{ width: `${Math.min(100, (100 * total) / FREE_DELIVERY_MINOR)}%` }} />
      </div>
    </div>
  );
}
