/** Products of WooCommerce's Store API (`/wp-json/wc/store/v1/products`): prices are texts of minor units. */
import type { RawProduct } from './feed-row.ts';
import { isObject, type JsonObject, objectsIn, textFields, textIn } from './json-values.ts';

export function isWooProduct(value: JsonObject): boolean {
  return isObject(value.prices) && value.prices.currency_minor_unit !== undefined;
}

export function wooProduct(product: JsonObject): RawProduct {
  const prices = isObject(product.prices) ? product.prices : {};
  const digits = Number(prices.currency_minor_unit);
  const regular = decimal(prices.regular_price, digits);
  const price = decimal(prices.price, digits);
  const parent = textIn(product.parent);
  return {
    fields: textFields({
      id: product.id,
      groupId: parent === '0' ? undefined : parent,
      title: product.name,
      description: [product.description, product.short_description].find((text) => textIn(text)?.trim()),
      url: product.permalink,
      imageUrl: objectsIn(product.images).map(({ src }) => src),
      price,
      listPrice: regular === price ? undefined : regular,
      currency: prices.currency_code,
      availability: product.is_in_stock,
      brand: objectsIn(product.brands).map(({ name }) => name),
      sku: product.sku,
      // The API gives a flat list; the shop's order is from broad to narrow where there is one.
      category: [
        objectsIn(product.categories)
          .flatMap(({ name }) => textIn(name) ?? [])
          .join(' > '),
      ],
      tags: objectsIn(product.tags).map(({ name }) => name),
      ratingValue: Number(product.review_count) > 0 ? product.average_rating : undefined,
      ratingCount: product.review_count,
    }),
    attributes: attributesOf(product),
  };
}

/** `1999` with two digits is `19.99`; what is no whole number goes on as it is, and is complained about later. */
function decimal(value: unknown, digits: number): string | undefined {
  const text = textIn(value);
  if (!text || !/^\d+$/.test(text) || !Number.isInteger(digits) || digits < 0 || digits > 4) return text;
  if (digits === 0) return text;
  const padded = text.padStart(digits + 1, '0');
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

function attributesOf(product: JsonObject): Record<string, string> {
  const found: Record<string, string> = {};
  for (const attribute of objectsIn(product.attributes)) {
    const name = textIn(attribute.name)?.toLowerCase();
    const terms = objectsIn(attribute.terms).flatMap((term) => textIn(term.name) ?? []);
    const value = textIn(attribute.value) ?? terms.join(', ');
    if (name && value) found[name] = value;
  }
  return found;
}
