import { describe, expect, it } from 'vitest';
import { demoCatalogue } from '../catalogue/demo-catalogue.ts';
import { importCatalogue } from '../catalogue/import-catalogue.ts';
import { heroScene } from './hero-scene.ts';
import { PICTURE_VIEWS, productPicture } from './product-picture.ts';

const products = demoCatalogue();

describe('product pictures', () => {
  it('are well-formed, refer to nothing outside and define every paint they use', () => {
    for (const product of products) for (const view of PICTURE_VIEWS) checkSvg(productPicture(product, { view }));
  });

  it('differ between products, views and colours, and are the same for the same one', () => {
    const pictures = new Set(products.map((product) => productPicture(product)));
    expect(pictures.size).toBe(products.length);
    const [product] = products;
    if (!product) throw new Error('expected products');
    expect(new Set(PICTURE_VIEWS.map((view) => productPicture(product, { view }))).size).toBe(PICTURE_VIEWS.length);
    expect(productPicture(product, { colour: 'Plum' })).not.toBe(productPicture(product));
    expect(productPicture(product)).toBe(productPicture(product));
  });

  it('stay small enough for a page of twenty-four', () => {
    const sizes = products.map((product) => productPicture(product).length);
    expect(Math.max(...sizes)).toBeLessThan(40_000);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(9_000);
  });

  it('fall back to a plain glyph with letters that cannot break the document', () => {
    const tsv =
      'item_id\ttitle\tprice\tbrand\tcategories\tsales_rank\n1\t<b>&amp;\t1\t&lt;script&gt; &amp;co\tX\t\n2\t\t1\t\tX\t\n';
    for (const product of importCatalogue(tsv).products) checkSvg(productPicture(product));
    expect(productPicture(importCatalogue(tsv).products[0] ?? (products[0] as never))).toMatch(/>[A-Z]{2}<\/text>/);
  });
});

describe('the hero scene', () => {
  it('is one well-formed document with unique ids', () => {
    checkSvg(heroScene());
    const ids = [...heroScene().matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Tags nest and close, attributes are quoted and unique, no number is broken, no reference leaves the document. */
function checkSvg(svg: string): void {
  const open: string[] = [];
  let end = 0;
  for (const tag of svg.matchAll(/<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    expect(svg.slice(end, tag.index)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#)/);
    end = tag.index + tag[0].length;
    const names = [...(tag[3] ?? '').matchAll(/([\w:-]+)="/g)].map(([, name]) => name);
    expect(new Set(names).size, tag[0]).toBe(names.length);
    if (tag[1]) expect(open.pop()).toBe(tag[2]);
    else if (!tag[4]) open.push(tag[2] ?? '');
  }
  expect(end).toBe(svg.length);
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|data:|href|@import|<script|<image/);
  for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`id="${id}"`);
}
