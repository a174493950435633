import { describe, expect, it } from 'vitest';
import { present } from '../../../base/must.ts';
import { demoCatalogue } from '../catalogue/demo-catalogue.ts';
import { importCatalogue } from '../catalogue/import-catalogue.ts';
import { checkForm } from './checkout-form.ts';
import { applyFilters, readFilters, writeFilters } from './filters.ts';
import { readCatalogue } from './parse-catalogue.ts';
import { createShelf } from './shelf.ts';

const shelf = await createShelf(demoCatalogue());
const filtersOf = (query: string) => readFilters(new URLSearchParams(query));

describe('the shelf', () => {
  it('gives each category a page and each product a place in it', () => {
    expect(shelf.category('kettles')?.trail.map(({ name }) => name)).toEqual(['Kitchen', 'Kettles']);
    for (const product of shelf.products) expect(shelf.categoryOf(product)?.products).toContain(product);
  });

  it('lists the most bought first', () => {
    const ranks = shelf.category('kitchen')?.products.map(({ salesRank }) => salesRank) ?? [];
    expect(ranks).toEqual([...ranks].sort((left, right) => left - right));
  });

  it('drops a root that all categories share and keeps same names apart', async () => {
    const header = 'item_id\ttitle\tprice\tbrand\tcategories\tsales_rank\n';
    const { products } = importCatalogue(
      `${header}1\tA\t1\tB\tBeauty, Eyes, Creams\t1\n2\tB\t1\tB\tBeauty, Face, Creams\t2\n`,
    );
    const beauty = await createShelf(products);
    expect(beauty.departments.map(({ name }) => name)).toEqual(['Eyes', 'Face']);
    expect(beauty.category('creams')?.products.map(({ id }) => id)).toEqual(['1']);
    expect(beauty.category('face-creams')?.products.map(({ id }) => id)).toEqual(['2']);
  });

  it('finds by every word, in any order, singular or plural, and nothing for nonsense', () => {
    const found = shelf.search('kettles gooseneck');
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ title }) => title.includes('gooseneck kettle'))).toBe(true);
    expect(shelf.search('sage TENT').every(({ categoryPath }) => categoryPath[1] === 'Tents')).toBe(true);
    expect(shelf.search('qqqq')).toEqual([]);
    expect(shelf.search('  ')).toEqual([]);
  });
});

describe('filters', () => {
  it('survive the way through the URL', () => {
    const text = '?brand=Ostra&brand=Nook&colour=Sage&min=20&max=80.5&stock=1&sort=price-up&page=3';
    expect(writeFilters(filtersOf(text))).toBe(text);
    expect(writeFilters(filtersOf('?sort=nonsense&page=-2&min=abc'))).toBe('');
  });

  it('narrow by all kinds at once', () => {
    const found = applyFilters(shelf.products, filtersOf('?colour=Sage&min=20&max=80&stock=1&sort=price-up'));
    const prices = found.map(({ priceMinor = 0 }) => priceMinor);
    expect(found.length).toBeGreaterThan(5);
    expect(prices).toEqual([...prices].sort((left, right) => left - right));
    expect(prices[0]).toBeGreaterThanOrEqual(2000);
    expect(prices.at(-1)).toBeLessThanOrEqual(8000);
    expect(found.every(({ stock }) => stock > 0)).toBe(true);
  });
});

describe('the checkout form', () => {
  const good = {
    email: 'a@b.co',
    name: 'Ada',
    street: 'Road 1',
    postcode: '12345',
    city: 'Town',
    card: '4242 4242 4242 4242',
    expiry: '09/27',
    code: '123',
  };
  const nowMs = Date.UTC(2027, 8, 30);

  it('accepts a card through the last day of its month', () => {
    expect(checkForm(good, nowMs)).toEqual({});
    expect(checkForm(good, Date.UTC(2027, 9, 1))).toEqual({ expiry: 'This card has run out' });
  });

  it('names each wrong field, tells a wrong digit and a refusing bank apart', () => {
    expect(
      Object.keys(
        checkForm(
          { email: 'a', name: ' ', street: 'Road', postcode: '', city: '', card: '', expiry: '13/30', code: '1' },
          nowMs,
        ),
      ),
    ).toHaveLength(8);
    expect(checkForm({ ...good, card: '4242424242424241' }, nowMs).card).toContain('no card number');
    expect(checkForm({ ...good, card: '4000 0000 0000 0002' }, nowMs).card).toContain('declined');
  });
});

describe('the catalogue file', () => {
  const fileOf = (lines: readonly string[]) => present(new Response(`[\n${lines.join(',\n')}\n]\n`).body, 'body');
  const lines = demoCatalogue().map((product) => JSON.stringify(product));

  it('is read line by line as it was written, without the entries that are broken', async () => {
    expect(await readCatalogue(fileOf(lines))).toEqual(demoCatalogue());
    const broken = [...lines.slice(0, 2), 'null', '{"id":"x"}', '{"id":'];
    expect(await readCatalogue(fileOf(broken))).toHaveLength(2);
    await expect(readCatalogue(fileOf(['null']))).rejects.toThrow('at least one product');
    await expect(readCatalogue(fileOf([]))).rejects.toThrow('at least one product');
  });

  it('is read whole however it comes in pieces, in the middle of a letter too', async () => {
    const products = demoCatalogue()
      .slice(0, 3)
      .map((product) => ({ ...product, title: `${product.title} für ä €` }));
    const text = products.map((product) => JSON.stringify(product)).join(',\n');
    const bytes = new TextEncoder().encode(`[\n${text}\n]`);
    const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (let i = 0; i < bytes.length; i += 7) controller.enqueue(bytes.slice(i, i + 7));
        controller.close();
      },
    });
    expect(await readCatalogue(pieces)).toEqual(products);
  });
});
