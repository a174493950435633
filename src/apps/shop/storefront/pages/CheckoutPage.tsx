import { type FormEvent, useLayoutEffect, useRef, useState } from 'react';
import { cartCount, cartLines, cartTotalMinor, emptyCart } from '../cart.ts';
import { checkForm, type Errors, FIELDS, type Field, type Values } from '../checkout-form.ts';
import { pushCheckout, pushPurchase } from '../data-layer.ts';
import { DELIVERY_TIERS, type DeliveryTier, deliveryPriceMinor } from '../delivery.ts';
import { linePicture } from '../line-picture.ts';
import { formatDeliveryDay, formatMoney } from '../money.ts';
import { navigate } from '../navigation.ts';
import { keepOrder, newOrderId } from '../order.ts';
import { Notice } from '../parts/Notice.tsx';
import { TextField } from '../parts/TextField.tsx';
import { useStore } from '../store.ts';
import { usePage } from '../use-page.ts';
import { Sums } from './CartPage.tsx';

/** Address, delivery and a payment that pretends. */
export function CheckoutPage() {
  usePage('Checkout');
  const lines = useStore(cartLines);
  useLayoutEffect(() => {
    if (cartLines.get().length > 0) pushCheckout('begin_checkout', cartLines.get());
  }, []);
  if (lines.length === 0) {
    return (
      <div className="wrap page">
        <h1 tabIndex={-1}>Checkout</h1>
        <Notice title="Your cart is empty">
          <p>Put something in it first; the checkout waits.</p>
          <a className="button" href="/">
            Look around
          </a>
        </Notice>
      </div>
    );
  }
  return (
    <div className="wrap page">
      <h1 tabIndex={-1}>Checkout</h1>
      <CheckoutForm />
    </div>
  );
}

function CheckoutForm() {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Errors>({});
  const [tier, setTier] = useState<DeliveryTier | undefined>(DELIVERY_TIERS[0]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const problems = checkForm(readValues(event.currentTarget), Date.now());
    setErrors(problems);
    const firstWrong = FIELDS.find((field) => problems[field]);
    if (firstWrong) form.current?.querySelector<HTMLElement>(`[name="${firstWrong}"]`)?.focus();
    else if (tier) placeOrder(tier);
  };
  const chooseTier = (next: DeliveryTier) => {
    setTier(next);
    pushCheckout('add_shipping_info', cartLines.get(), { shipping_tier: next.label });
  };
  return (
    <form ref={form} className="two-columns" noValidate onSubmit={submit}>
      <div className="checkout-steps">
        <p className="demo-note">
          This is a demonstration. No money moves, nothing is sent, and what you type stays in this page.
        </p>
        <AddressStep errors={errors} />
        <DeliveryStep chosen={tier} onChoose={chooseTier} />
        <PaymentStep errors={errors} />
      </div>
      <aside className="summary" aria-label="Your order">
        <h2>Your order</h2>
        <OrderLines />
        <Sums {...(tier ? { tierId: tier.id } : {})} />
        {Object.keys(errors).length > 0 && (
          <p role="alert" className="field-error">
            {Object.keys(errors).length === 1
              ? 'One field needs another look.'
              : `${Object.keys(errors).length} fields need another look.`}
          </p>
        )}
        <button type="submit" className="button">
          Place the order
        </button>
      </aside>
    </form>
  );
}

function OrderLines() {
  const lines = useStore(cartLines);
  return (
    <ul className="order-lines">
      {lines.map(({ product, variant, quantity }) => (
        <li key={`${product.id}/${variant?.id ?? ''}`}>
          <img src={linePicture({ product, ...(variant && { variant }) })} alt="" width="48" height="48" />
          <span>
            {quantity} × {product.title}
            {variant ? `, ${variant.label}` : ''}
          </span>
          <span>{formatMoney((product.priceMinor ?? 0) * quantity, product.currency)}</span>
        </li>
      ))}
    </ul>
  );
}

function AddressStep({ errors }: { readonly errors: Errors }) {
  return (
    <fieldset className="step">
      <legend>1. Where it goes</legend>
      <TextField name="email" label="E-mail" type="email" autoComplete="email" error={errors.email} />
      <TextField name="name" label="Name" autoComplete="name" error={errors.name} />
      <TextField name="street" label="Street and number" autoComplete="street-address" error={errors.street} />
      <div className="field-row">
        <TextField name="postcode" label="Postcode" autoComplete="postal-code" error={errors.postcode} />
        <TextField name="city" label="Town" autoComplete="address-level2" error={errors.city} />
      </div>
    </fieldset>
  );
}

interface DeliveryStepProps {
  readonly chosen: DeliveryTier | undefined;
  readonly onChoose: (tier: DeliveryTier) => void;
}

function DeliveryStep({ chosen, onChoose }: DeliveryStepProps) {
  const lines = useStore(cartLines);
  const currency = lines[0]?.product.currency ?? 'EUR';
  return (
    <fieldset className="step">
      <legend>2. How it travels</legend>
      {DELIVERY_TIERS.map((tier) => {
        const price = deliveryPriceMinor(tier, cartTotalMinor(lines));
        return (
          <label key={tier.id} className="option">
            <input type="radio" name="delivery" checked={chosen?.id === tier.id} onChange={() => onChoose(tier)} />
            <span>
              <strong>{tier.label}</strong>
              <span className="quiet">by {formatDeliveryDay(tier.days)}</span>
            </span>
            <span>{price === 0 ? 'Free' : formatMoney(price, currency)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

function PaymentStep({ errors }: { readonly errors: Errors }) {
  return (
    <fieldset className="step">
      <legend>3. How you pay</legend>
      <TextField
        name="card"
        label="Card number"
        inputMode="numeric"
        hint="Use 4242 4242 4242 4242"
        error={errors.card}
      />
      <div className="field-row">
        <TextField name="expiry" label="Good until" hint="Month / year" inputMode="numeric" error={errors.expiry} />
        <TextField name="code" label="Security code" hint="Any three digits" inputMode="numeric" error={errors.code} />
      </div>
    </fieldset>
  );
}

function readValues(form: HTMLFormElement): Values {
  const data = new FormData(form);
  return Object.fromEntries(FIELDS.map((field): [Field, string] => [field, String(data.get(field) ?? '')])) as Values;
}

function placeOrder(tier: DeliveryTier): void {
  const lines = cartLines.get();
  const goods = cartTotalMinor(lines);
  const shippingMinor = deliveryPriceMinor(tier, goods);
  const id = newOrderId();
  pushCheckout('add_shipping_info', lines, { shipping_tier: tier.label });
  pushCheckout('add_payment_info', lines, { payment_type: 'Card' });
  pushPurchase({ id, lines, shippingMinor });
  const currency = lines[0]?.product.currency ?? 'EUR';
  keepOrder({ id, totalMinor: goods + shippingMinor, currency, pieces: cartCount(lines), deliveryDays: tier.days });
  emptyCart();
  navigate('/thanks', { replace: true });
}
