/** Variants of one product as one product: the first leads, since events may name any of them. */
import type { CatalogueProduct, Variant } from './catalogue-product.ts';

/** @param group all with one group id, in the feed's order; at least one */
export function groupVariants(group: readonly [CatalogueProduct, ...CatalogueProduct[]]): CatalogueProduct {
  const [first, ...others] = group;
  if (others.length === 0) {
    const { groupId: _alone, ...product } = first;
    return product;
  }
  // Shopify names the product before its variants: it is none of them.
  const variants = first.id === first.groupId ? others : group;
  const offered = group.find(({ availability }) => availability === 'in_stock') ?? first;
  const { attributes = {}, ...leading } = first;
  const shared = new Map(
    Object.entries(attributes).filter(([name, value]) =>
      variants.every((variant) => (variant.attributes?.[name] ?? value) === value),
    ),
  );
  const { priceMinor, listPriceMinor, currency } = offered;
  const { priceMinor: _price, listPriceMinor: _list, currency: _currency, ...rest } = leading;
  return {
    ...rest,
    ...(priceMinor !== undefined && { priceMinor }),
    ...(listPriceMinor !== undefined && { listPriceMinor }),
    ...(currency !== undefined && { currency }),
    availability: offered.availability,
    ...(shared.size > 0 && { attributes: Object.fromEntries(shared) }),
    variants: variants.map((variant) => variantOf(variant, first, shared)),
  };
}

function variantOf(
  { id, priceMinor, availability, url, imageUrls, attributes }: CatalogueProduct,
  first: CatalogueProduct,
  shared: ReadonlyMap<string, string>,
): Variant {
  const own = Object.entries(attributes ?? {}).filter(([name]) => !shared.has(name));
  const picture = imageUrls?.[0];
  return {
    id,
    ...(priceMinor !== undefined && { priceMinor }),
    availability,
    ...(url !== undefined && url !== first.url && { url }),
    ...(picture !== undefined && picture !== first.imageUrls?.[0] && { imageUrl: picture }),
    ...(own.length > 0 && { attributes: Object.fromEntries(own) }),
  };
}
