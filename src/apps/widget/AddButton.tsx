import { type MouseEvent, useState } from 'react';
import type { Product } from '../../index.ts';
import { Icon } from './Icon.tsx';
import { strings } from './strings.ts';

/** What the shop hears as `inkling:add-to-cart`; it calls preventDefault to say that it has put the product in the cart. */
interface AddToCartDetail {
  readonly productId: string;
  readonly quantity: 1;
}

/**
 * Asks the shop to put one piece in the cart. A shop that does not answer has no such handler, and then the button turns
 * into a link to the product's page rather than claim what has not happened.
 */
export function AddButton({ product, url }: { readonly product: Product; readonly url: string | undefined }) {
  const [outcome, setOutcome] = useState<'added' | 'unanswered'>();
  const ask = (event: MouseEvent<HTMLElement>) => {
    const detail: AddToCartDetail = { productId: product.id, quantity: 1 };
    const request = new CustomEvent('inkling:add-to-cart', { detail, bubbles: true, composed: true, cancelable: true });
    setOutcome(event.currentTarget.dispatchEvent(request) ? 'unanswered' : 'added');
  };
  if (outcome === 'unanswered') {
    return (
      <a className="add stays" part="add" href={url} ref={focusOnce}>
        <span>{strings.viewProduct}</span>
        <Icon name="forward" />
      </a>
    );
  }
  return (
    <button type="button" className={outcome === 'added' ? 'add stays' : 'add'} part="add" onClick={ask}>
      <Icon name={outcome === 'added' ? 'done' : 'cart'} />
      <span aria-live="polite">{outcome === 'added' ? strings.added : strings.addToCart}</span>
      <span className="spoken">{product.title}</span>
    </button>
  );
}

function focusOnce(link: HTMLElement | null): void {
  link?.focus();
}
