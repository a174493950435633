import { describe, expect, it } from 'vitest';
import { importCatalogue } from './import-catalogue.ts';

const HEADER = 'item_id\ttitle\tprice\tbrand\tcategories\tsales_rank';
const file = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const cream =
  '7\tCream &amp; Co &#39;Night&#39; caf&eacute; &frac12; oz\t12.34\tBurt&#39;s\tBeauty, Skin Care, Face\t44.0';

describe('importing a catalogue', () => {
  it('decodes entities once and keeps what is none', () => {
    const [product] = importCatalogue(file(cream)).products;
    expect(product).toMatchObject({
      id: '7',
      title: "Cream & Co 'Night' café ½ oz",
      brand: "Burt's",
      priceMinor: 1234,
    });
    const [odd] = importCatalogue(file('8\tA &amp;lt; &nosuch; &#xD800; R&D\t1\tB\tC\t')).products;
    expect(odd?.title).toBe('A &lt; &nosuch; &#xD800; R&D');
  });

  it('splits categories at comma and space, or at a sign between levels', () => {
    expect(importCatalogue(file(cream)).products[0]?.categoryPath).toEqual(['Beauty', 'Skin Care', 'Face']);
    const levels = importCatalogue(file('9\tKettle\t1\tB\tKitchen > Kettles,Pots\t')).products[0]?.categoryPath;
    expect(levels).toEqual(['Kitchen', 'Kettles,Pots']);
  });

  it('keeps a product without price, brand or title and says so honestly', () => {
    const { products, report } = importCatalogue(file('9\t\t\t\tBeauty, Hair Sprays\t700080.0'));
    expect(products[0]).toMatchObject({ title: 'Untitled hair sprays (no. 9)', brand: '' });
    expect(products[0]).not.toHaveProperty('priceMinor');
    expect(products[0]?.facts).toContainEqual({ name: 'Brand', value: 'Not named in the feed' });
    expect(report.problems).toEqual([
      { row: 2, field: 'title', value: '', message: expect.stringContaining('no title') },
    ]);
  });

  it('reports a broken row, a doubled id, a wrong price, rank and category with row and field', () => {
    const { products, report } = importCatalogue(
      file(
        cream,
        'only\tthree\tcells',
        '7\tAgain\t1\tB\tC\t',
        '',
        '\tNo id\t1\tB\tC\t',
        '11\tDear\t$12,50\tB\tC\t',
        '12\tRanked\t3\tB\t\tfirst',
      ),
    );
    expect(report.problems.map(({ row, field, value }) => [row, field, value])).toEqual([
      [3, 'row', '3'],
      [4, 'item_id', '7'],
      [6, 'item_id', ''],
      [7, 'price', '$12,50'],
      [8, 'categories', ''],
      [8, 'sales_rank', 'first'],
    ]);
    expect(report).toMatchObject({ rows: 6, accepted: 3 });
    expect(products.map(({ id }) => id).sort()).toEqual(['11', '12', '7']);
    expect(products.find(({ id }) => id === '12')?.categoryPath).toEqual(['Everything else']);
  });

  it('refuses prices that are no price', () => {
    for (const price of ['0', '-3', '1e3', 'free', '1.2.3', '99999999'])
      expect(importCatalogue(file(`1\tT\t${price}\tB\tC\t`)).report.problems[0], price).toMatchObject({
        row: 2,
        field: 'price',
      });
  });

  it('orders by the sequences first, then by the rank of the feed', () => {
    const rows = ['1\tA\t1\tB\tC\t30', '2\tB\t1\tB\tC\t20', '3\tC\t1\tB\tC\t', '4\tD\t1\tB\tC\t10'];
    const { products } = importCatalogue(file(...rows), 'u1 3 1\nu2 3\n');
    expect(products.map(({ id, salesRank }) => [id, salesRank])).toEqual([
      ['3', 1],
      ['1', 2],
      ['4', 3],
      ['2', 4],
    ]);
  });

  it('reads columns by name and Windows line ends', () => {
    const text = `\uFEFFtitle\titem_id\tprice\tcategories\tbrand\tsales_rank\r\nCup\t5\t2.5\tHome\tB\t1\r\n`;
    expect(importCatalogue(text).products[0]).toMatchObject({
      id: '5',
      title: 'Cup',
      priceMinor: 250,
      categoryPath: ['Home'],
    });
  });

  it('stops at a header that lacks a column, and names it', () => {
    expect(() => importCatalogue('item_id\ttitle\n1\tA\n')).toThrow(
      'row 1: the header lacks price, brand, categories, sales_rank',
    );
  });
});
