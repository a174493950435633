import { formatDeliveryDay, formatMoney } from '../money.ts';
import { lastOrder } from '../order.ts';
import { Icon } from '../parts/Icon.tsx';
import { Notice } from '../parts/Notice.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import type { Shelf } from '../shelf.ts';
import { usePage } from '../use-page.ts';

/** After the order: what was ordered, when it comes, where to go next. */
export function ThanksPage({ shelf }: { readonly shelf: Shelf }) {
  usePage('Thank you');
  const order = lastOrder();
  if (!order) {
    return (
      <div className="wrap page">
        <h1 tabIndex={-1}>No order in this window</h1>
        <Notice title="There is nothing to confirm here">
          <p>Orders show on this page right after they are placed.</p>
          <a className="button" href="/">
            To the shop
          </a>
        </Notice>
      </div>
    );
  }
  return (
    <div className="wrap page">
      <div className="thanks">
        <span className="thanks-mark">
          <Icon name="check" size={28} />
        </span>
        <h1 tabIndex={-1}>Thank you, that is ordered.</h1>
        <p>
          Order <strong>{order.id}</strong>: {order.pieces} {order.pieces === 1 ? 'piece' : 'pieces'},{' '}
          {formatMoney(order.totalMinor, order.currency)}. It would be with you by{' '}
          {formatDeliveryDay(order.deliveryDays)}, if this were not a demonstration.
        </p>
        <a className="button" href="/">
          Back to the shop
        </a>
      </div>
      <h2 className="spaced">While you wait</h2>
      <ProductGrid
        products={shelf.products.filter(({ stock }) => stock > 0).slice(8, 12)}
        list={{ id: 'thanks', name: 'After the order' }}
        row
      />
    </div>
  );
}
