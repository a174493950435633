import { useEffect, useRef } from 'react';
import { cartLines, cartTotalMinor, drawerOpen } from '../cart.ts';
import { formatMoney } from '../money.ts';
import { place } from '../navigation.ts';
import { useStore } from '../store.ts';
import { CartLines, DeliveryMeter } from './CartLines.tsx';
import { Icon } from './Icon.tsx';
import { Notice } from './Notice.tsx';

/** The cart at the side of the page: a modal dialog, so that focus and Escape behave as people expect. */
export function CartDrawer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = useStore(drawerOpen);
  const where = useStore(place);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place closes the drawer
  useEffect(() => drawerOpen.set(false), [where]);
  const close = () => drawerOpen.set(false);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is for the backdrop
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby="drawer-title"
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="drawer-inner">
        <div className="drawer-head">
          <h2 id="drawer-title">Your cart</h2>
          <button type="button" className="icon-button" onClick={close} aria-label="Close the cart">
            <Icon name="close" />
          </button>
        </div>
        <DrawerBody onClose={close} />
      </div>
    </dialog>
  );
}

function DrawerBody({ onClose }: { readonly onClose: () => void }) {
  const lines = useStore(cartLines);
  if (lines.length === 0) {
    return (
      <Notice title="Your cart is empty">
        <p>What you add on any page waits here, also for your next visit.</p>
        <button type="button" className="button button-plain" onClick={onClose}>
          Keep looking
        </button>
      </Notice>
    );
  }
  return (
    <>
      <div className="drawer-lines">
        <DeliveryMeter lines={lines} />
        <CartLines lines={lines} />
      </div>
      <div className="drawer-foot">
        <p className="total">
          <span>Subtotal</span>
          <strong>{formatMoney(cartTotalMinor(lines), lines[0]?.product.currency ?? 'EUR')}</strong>
        </p>
        <a className="button" href="/checkout">
          Go to checkout
        </a>
        <a className="button button-plain" href="/cart">
          Open the cart
        </a>
      </div>
    </>
  );
}
