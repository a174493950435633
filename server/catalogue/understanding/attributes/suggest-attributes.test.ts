import { describe, expect, it, test } from 'vitest';
import type { CatalogueProduct } from '../../catalogue-product.ts';
import { suggestAttributes } from './suggest-attributes.ts';

function read(title: string, more: Partial<CatalogueProduct> = {}): Record<string, unknown> {
  const product: CatalogueProduct = { id: 'A', title, availability: 'in_stock', categoryPath: [], ...more };
  return Object.fromEntries(suggestAttributes(product).map(({ field, value }) => [field, value]));
}

describe('a colour', () => {
  test.each([
    ['Eyeliner Pencil, Navy', 'blue'],
    ['Mascara Brown 0.25 oz', 'brown'],
    ['Patch cable 3 m - Light Gray', 'grey'],
    ['Rolling bag (Black/Silver)', 'black, silver'],
    ['Netbook Black,Pink 25.6 cm', 'black, pink'],
    ['Teapot, colour: emerald, with lid', 'green'],
  ])('is read in "%s"', (title, colour) => expect(read(title)).toMatchObject({ colour }));

  test.each([
    ['Black weaving thread'],
    ['Body wash, Orange Blossom'],
    ['Whiteboard, 3 markers (Red/Blue/Black)'],
    ['Polo Red, eau de parfum, Red'],
    ['Cup, Red, Blue'],
    ['Green'],
  ])('is not read in "%s"', (title) => expect(read(title)).not.toHaveProperty('colour'));

  it('is not the name of a brand', () => {
    expect(read('Lipstick by Pale Red', { brand: 'Pale Red' })).not.toHaveProperty('colour');
  });
});

describe('a size', () => {
  test.each([
    ['Face lotion, 3.4 Fluid Ounce', '3.4 fl oz'],
    ['Eye cream (0.5 oz./15g)', '0.5 oz'],
    ['Adhesive, 1-1/2 oz', '1.5 oz'],
    ['Hair oil .5oz', '0.5 oz'],
    ['Comb 8" black', '8 inch'],
    ['Patch cable 10 ft 3.05 m', '10 ft'],
    ['Memory card 64GB', '64 GB'],
    ['Shirt, size XL', 'XL'],
  ])('is read in "%s"', (title, size) => expect(read(title)).toMatchObject({ size }));

  test.each([
    ['Shampoo 10 oz and conditioner 8.5 oz'],
    ['Notebook 15.6" 4 GB'],
    ['Car for 12-inch action figures'],
    ['Drive, 100 MB/s'],
    ['Case for 3G phones'],
    ['3M tape'],
    ['Paper 167g/m²'],
    ['Sunscreen SPF 30'],
  ])('is not read in "%s"', (title) => expect(read(title)).not.toHaveProperty('size'));
});

test.each([
  ['Soap (Pack of 3)', '3'],
  ['Toner cartridge 6 pc(s)', '6'],
  ['Wipes 40-Count (Pack of 2)', '2'],
  ['Shower gel 2 x 50 ml', '2'],
  ['Sponge, 4-pack', '4'],
  ['Barrette 1 pc - 2 packs of 3', undefined],
  ['Model 3 piecemeal', undefined],
])('"%s" has %s pieces', (title, quantity) => expect(read(title).quantity).toBe(quantity));

test.each([
  ['Tweezers, stainless steel', 'stainless steel'],
  ['Scarf, 100% cotton', 'cotton'],
  ['Bag made of genuine leather', 'leather'],
  ['Cleaner for stainless steel', undefined],
  ['Silk protein shampoo', undefined],
  ['Lotion with 100% bamboo extract', undefined],
])('"%s" is made of %s', (title, material) => expect(read(title).material).toBe(material));

test('what the feed says stays', () => {
  const attributes = { color: 'Onyx', 'net weight': '80 g', 'quantity per pack': '1', material: 'steel' };
  expect(read('Comb, Blue, 3 oz, nylon (Pack of 2)', { attributes })).toEqual({});
});
