import { isBuyable, type ShopProduct } from '../../catalogue/shop-product.ts';
import { addToCart, drawerOpen } from '../cart.ts';
import { type ListName, pushListClick } from '../data-layer.ts';
import { titleText } from '../title-text.ts';
import { Icon } from './Icon.tsx';
import { Price } from './Price.tsx';
import { Rating } from './Rating.tsx';

interface ProductCardProps {
  readonly product: ShopProduct;
  readonly list: ListName;
  readonly index: number;
}

/** One product of a grid: picture, title, price; a button that adds it where there is no size to choose. */
export function ProductCard({ product, list, index }: ProductCardProps) {
  const buyable = isBuyable(product);
  return (
    <article className={buyable ? 'card' : 'card card-gone'}>
      <div className="card-picture">
        <img
          src={product.imageUrl}
          alt=""
          width="400"
          height="400"
          loading={index < 4 ? 'eager' : 'lazy'}
          decoding="async"
        />
        <Badge product={product} />
      </div>
      <div className="card-text">
        {product.brand !== '' && <p className="card-brand">{product.brand}</p>}
        <h3 className="card-title">
          <a href={product.url} onClick={() => pushListClick(list, product, index)}>
            {titleText(shortTitle(product))}
          </a>
        </h3>
        <div className="card-foot">
          <Price product={product} />
          <Rating rating={product.rating} />
        </div>
      </div>
      {buyable && <QuickAdd product={product} />}
    </article>
  );
}

/** The brand stands above the title already. */
function shortTitle(product: ShopProduct): string {
  return product.title.startsWith(`${product.brand} `) ? product.title.slice(product.brand.length + 1) : product.title;
}

function Badge({ product }: { readonly product: ShopProduct }) {
  if (product.stock === 0) return <p className="badge badge-gone">Sold out</p>;
  if (product.compareAtPriceMinor !== undefined && product.priceMinor !== undefined) {
    return (
      <p className="badge badge-sale">
        −{Math.round(100 - (100 * product.priceMinor) / product.compareAtPriceMinor)} %
      </p>
    );
  }
  return product.editorsPick ? <p className="badge">Editors’ pick</p> : null;
}

function QuickAdd({ product }: { readonly product: ShopProduct }) {
  const sized = product.variants.some(({ kind }) => kind === 'size');
  if (sized) return null;
  const add = () => {
    if (addToCart(product.id) > 0) drawerOpen.set(true);
  };
  return (
    <button
      type="button"
      className="card-add"
      onClick={add}
      aria-label={`Add ${product.title} to cart`}
      title="Add to cart"
    >
      <Icon name="plus" />
    </button>
  );
}
