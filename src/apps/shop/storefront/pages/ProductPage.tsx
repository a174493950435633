import { useLayoutEffect, useState } from 'react';
import { brandCharacter } from '../../catalogue/brands.ts';
import { isBuyable, type ShopProduct, type ShopVariant } from '../../catalogue/shop-product.ts';
import { addToCart, drawerOpen } from '../cart.ts';
import { pushProductView } from '../data-layer.ts';
import { formatDeliveryDay } from '../money.ts';
import { searchWordsHref } from '../navigation.ts';
import { Breadcrumbs } from '../parts/Breadcrumbs.tsx';
import { Gallery } from '../parts/Gallery.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Price } from '../parts/Price.tsx';
import { ProductGrid } from '../parts/ProductGrid.tsx';
import { QuantityField } from '../parts/QuantityField.tsx';
import { Rating } from '../parts/Rating.tsx';
import { RecommendationSlot } from '../parts/RecommendationSlot.tsx';
import { VariantPicker } from '../parts/VariantPicker.tsx';
import type { Shelf } from '../shelf.ts';
import { breadcrumbThing, productThing } from '../structured-data.ts';
import { titleText } from '../title-text.ts';
import { usePage } from '../use-page.ts';
import { Section } from './HomePage.tsx';

/** One product: pictures, choice, stock, delivery, cart; then details and what goes with it. */
export function ProductPage({ shelf, product }: { readonly shelf: Shelf; readonly product: ShopProduct }) {
  const node = shelf.categoryOf(product);
  usePage(product.title, () => [productThing(product), breadcrumbThing(node?.trail ?? [], product)]);
  useLayoutEffect(() => pushProductView(product), [product]);
  const [variant, setVariant] = useState(product.variants.find(({ stock }) => stock > 0) ?? product.variants[0]);
  const companions = companionsOf(shelf, product);
  return (
    <>
      <div className="wrap page">
        <Breadcrumbs trail={node?.trail ?? []} here={product.title} />
        <div className="product">
          <Gallery product={product} colour={variant?.kind === 'colour' ? variant.label : undefined} />
          <div className="product-side">
            {product.brand !== '' && (
              <p className="product-brand">
                <a href={searchWordsHref(product.brand)}>{product.brand}</a>
              </p>
            )}
            <h1 tabIndex={-1} className={product.title.length > 90 ? 'long' : ''}>
              {titleText(product.title)}
            </h1>
            <Rating rating={product.rating} long />
            <Price product={product} size="large" />
            {product.priceMinor !== undefined && <p className="quiet small">Including tax, plus delivery</p>}
            <VariantPicker product={product} chosen={variant} onChoose={setVariant} />
            <BuyBox key={variant?.id ?? ''} product={product} variant={variant} />
            <Delivery product={product} />
          </div>
        </div>
        <Details product={product} />
      </div>
      <RecommendationSlot placement="related" productId={product.id} />
      {companions.length > 0 && (
        <Section title="Goes well with" note="Chosen by the people who stock these shelves.">
          <ProductGrid products={companions} list={{ id: 'goes_well_with', name: 'Goes well with' }} row />
        </Section>
      )}
    </>
  );
}

function BuyBox({ product, variant }: { readonly product: ShopProduct; readonly variant: ShopVariant | undefined }) {
  const [quantity, setQuantity] = useState(1);
  const [message, setMessage] = useState('');
  const stock = variant?.stock ?? product.stock;
  const add = () => {
    const added = addToCart(product.id, quantity, variant?.id);
    if (added > 0) drawerOpen.set(true);
    setMessage(added < quantity ? 'Your cart already holds every piece we have.' : '');
  };
  if (!isBuyable(product) || stock === 0) return <SoldOut product={product} variant={variant} />;
  return (
    <>
      <StockLine stock={stock} />
      <div className="buy">
        <QuantityField value={quantity} max={Math.min(stock, 20)} label={product.title} onChange={setQuantity} />
        <button type="button" className="button button-buy" onClick={add}>
          Add to cart
        </button>
      </div>
      <p role="status" className="field-error">
        {message}
      </p>
    </>
  );
}

function SoldOut({ product, variant }: { readonly product: ShopProduct; readonly variant: ShopVariant | undefined }) {
  if (product.priceMinor === undefined)
    return <p className="stock stock-none">This product has no price yet, so it cannot be ordered here.</p>;
  const other =
    product.stock > 0
      ? `“${variant?.label ?? ''}” is sold out. Other choices are in stock.`
      : 'Sold out. New pieces come in about three weeks.';
  return <p className="stock stock-none">{other}</p>;
}

function StockLine({ stock }: { readonly stock: number }) {
  if (stock > 4) return <p className="stock stock-good">In stock</p>;
  return <p className="stock stock-low">Only {stock} left</p>;
}

function Delivery({ product }: { readonly product: ShopProduct }) {
  if (!isBuyable(product)) return null;
  return (
    <ul className="delivery">
      <li>
        <Icon name="truck" />
        <span>
          With you by <strong>{formatDeliveryDay(3)}</strong>, or tomorrow with Express
        </span>
      </li>
      <li>
        <Icon name="back" />
        <span>60 days to send it back, used or not</span>
      </li>
    </ul>
  );
}

function Details({ product }: { readonly product: ShopProduct }) {
  const character = brandCharacter(product.brand);
  return (
    <section className="details" aria-labelledby="details-title">
      <div>
        <h2 id="details-title">About this product</h2>
        <p className="details-text">
          {product.description || 'The feed of this shop has no description for this product.'}
        </p>
        {character && <p className="quiet">{character}</p>}
      </div>
      <table>
        <caption className="hidden">Details</caption>
        <tbody>
          {product.facts.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The best sold things of the categories that go with this one, taking turns. */
function companionsOf(shelf: Shelf, product: ShopProduct): readonly ShopProduct[] {
  const shelves = product.complements.map((name) =>
    shelf.products.filter((other) => other.categoryPath.at(-1) === name && isBuyable(other)),
  );
  return [0, 1, 2, 3].flatMap((round) => shelves.flatMap((list) => list.slice(round, round + 1))).slice(0, 4);
}
