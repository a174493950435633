import { useEffect, useMemo, useState } from 'react';
import type { ShopProduct } from '../../catalogue/shop-product.ts';
import { PICTURE_VIEWS, type PictureView, productPicture } from '../../pictures/product-picture.ts';

const VIEW_NAMES: Readonly<Record<PictureView, string>> = { front: 'front', close: 'close up', room: 'in place' };

interface GalleryProps {
  readonly product: ShopProduct;
  /** Another colour than the product's first. */
  readonly colour: string | undefined;
}

/** The product in three views; the pictures follow the chosen colour. */
export function Gallery({ product, colour }: GalleryProps) {
  const [view, setView] = useState<PictureView>('front');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new product starts from its front
  useEffect(() => setView('front'), [product.id]);
  const views = product.picture.drawing === 'placeholder' ? PICTURE_VIEWS.slice(0, 1) : PICTURE_VIEWS;
  const pictures = useMemo(
    () => Object.fromEntries(views.map((name) => [name, pictureUrl(product, name, colour)])),
    [product, colour, views],
  );
  const name = colour ? `${product.title} in ${colour}` : product.title;
  return (
    <div className="gallery">
      <img
        className="gallery-main"
        src={pictures[view] ?? product.imageUrl}
        alt={`${name}, ${VIEW_NAMES[view]}`}
        width="800"
        height="800"
      />
      {views.length > 1 && (
        <ul className="thumbs">
          {views.map((other) => (
            <li key={other}>
              <button
                type="button"
                aria-pressed={other === view}
                aria-label={`Show ${VIEW_NAMES[other]}`}
                onClick={() => setView(other)}
              >
                <img src={pictures[other]} alt="" width="96" height="96" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function pictureUrl(product: ShopProduct, view: PictureView, colour: string | undefined): string {
  return `data:image/svg+xml,${encodeURIComponent(productPicture(product, { view, ...(colour ? { colour } : {}) }))}`;
}
