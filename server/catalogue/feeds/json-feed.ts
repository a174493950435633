/** JSON lists and lines of JSON: Shopify's products.json, WooCommerce's Store API, JSON-LD, a catalogue of our own, and objects with plain names. */
import type { FeedRow, FeedText, Place, RawProduct } from './feed-row.ts';
import { shown } from './feed-row.ts';
import { type ColumnMap, FieldReader } from './field-names.ts';
import { type JsonElement, jsonElement, readJsonElements } from './json-elements.ts';
import { isObject, type JsonObject, textIn, textsIn } from './json-values.ts';
import { linkedProducts } from './linked-data.ts';
import { isOwnRecord, ownRecords } from './own-record.ts';
import { shopifyVariants } from './shopify.ts';
import { isWooProduct, wooProduct } from './woocommerce.ts';

/** One document, read as it comes in. */
export async function* readJsonFeed(file: string, text: FeedText, map: ColumnMap): AsyncIterable<FeedRow> {
  const fields = new FieldReader(map);
  for await (const element of readJsonElements(file, text)) yield* rowsOf(file, element, map, fields);
}

/** One object a line. */
export async function* readJsonLines(
  file: string,
  lines: AsyncIterable<{ readonly row: number; readonly text: string }>,
  map: ColumnMap,
): AsyncIterable<FeedRow> {
  const fields = new FieldReader(map);
  for await (const { row, text } of lines) {
    if (text.trim()) yield* rowsOf(file, jsonElement(row, text), map, fields);
  }
}

function* rowsOf(file: string, element: JsonElement, map: ColumnMap, reader: FieldReader): Iterable<FeedRow> {
  const place: Place = { file, row: element.row };
  const refuse = (value: string, what: string): FeedRow => ({
    kind: 'problem',
    problem: { ...place, field: 'row', value: shown(value), what: `${what}: left out`, kind: 'row' },
  });
  if (element.kind === 'broken') {
    yield refuse(element.text.slice(0, 200), element.why);
    return;
  }
  const { value } = element;
  if (!isObject(value)) {
    yield refuse(JSON.stringify(value)?.slice(0, 200) ?? '', 'is no object');
    return;
  }
  const found = [...rawProducts(value, map, reader)];
  if (found.length === 0) yield refuse(textIn(value['@type']) ?? '', 'is no product');
  for (const raw of found) yield { kind: 'product', place, raw };
}

function rawProducts(value: JsonObject, map: ColumnMap, reader: FieldReader): Iterable<RawProduct> {
  if (value['@type'] !== undefined || value['@graph'] !== undefined) return linkedProducts(value);
  if (map.size === 0 && isOwnRecord(value)) return ownRecords(value);
  if (map.size === 0 && isWooProduct(value)) return [wooProduct(value)];
  if (map.size === 0 && Array.isArray(value.variants) && value.title !== undefined) return shopifyVariants(value);
  return [plainProduct(value, reader)];
}

/** Keys as columns; lists of words stay lists, an inner object is written `outer.inner`. */
function plainProduct(value: JsonObject, reader: FieldReader): RawProduct {
  const cells = new Map<string, string | readonly string[]>();
  for (const [name, inner] of Object.entries(value)) {
    const texts = textsIn(inner);
    if (texts.length > 0) cells.set(name, texts);
    else if (isObject(inner)) {
      for (const [key, deep] of Object.entries(inner)) {
        const deepTexts = textsIn(deep);
        if (deepTexts.length > 0) cells.set(`${name}.${key}`, deepTexts);
      }
    }
  }
  return reader.read(cells);
}
