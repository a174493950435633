import { describe, expect, it } from 'vitest';
import { present } from '../../../base/must.ts';
import { demoCatalogue } from '../catalogue/demo-catalogue.ts';
import { productPicture } from '../pictures/product-picture.ts';
import { linePicture } from './line-picture.ts';

describe('the picture of a cart line', () => {
  it('has the colour that is in the cart', () => {
    const product = present(
      demoCatalogue().find(({ variants }) => variants[1]?.kind === 'colour'),
      'product with colours',
    );
    const [first, second] = product.variants.map((variant) => linePicture({ product, variant }));
    expect(first).toBe(product.imageUrl);
    const drawn = decodeURIComponent(present(second, 'picture').replace('data:image/svg+xml,', ''));
    expect(drawn).toBe(productPicture(product, { colour: present(product.variants[1], 'second colour').label }));
    expect(drawn).not.toBe(productPicture(product));
    expect(linePicture({ product })).toBe(product.imageUrl);
  });

  it('is the product’s own where the choice is a size', () => {
    const product = present(
      demoCatalogue().find(({ variants }) => variants[0]?.kind === 'size'),
      'product with sizes',
    );
    expect(linePicture({ product, variant: present(product.variants[1], 'size') })).toBe(product.imageUrl);
  });
});
