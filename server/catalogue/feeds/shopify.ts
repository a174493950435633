/**
 * Shopify's `products.json`: prices are decimals there, in the shop's currency, which the feed does not name.
 * Events of Shopify's themes name the product, not the variant: so the product's id leads, and variants follow it.
 */
import type { RawProduct } from './feed-row.ts';
import { isObject, type JsonObject, objectsIn, textFields, textIn, textsIn } from './json-values.ts';

/** What Shopify calls the only variant of a product without any. */
const NO_VARIANT = 'Default Title';

/** The product itself, with the price of its first variant that can be had, then its variants where there are several. */
export function shopifyVariants(product: JsonObject): RawProduct[] {
  const variants = objectsIn(product.variants);
  const shownFirst = variants.find(({ available }) => available !== false) ?? variants[0] ?? {};
  const id = textIn(product.id);
  const handle = textIn(product.handle);
  const common = {
    title: product.title,
    description: product.body_html,
    url: handle === undefined ? undefined : `/products/${encodeURIComponent(handle)}`,
    brand: product.vendor,
    category: product.product_type,
    tags: typeof product.tags === 'string' ? product.tags.split(',') : product.tags,
    createdAt: product.created_at,
    updatedAt: product.updated_at,
  };
  const pictures = objectsIn(product.images).map(({ src }) => src);
  const names = optionNames(product);
  const many = variants.length > 1;
  const whole: RawProduct = {
    fields: textFields({
      ...common,
      ...offerOf(shownFirst),
      id,
      groupId: many ? id : undefined,
      imageUrl: pictures,
      availability: variants.some(({ available }) => available !== false) ? 'in stock' : 'out of stock',
    }),
    attributes: many ? {} : optionsOf(shownFirst, names),
  };
  if (!many) return [whole];
  return [
    whole,
    ...variants.map((variant): RawProduct => {
      const picture = isObject(variant.featured_image) ? variant.featured_image.src : undefined;
      return {
        fields: textFields({
          ...common,
          ...offerOf(variant),
          id: variant.id,
          groupId: id,
          url:
            handle === undefined ? undefined : `/products/${encodeURIComponent(handle)}?variant=${textIn(variant.id)}`,
          imageUrl: [picture, ...pictures],
        }),
        attributes: optionsOf(variant, names),
      };
    }),
  ];
}

function offerOf(variant: JsonObject) {
  return {
    price: variant.price,
    listPrice: variant.compare_at_price,
    sku: variant.sku,
    gtin: variant.barcode,
    availability: variant.available,
  };
}

function optionNames(product: JsonObject): readonly string[] {
  const options = Array.isArray(product.options) ? product.options : [];
  return options.map((option, i) => (isObject(option) ? textIn(option.name) : textIn(option)) ?? `option ${i + 1}`);
}

function optionsOf(variant: JsonObject, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  [variant.option1, variant.option2, variant.option3].forEach((option, i) => {
    const [value] = textsIn(option);
    if (value && value !== NO_VARIANT) found[(names[i] ?? `option ${i + 1}`).toLowerCase()] = value;
  });
  return found;
}
