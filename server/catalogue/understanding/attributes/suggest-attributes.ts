/** Colour, size, material and pieces a pack, for products whose feed says nothing of them. */
import type { CatalogueProduct } from '../../catalogue-product.ts';
import type { SuggestedField, Suggestion } from '../suggestion.ts';
import { type FoundAttribute, withoutBrand } from './found-attribute.ts';
import { readColour } from './read-colour.ts';
import { readMaterial } from './read-material.ts';
import { readQuantity } from './read-quantity.ts';
import { readSize } from './read-size.ts';

type AttributeField = Extract<SuggestedField, 'colour' | 'size' | 'material' | 'quantity'>;

/** Names of attributes by which a feed has said it. */
const SAID_BY: Readonly<Record<AttributeField, RegExp>> = {
  colour: /colou?r/,
  size: /\bsize|volume|capacity|\b(net )?(weight|content)|length|diagonal/,
  material: /material|fabric/,
  quantity: /quantity|pack size|pieces|multipack|\bcount\b/,
};

/** What its words say and its attributes do not. */
export function suggestAttributes(product: CatalogueProduct): Suggestion[] {
  const { title, description = '', brand, categoryPath, attributes = {} } = product;
  const said = Object.keys(attributes);
  const own = withoutBrand(title, brand);
  const kind = [...categoryPath, attributes['product type'] ?? ''].join(' ');
  const readers: Readonly<Record<AttributeField, () => FoundAttribute | undefined>> = {
    colour: () => readColour(own, description, kind),
    size: () => readSize(title),
    material: () => readMaterial(own, description),
    quantity: () => readQuantity(title),
  };
  return (Object.keys(readers) as AttributeField[]).flatMap((field): Suggestion[] => {
    if (said.some((name) => SAID_BY[field].test(name))) return [];
    const found = readers[field]();
    if (!found) return [];
    const { value, confidence, words } = found;
    return [{ productId: product.id, field, value, confidence, why: `the words "${words.trim()}"` }];
  });
}
