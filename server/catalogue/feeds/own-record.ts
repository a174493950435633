/** Lines of a catalogue that was imported before: what was published can be read again, to the letter. */
import type { RawProduct } from './feed-row.ts';
import { isObject, type JsonObject, objectsIn, textFields, textIn, textsIn } from './json-values.ts';

export function isOwnRecord(value: JsonObject): boolean {
  return Array.isArray(value.categoryPath) && value.availability !== undefined;
}

/** The product, or its variants with what they share. */
export function ownRecords(record: JsonObject): RawProduct[] {
  const variants = objectsIn(record.variants);
  if (variants.length === 0) return [rawOf(record)];
  // Where the product is none of its variants it comes first, as its feed had it.
  const leads = variants.some(({ id }) => id === record.id) ? [] : [rawOf(record)];
  return [...leads, ...variants.map((variant) => rawOf(variantRecord(record, variant)))];
}

function variantRecord(record: JsonObject, variant: JsonObject): JsonObject {
  const pictures = textsIn(record.imageUrls);
  const picture = textIn(variant.imageUrl);
  const { priceMinor: _price, listPriceMinor: _list, ...shared } = record;
  return {
    ...shared,
    ...variant,
    listPriceMinor: variant.priceMinor === record.priceMinor ? record.listPriceMinor : undefined,
    imageUrls: picture === undefined ? pictures : [picture, ...pictures],
    attributes: { ...attributesIn(record), ...attributesIn(variant) },
  };
}

function rawOf(record: JsonObject): RawProduct {
  const rating = isObject(record.rating) ? record.rating : {};
  return {
    fields: textFields({
      id: record.id,
      groupId: record.groupId,
      title: record.title,
      description: record.description,
      url: record.url,
      imageUrl: record.imageUrls,
      price: record.priceMinor,
      listPrice: record.listPriceMinor,
      currency: record.currency,
      availability: record.availability,
      brand: record.brand,
      gtin: record.gtin,
      mpn: record.mpn,
      sku: record.sku,
      category: [textsIn(record.categoryPath).join(' > ')],
      googleCategory: record.googleCategory,
      tags: record.tags,
      ratingValue: rating.value,
      ratingCount: rating.count,
      cost: record.costMinor,
      stock: record.stock,
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
      labels: record.labels,
      adult: record.adult,
    }),
    attributes: attributesIn(record),
    minorUnits: true,
  };
}

function attributesIn(record: JsonObject): Record<string, string> {
  const attributes = isObject(record.attributes) ? record.attributes : {};
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => [[name, textIn(value) ?? '']]));
}
