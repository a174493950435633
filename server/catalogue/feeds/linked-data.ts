/** schema.org products in JSON-LD: Product, ProductGroup with variants, offers, breadcrumbs. */
import type { RawProduct } from './feed-row.ts';
import { isObject, type JsonObject, objectsIn, textFields, textIn, textsIn } from './json-values.ts';

interface Context {
  /** The page that the data stands on. */
  readonly page?: string;
  /** Names of the page's breadcrumb, broad to narrow. */
  readonly breadcrumb?: readonly string[];
}

/** Every product in one value: an object, a list, or a `@graph`. */
export function linkedProducts(value: unknown, context: Context = {}): RawProduct[] {
  const nodes = nodesIn(value);
  const breadcrumb = context.breadcrumb ?? breadcrumbIn(value);
  return nodes.flatMap((node) => {
    if (hasType(node, 'ProductGroup')) {
      const variants = objectsIn(node.hasVariant).filter((variant) => hasType(variant, 'Product'));
      const group = textIn(node.productGroupID) ?? idOf(node);
      return variants.map((variant) => productOf({ ...node, ...variant }, { ...context, breadcrumb }, group));
    }
    return hasType(node, 'Product') ? [productOf(node, { ...context, breadcrumb })] : [];
  });
}

/** Names of the first breadcrumb list in a value; the last is the product itself, and the first often the start page. */
export function breadcrumbIn(value: unknown): readonly string[] {
  const list = nodesIn(value).find((node) => hasType(node, 'BreadcrumbList'));
  const items = objectsIn(list?.itemListElement).toSorted((a, b) => Number(a.position) - Number(b.position));
  const names = items.flatMap((item) => textIn(item.name) ?? (isObject(item.item) ? textIn(item.item.name) : []) ?? []);
  return names.slice(0, -1).filter((name, level) => level > 0 || !/^home(page)?$/i.test(name.trim()));
}

/** Deeper than any page nests its nodes; a text made to overflow the stack goes deeper. */
const DEEPEST = 16;

function nodesIn(value: unknown, depth = 0): JsonObject[] {
  if (depth > DEEPEST) return [];
  return objectsIn(value).flatMap((node) => {
    const inner = [...objectsIn(node['@graph']), ...objectsIn(node.mainEntity)];
    const listed = objectsIn(node.itemListElement).flatMap((item) => objectsIn(item.item));
    return [node, ...[...inner, ...listed].flatMap((each) => nodesIn(each, depth + 1))];
  });
}

function hasType(node: JsonObject, type: string): boolean {
  return textsIn(node['@type']).some((name) => name.replace(/^.*[/#:]/, '') === type);
}

function productOf(node: JsonObject, { page, breadcrumb = [] }: Context, group?: string): RawProduct {
  const offer = objectsIn(node.offers)[0] ?? {};
  const specification = objectsIn(offer.priceSpecification)[0] ?? {};
  const rating = isObject(node.aggregateRating) ? node.aggregateRating : {};
  const category = textsIn(node.category);
  const fields = textFields({
    id: idOf(node) ?? textIn(offer.sku),
    groupId: group ?? node.inProductGroupWithID,
    title: node.name,
    description: node.description,
    url: node.url ?? offer.url ?? page,
    imageUrl: imagesIn(node.image),
    price: offer.price ?? offer.lowPrice ?? specification.price,
    currency: offer.priceCurrency ?? specification.priceCurrency,
    availability: lastPart(offer.availability),
    brand: isObject(node.brand) ? node.brand.name : node.brand,
    gtin: node.gtin ?? node.gtin13 ?? node.gtin14 ?? node.gtin12 ?? node.gtin8,
    mpn: node.mpn,
    sku: node.sku,
    category: category.length > 0 ? category : [breadcrumb.join(' > ')],
    ratingValue: rating.ratingValue,
    ratingBest: rating.bestRating,
    ratingCount: rating.reviewCount ?? rating.ratingCount,
  });
  return { fields, attributes: attributesOf(node) };
}

function idOf(node: JsonObject): string | undefined {
  return textIn(node.productID) ?? textIn(node.sku) ?? textIn(node.mpn) ?? textIn(node.gtin13) ?? textIn(node.gtin);
}

function imagesIn(image: unknown): string[] {
  return (Array.isArray(image) ? image : [image]).flatMap((each) =>
    isObject(each) ? (textIn(each.url) ?? textIn(each.contentUrl) ?? []) : (textIn(each) ?? []),
  );
}

function attributesOf(node: JsonObject): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ['color', 'size', 'material', 'pattern']) {
    const value = isObject(node[name]) ? textIn(node[name].name) : textIn(node[name]);
    if (value) found[name] = value;
  }
  for (const { name, value } of objectsIn(node.additionalProperty)) {
    const [key, text] = [textIn(name)?.toLowerCase(), textIn(value)];
    if (key && text) found[key] = text;
  }
  return found;
}

/** `https://schema.org/InStock` is `InStock`. */
function lastPart(value: unknown): string | undefined {
  return textIn(value)?.replace(/^.*\//, '');
}
