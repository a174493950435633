import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '../../src/base/must.ts';
import { readCatalogueHead, readCatalogueProducts } from './catalogue-folder.ts';
import type { CatalogueProduct } from './catalogue-product.ts';
import { parseColumnMap } from './feeds/field-names.ts';
import { type ImportOrder, importFeed } from './import-feed.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-feed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOW_MS = Date.UTC(2026, 10, 26);

function order(source: string, more: Partial<ImportOrder> = {}): ImportOrder {
  const rules = { nowMs: NOW_MS };
  return { source, out: join(folder, 'out'), map: new Map(), rules, strict: false, confirmShrink: false, ...more };
}

/** Imports a feed of the given text. */
function importText(text: string | Uint8Array, name = 'feed', more: Partial<ImportOrder> = {}) {
  writeFileSync(join(folder, name), text);
  return importFeed(order(join(folder, name), more), () => {});
}

async function published(name = 'out'): Promise<CatalogueProduct[] | undefined> {
  const head = await readCatalogueHead(join(folder, name));
  if (!head) return undefined;
  const products: CatalogueProduct[] = [];
  for await (const product of readCatalogueProducts(join(folder, name), head)) products.push(product);
  return products;
}

const FIXTURES = 'test/feeds';

describe('every format comes in as the same kind of product', () => {
  const read = async (name: string, more: Partial<ImportOrder> = {}) => {
    const { report } = await importFeed(order(join(FIXTURES, name), more), () => {});
    return { products: present(await published(), 'catalogue'), report };
  };

  it('Google XML as RSS: HTML, a sale that is on, details, variants', async () => {
    const { products, report } = await read('google-rss.xml');
    expect(products).toEqual([
      {
        id: 'K-100',
        title: 'Whistling kettle, 1.5 l',
        description: 'Boils quickly. For gas & induction.',
        url: 'https://shop.example/kettles/k-100',
        imageUrls: ['https://shop.example/img/k-100.jpg', 'https://shop.example/img/k-100-side.jpg'],
        priceMinor: 2990,
        listPriceMinor: 3990,
        currency: 'EUR',
        availability: 'in_stock',
        brand: 'Hearth',
        gtin: '4006381333931',
        categoryPath: ['Kitchen', 'Kettles', 'Stove kettles'],
        googleCategory: '751',
        attributes: { color: 'Copper', material: 'Steel', volume: '1.5 l' },
        labels: ['autumn'],
      },
      {
        id: 'S-1-S',
        title: 'Linen shirt',
        description: 'Cool in summer',
        url: 'https://shop.example/shirts/s-1?size=s',
        imageUrls: ['https://shop.example/img/s-1.jpg'],
        priceMinor: 6150,
        currency: 'EUR',
        availability: 'in_stock',
        brand: 'Weft',
        categoryPath: ['Clothing', 'Shirts'],
        groupId: 'S-1',
        attributes: { color: 'Sand' },
        variants: [
          { id: 'S-1-S', priceMinor: 5900, availability: 'out_of_stock', attributes: { size: 'S' } },
          {
            ...{ id: 'S-1-M', priceMinor: 6150, availability: 'in_stock', attributes: { size: 'M' } },
            url: 'https://shop.example/shirts/s-1?size=m',
          },
        ],
      },
    ]);
    expect(report.counts).toEqual({ rows: 3, leftOut: 0, products: 2, groups: 1, variants: 2, duplicates: 0 });
    expect(report.problems).toEqual([]);
  });

  it('a sale that is over is none', async () => {
    const rules = { nowMs: Date.UTC(2037, 5, 1) };
    const { products } = await read('google-rss.xml', { rules });
    expect(products[0]).toMatchObject({ priceMinor: 3990 });
    expect(products[0]).not.toHaveProperty('listPriceMinor');
  });

  it('Google XML as Atom, in the encoding that it declares', async () => {
    const { products } = await read('google-atom.xml');
    expect(products).toMatchObject([
      {
        ...{ id: 'T-7', title: 'Grüner Tee, 100 g', description: 'Aus Uji', url: 'https://shop.example/tee/t-7' },
        ...{ priceMinor: 820, currency: 'EUR', availability: 'preorder', brand: 'Teehaus', categoryPath: ['Tee'] },
      },
    ]);
  });

  it('Google as a table, with inches and quotes', async () => {
    const { products } = await read('google.tsv');
    expect(products.map(({ title }) => title)).toEqual(['Reading lamp, 5" shade', 'Desk lamp "Swan"']);
    expect(products[1]).toMatchObject({
      ...{ priceMinor: 3150, currency: 'GBP', availability: 'backorder', categoryPath: ['Home', 'Lamps'] },
      ...{ imageUrls: ['https://shop.example/l-2.jpg'], attributes: { color: 'Black' } },
    });
  });

  it('Meta as CSV, with comments before the header and lines within a field', async () => {
    const { products } = await read('meta.csv');
    expect(products).toMatchObject([
      {
        ...{ id: 'M-1', title: 'Rain coat, long', description: 'Keeps you dry. Even in Bergen.', stock: 12 },
        ...{ priceMinor: 129_900, currency: 'NOK', attributes: { color: 'Yellow', size: 'L' } },
        imageUrls: ['https://shop.example/m-1.jpg', 'https://shop.example/m-1b.jpg', 'https://shop.example/m-1c.jpg'],
      },
      { id: 'M-2', title: 'Rubber boots "Pytt"', availability: 'discontinued', stock: 0 },
    ]);
  });

  it("Shopify's products.json: the product leads its variants", async () => {
    const { products, report } = await read('shopify.json', { rules: { nowMs: NOW_MS, currency: 'CAD' } });
    expect(products).toMatchObject([
      {
        ...{ id: '632910392', title: 'Ceramic mug', description: 'Hand-thrown, 350 ml', url: '/products/ceramic-mug' },
        ...{ priceMinor: 1950, listPriceMinor: 2400, currency: 'CAD', brand: 'Clay & Co', categoryPath: ['Mugs'] },
        tags: ['gift', 'kitchen'],
        variants: [
          { id: '808950810', priceMinor: 1800, availability: 'out_of_stock', attributes: { glaze: 'Blue' } },
          {
            id: '808950811',
            priceMinor: 1950,
            attributes: { glaze: 'Moss' },
            imageUrl: 'https://cdn.shop.example/moss.jpg',
          },
        ],
      },
      { id: '632910393', title: 'Tea towel', priceMinor: 900, sku: 'TOWEL' },
    ]);
    expect(products[1]).not.toHaveProperty('listPriceMinor');
    expect(report.counts).toMatchObject({ products: 2, groups: 1, variants: 2 });
  });

  it('WooCommerce: minor units by currency; a second currency costs its prices, and is named', async () => {
    const { products, report } = await read('woocommerce.json');
    expect(products[0]).toMatchObject({
      ...{ id: '34', title: 'Wool blanket “Fjord”', priceMinor: 4500, listPriceMinor: 6000, currency: 'EUR' },
      ...{ categoryPath: ['Home', 'Blankets'], rating: { value: 4.5, count: 8 }, attributes: { colour: 'Grey, Blue' } },
    });
    expect(products[1]).toMatchObject({ id: '35', description: 'Bamboo', availability: 'out_of_stock' });
    expect(products[1]).not.toHaveProperty('priceMinor');
    expect(report.problems).toMatchObject([
      { field: 'price', kind: 'field', what: expect.stringMatching(/priced in JPY, most in EUR/) },
    ]);
  });

  it('lines of JSON with names of their own, by --map', async () => {
    const map = parseColumnMap(['id=sku_code', 'title=label', 'price=cents', 'category=dept']);
    const { products } = await read('plain.jsonl', {
      map,
      rules: { nowMs: NOW_MS, currency: 'SEK', minorUnits: true },
    });
    expect(products[0]).toEqual({
      ...{
        id: '101',
        title: 'Oak shelf',
        priceMinor: 12_900,
        currency: 'SEK',
        availability: 'in_stock',
        brand: 'Stamm',
      },
      ...{ categoryPath: ['Furniture', 'Shelves'] },
      attributes: { 'wood type': 'Oak', width: '80.5', 'wall mounted': 'true' },
    });
  });

  it('a folder of pages with JSON-LD: graph, breadcrumb, offers, variants; a broken block costs itself', async () => {
    const { products, report } = await read('pages');
    expect(products).toMatchObject([
      { id: 'C-1-R', priceMinor: 17_900, variants: [{ id: 'C-1-R', availability: 'out_of_stock' }, { id: 'C-1-B' }] },
      {
        ...{ id: 'D-9', title: 'Standing desk', description: 'Goes up & down', url: 'https://shop.example/desk' },
        ...{ priceMinor: 49_900, categoryPath: ['Office', 'Desks'], rating: { value: 4.5, count: 21 } },
        imageUrls: ['https://shop.example/d9.jpg', 'https://shop.example/d9b.jpg'],
      },
    ]);
    expect(report.problems).toMatchObject([{ field: 'JSON-LD', kind: 'row', count: 1 }]);
  });

  it.each(['google-rss.xml', 'google-atom.xml', 'google.tsv', 'meta.csv', 'shopify.json', 'woocommerce.json', 'pages'])(
    'what was published of %s comes in again to the letter',
    async (name) => {
      const { products } = await read(name, { rules: { nowMs: NOW_MS, currency: 'EUR' } });
      const head = present(await readCatalogueHead(join(folder, 'out')), 'head');
      const again = order(join(folder, 'out', head.file.path), { out: join(folder, 'again') });
      const { report } = await importFeed(again, () => {});
      expect(await published('again')).toEqual(products);
      expect(report.problems).toEqual([]);
    },
  );

  it('packed with gzip, and in UTF-16 as Excel writes it', async () => {
    const table = 'id\ttitle\tprice\nA\tTée\t3.00 EUR\n';
    await importText(gzipSync(table), 'feed.tsv.gz');
    expect(await published()).toMatchObject([{ id: 'A', title: 'Tée', priceMinor: 300 }]);
    await importText(Buffer.from(`\uFEFF${table}`, 'utf16le'), 'feed.tsv');
    expect(await published()).toMatchObject([{ id: 'A', title: 'Tée', priceMinor: 300 }]);
  });
});

describe('a feed that is broken as a whole publishes nothing, and says what to do', () => {
  const good = Array.from({ length: 10 }, (_, i) => `P${i},Product number ${i},${i + 1}.00 EUR`);
  const table = (rows: readonly string[]) => `id,title,price\n${rows.join('\n')}\n`;
  const xml = readFileSync(join(FIXTURES, 'google-rss.xml'), 'utf8');
  const json = readFileSync(join(FIXTURES, 'shopify.json'), 'utf8');

  it.each([
    ['XML cut off', xml.slice(0, -120), /ends in the middle, at line \d+, after 3 items/],
    ['JSON cut off', json.slice(0, -40), /ends in the middle, after 1 items/],
    ['CSV cut off within quotes', `${table(good)}P11,"Product`, /ends inside quotes/],
    ['gzip cut off', gzipSync(table(good)).subarray(0, 60), /gzip file ends in the middle/],
    ['zip', Buffer.from('PK\x03\x04etc'), /is a zip archive; unpack it/],
    ['nothing', '', /is empty/],
    ['blank', '\n \n', /is empty/],
    ['an image', Buffer.from([137, 80, 78, 71, 0, 0, 0, 13]), /is no text/],
    ['a header without an id', 'name,price\nA,1\n', /row 1: the header names no id \(name, price\).*--map id=COLUMN/],
    ['a header without a title', 'id,price\nA,1\n', /row 1: the header names no title.*--map title=COLUMN/],
    ['XML without items', '<rss><channel/></rss>', /has no <item> and no <entry>/],
    ['no product at all', 'id,title\n,\n,x\n', /none of 1 rows is a product/],
    ['an encoding nobody knows', '<?xml version="1.0" encoding="klingon"?><rss/>', /encoding is klingon/],
  ])('%s', async (_name, text, message) => {
    await importText(table(good));
    const before = await published();
    await expect(importText(text)).rejects.toThrow(message);
    expect(await published()).toEqual(before);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('a feed that shrinks to less than half, unless it is confirmed', async () => {
    await importText(table(good));
    await expect(importText(table(good.slice(0, 1)))).rejects.toThrow(
      /has 1 products, less than half of before.*--confirm-shrink; the catalogue of before \(10 products\) stays/,
    );
    expect(await published()).toHaveLength(10);
    await importText(table(good.slice(0, 1)), 'feed', { confirmShrink: true });
    expect(await published()).toHaveLength(1);
  });

  it('with --strict one complaint is enough, and the report has it', async () => {
    await expect(importText(table([...good, 'P0,Again,2 EUR']), 'feed', { strict: true })).rejects.toThrow(
      /1 complaints, and --strict takes none; rows: .*out\.import\.json/,
    );
    expect(await published()).toBeUndefined();
    const report = JSON.parse(readFileSync(join(folder, 'out.import.json'), 'utf8'));
    expect(report.problems).toMatchObject([{ field: 'id', examples: [{ row: 12, value: 'P0' }] }]);
  });

  it('an import that is stopped leaves the catalogue as it was', async () => {
    await importText(table(good));
    const stop = new AbortController();
    writeFileSync(join(folder, 'long'), table(Array.from({ length: 9000 }, (_, i) => `L${i},Title ${i},1 EUR`)));
    const halfway = importFeed(order(join(folder, 'long')), ({ rows }) => rows > 3000 && stop.abort(), stop.signal);
    await expect(halfway).rejects.toThrow(/abort/i);
    expect(await published()).toHaveLength(10);
    expect(readdirSync(join(folder, 'out'))).toHaveLength(2);
  });

  it('a catalogue file that was changed on disk is not read', async () => {
    await importText(table(good));
    const head = present(await readCatalogueHead(join(folder, 'out')), 'head');
    writeFileSync(join(folder, 'out', head.file.path), gzipSync('{"id":"X"}\n'));
    await expect(published()).rejects.toThrow(/is missing or was changed; import the feed again/);
  });
});

describe('a bad row costs itself, and is named', () => {
  const complaints = async (text: string | Uint8Array, more: Partial<ImportOrder> = {}) => {
    const { report } = await importText(text, 'feed', more);
    return report.problems.flatMap(({ examples }) =>
      examples.map(({ row, field, value, what, kind }) => `${kind} ${row} ${field} "${value}" ${what}`),
    );
  };

  it.each([
    ['no id', 'id,title\n,Nameless\nA,a\n', /^row 2 id "Nameless" is missing: row left out/],
    ['no title', 'id,title\nB,\nA,a\n', /^row 2 title "" is missing: row left out/],
    ['a second product of one id', 'id,title\nA,a\nA,b\n', /^row 3 id "A" stands twice: the first row is kept/],
    ['an id that is too long', `id,title\n${'x'.repeat(201)},b\nA,a\n`, /^row 2 id "x{60}…" is longer than 200/],
    ['a price below zero', 'id,title,price\nA,a,-5 EUR\n', /^field 2 price "-5 EUR" is below 0: taken for unknown/],
    ['a price that is none', 'id,title,price\nA,a,NaN\n', /^field 2 price "NaN" names a currency/],
    ['a price in words', 'id,title,price\nA,a,on request\n', /^field 2 price "on request"/],
    ['half a cent of minor units', 'id,title,price\nA,a,12.5\n', /^field 2 price "12.5" is no whole number/],
    ['a link that runs', 'id,title,link\nA,a,javascript:alert(1)\n', /^field 2 url "javascript:alert\(1\)" is no http/],
    ['a link that hides', 'id,title,link\nA,a,java\tscript:alert(1)\n', /^field 2 url/],
    ['a picture that is data', 'id,title,image\nA,a,data:text/html;x\n', /^field 2 imageUrl/],
    ['an availability nobody knows', 'id,title,availability\nA,a,maybe\n', /^field 2 availability "maybe" is none/],
    ['a row that is short', 'id,title,price\nA,a\n', /^note 2 row "A" has 2 fields, the header 3/],
    ['an id with a space', 'id,title\nA 1,a\n', /^note 2 id "A 1" has a space/],
    ['bytes that are no UTF-8', Buffer.from('id,title\nA,Caf\xe9\n', 'latin1'), /^note 2 title "Caf�" has bytes/],
    ['a rating of eleven', 'id,title,rating,review_count\nA,a,11,3\n', /^field 2 ratingValue "11"/],
  ])('%s', async (name, text, message) => {
    const minorUnits = name.includes('minor');
    const said = await complaints(text, { rules: { nowMs: NOW_MS, ...(minorUnits && { minorUnits }) } });
    expect(said.join('\n')).toMatch(message);
    expect(await published()).toMatchObject([{ title: expect.any(String) }]);
  });

  it('names file, row and field in lines of JSON, and goes on after a broken one', async () => {
    const said = await complaints('{"id":1,"title":"a"}\n{"id":2,\n[3]\n{"id":4,"title":"d"}\n');
    expect(said).toEqual([
      expect.stringMatching(/^row 2 row "\{"id":2," is no JSON/),
      expect.stringMatching(/^row 3 row "\[3\]" is no object: left out/),
    ]);
    expect(await published()).toHaveLength(2);
  });

  it('an ampersand that XML does not allow costs nothing but a note', async () => {
    const said = await complaints(
      '<rss><channel><item>\n<id>A</id><title>Salt & pepper</title></item></channel></rss>',
    );
    expect(said.join('\n')).toMatch(/^note 1 XML "&" 1 times a lone & in the file/);
    expect((await published())?.[0]?.title).toBe('Salt & pepper');
  });

  it('entities that a document makes for itself are not expanded', async () => {
    const bomb = ['lol', ...'123456789'].map((name, i) => {
      const inner = i === 0 ? 'ha' : `&${['lol', ...'123456789'][i - 1]};`.repeat(10);
      return `<!ENTITY ${name} "${inner}">`;
    });
    const feed = `<?xml version="1.0"?><!DOCTYPE rss [${bomb.join('')}]><rss><channel><item><id>A</id><title>x &9; y</title></item></channel></rss>`;
    await importText(feed);
    expect((await published())?.[0]?.title.length).toBeLessThan(20);
  });

  it('data nested a hundred thousand deep costs its row', async () => {
    const deep = `${'{"@graph":'.repeat(1e5)}{"@type":"Product"}${'}'.repeat(1e5)}`;
    expect(await complaints(`${deep}\n{"id":1,"title":"a"}\n`, { format: 'jsonl' })).toHaveLength(1);
    expect(await published()).toHaveLength(1);
  });

  it('a field of ten megabytes is cut, in every format', async () => {
    const long = 'word '.repeat(2e6);
    for (const feed of [
      `id,title,description\nA,a,"${long}"\nB,b,short\n`,
      `<rss><channel><item><id>A</id><title>a</title><description>${long}</description></item><item><id>B</id><title>b</title></item></channel></rss>`,
      `{"id":"B","title":"b"}\n{"id":"A","title":"${long}"}\n`,
      `[{"id":"A","title":"a","description":"${long}"},{"id":"B","title":"b"}]`,
    ]) {
      await importText(feed);
      const products = present(await published(), 'catalogue');
      expect(products.map(({ id }) => id)).toContain('B');
      for (const { description = '', title } of products) {
        expect(Math.max(description.length, title.length)).toBeLessThanOrEqual(5000);
      }
    }
  });

  it('a product that reads like an earlier one is pointed out, not left out', async () => {
    const { report } = await importText('id,title,brand\nA,Blue mug,Clay\nB,"Mug, blue",Clay\nC,Blue mug,Other\n');
    expect(report.counts).toMatchObject({ products: 3, duplicates: 1 });
    expect((await published())?.map(({ duplicateOf }) => duplicateOf)).toEqual([undefined, 'A', undefined]);
  });
});
