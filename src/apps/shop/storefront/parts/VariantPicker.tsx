import { inkOf } from '../../catalogue/colours.ts';
import type { ShopProduct, ShopVariant } from '../../catalogue/shop-product.ts';

interface VariantPickerProps {
  readonly product: ShopProduct;
  readonly chosen: ShopVariant | undefined;
  readonly onChoose: (variant: ShopVariant) => void;
}

/** Radio buttons for colour or size; what is sold out can be looked at and says so. */
export function VariantPicker({ product, chosen, onChoose }: VariantPickerProps) {
  const [first] = product.variants;
  if (!first) return null;
  return (
    <fieldset className="variants">
      <legend>
        {first.kind === 'colour' ? 'Colour' : 'Size'}: <span className="quiet">{chosen?.label}</span>
      </legend>
      <div className={`variant-row variant-${first.kind}`}>
        {product.variants.map((variant) => (
          <label
            key={variant.id}
            data-gone={variant.stock === 0}
            title={variant.stock === 0 ? `${variant.label}, sold out` : variant.label}
          >
            <input
              type="radio"
              name="variant"
              value={variant.id}
              checked={variant.id === chosen?.id}
              onChange={() => onChoose(variant)}
            />
            {variant.kind === 'colour' && <span className="variant-ink" style={{ background: inkOf(variant.label) }} />}
            <span className={variant.kind === 'colour' ? 'hidden' : ''}>{variant.label}</span>
            {variant.stock === 0 && <span className="hidden"> (sold out)</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
