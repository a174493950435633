import { useLayoutEffect } from 'react';
import { cartLines, cartTotalMinor } from '../cart.ts';
import { pushCartView } from '../data-layer.ts';
import { DELIVERY_TIERS, deliveryPriceMinor } from '../delivery.ts';
import { formatMoney } from '../money.ts';
import { CartLines, DeliveryMeter } from '../parts/CartLines.tsx';
import { Notice } from '../parts/Notice.tsx';
import { RecommendationSlot } from '../parts/RecommendationSlot.tsx';
import { useStore } from '../store.ts';
import { usePage } from '../use-page.ts';

/** The whole cart, with what it will cost. */
export function CartPage() {
  usePage('Your cart');
  const lines = useStore(cartLines);
  useLayoutEffect(() => pushCartView(cartLines.get()), []);
  if (lines.length === 0) return <EmptyCart />;
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>Your cart</h1>
      <div className="two-columns">
        <CartLines lines={lines} />
        <aside className="summary" aria-label="Sum">
          <DeliveryMeter lines={lines} />
          <Sums />
          <a className="button" href="/checkout">
            Go to checkout
          </a>
        </aside>
      </div>
    </div>
  );
}

function EmptyCart() {
  return (
    <>
      <div className="wrap page">
        <h1 tabIndex={-1}>Your cart</h1>
        <Notice title="There is nothing in it yet">
          <p>Add something from any page; it waits here, also for your next visit.</p>
          <a className="button" href="/">
            Look around
          </a>
        </Notice>
      </div>
      <RecommendationSlot placement="continue" />
    </>
  );
}

/** Subtotal, delivery and total of the cart. @param tierId the way of delivery, standard unless told */
export function Sums({ tierId = 'standard' }: { readonly tierId?: string }) {
  const lines = useStore(cartLines);
  const currency = lines[0]?.product.currency ?? 'EUR';
  const goods = cartTotalMinor(lines);
  const tier = DELIVERY_TIERS.find(({ id }) => id === tierId);
  const delivery = tier ? deliveryPriceMinor(tier, goods) : 0;
  return (
    <dl className="sums">
      <dt>Goods</dt>
      <dd>{formatMoney(goods, currency)}</dd>
      <dt>Delivery</dt>
      <dd>{delivery === 0 ? 'Free' : formatMoney(delivery, currency)}</dd>
      <dt className="sums-total">Total, including tax</dt>
      <dd className="sums-total">{formatMoney(goods + delivery, currency)}</dd>
    </dl>
  );
}
