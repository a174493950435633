import { describe, expect, it } from 'vitest';
import { buildSearch } from './build-search.ts';
import { NO_PRICE } from './facets.ts';
import { openSearch } from './open-search.ts';
import { decodeSearchFile, encodeSearchFile } from './search-file.ts';
import type { SearchProduct } from './search-product.ts';

let next = 0;
function product(title: string, more: Partial<SearchProduct> = {}): SearchProduct {
  return { id: `p${next++}`, title, categoryPath: [], ...more };
}

/** Enough of each kind that keyboards, covers and cases are told from what they go with. */
const SHELF: readonly SearchProduct[] = [
  ...['Adria', 'Boreal', 'Cetus', 'Draco', 'Erid'].flatMap((brand, at) => [
    product(`${brand} K${at}10 keyboard`, { brand, priceMinor: 3000 + 500 * at, attributes: { colour: 'Black' } }),
    product(`${brand} keyboard cover`, { brand, priceMinor: 900 }),
    product(`${brand} running shoes`, {
      brand,
      priceMinor: 4000 + 1000 * at,
      categoryPath: ['Sport', 'Running shoes'],
      attributes: { color: at % 2 ? 'Cherry' : 'Navy' },
    }),
    product(`${brand} leather case for Adria phone`, { brand, priceMinor: 1500 }),
  ]),
  product('Fury solid state drive 1 TB', { brand: 'Fury', priceMinor: 8000 }),
  product('Fury desktop with 8 GB, 256 GB SSD', { brand: 'Fury', priceMinor: 80_000 }),
  product('Adria smart watch', { brand: 'Adria', priceMinor: 12_000 }),
];

const { search, suggester } = openSearch(decodeSearchFile(encodeSearchFile(buildSearch(SHELF, 2))));
const find = (query: string, more: { typing?: boolean; taste?: (row: number) => number } = {}) =>
  search.search(query, { limit: 10, ...more });
const titles = (query: string, more = {}) => find(query, more).hits.map(({ row }) => SHELF[row]?.title ?? '');

describe('search', () => {
  it('puts what is named before what goes with it', () => {
    const found = titles('keyboard');
    expect(found.slice(0, 5).every((title) => title.endsWith('keyboard'))).toBe(true);
    expect(titles('keyboard cover')[0]).toMatch(/cover$/);
  });

  it('takes "for" as what a thing goes with', () => {
    expect(titles('leather case for adria phone')[0]).toMatch(/leather case/);
    expect(find('case for adria phone').intent.brand).toBeUndefined();
    // Also where no text of the shop has the word "for".
    const plain = ['Adria phone', ...['Boreal', 'Cetus', 'Draco', 'Erid', 'Fury'].map((brand) => `${brand} case`)];
    const shelf = plain.map((title) => product(title, { brand: title.split(' ')[0] ?? '' }));
    const { search: small } = openSearch(buildSearch(shelf, 2));
    expect(shelf[small.search('case for phone', { limit: 1 }).hits[0]?.row ?? -1]?.title).toMatch(/case$/);
    // Of the phone's own brand, with all words in its texts, and still no case.
    const goods = [
      product('Adria phone', { brand: 'Adria', description: 'The phone. Order a case with it: case, case.' }),
      ...['Boreal', 'Cetus', 'Draco', 'Erid', 'Fury'].map((brand) => product(`${brand} case black`, { brand })),
      product('Boreal case red', { brand: 'Boreal', description: 'For phones of Adria.' }),
    ];
    const { search: shop } = openSearch(buildSearch(goods, 2));
    expect(goods[shop.search('case for adria phone', { limit: 1 }).hits[0]?.row ?? -1]?.title).toBe('Boreal case red');
  });

  it('finds what is called otherwise', () => {
    expect(titles('ssd')).toContain('Fury solid state drive 1 TB');
    expect(titles('smartwatch')[0]).toBe('Adria smart watch');
    expect(titles('key board').some((title) => title.includes('keyboard'))).toBe(true);
  });

  it('reads what was written wrongly, and says how', () => {
    expect(titles('kyeboard')).toEqual(titles('keyboard'));
    expect(find('runing shoes').corrections).toEqual([{ written: 'runing', read: 'running' }]);
    expect(find('keyboard').corrections).toEqual([]);
  });

  it('takes plain words for what they say, not for slips, where the shop lacks them', () => {
    const small = [
      product('Fox figurine'),
      product('Linden tea'),
      product('Fox brooch', { brand: 'Gilt' }),
      product('Oak sofa'),
      product('Leather belt'),
    ];
    const { search: shop } = openSearch(buildSearch(small, 2));
    const found = (query: string) => shop.search(query, { limit: 5 });
    const names = (query: string) => found(query).hits.map(({ row }) => small[row]?.title);
    expect(found('brooch for mum').corrections).toEqual([]);
    expect(names('brooch for mum')).toEqual(['Fox brooch']);
    expect(names('linen')).toEqual([]);
    expect(names('gift')).toEqual([]);
    expect(names('fro')).toEqual([]);
    expect(names('oxf')).toEqual([]);
    expect(names('fxo')).toEqual(expect.arrayContaining(['Fox figurine']));
    expect(names('couch')).toEqual(['Oak sofa']);
    expect(names('leather couch')[0]).toBe('Oak sofa');
    expect(found('couch').corrections).toEqual([]);
    for (const word of ['inden', 'sofo', 'bath', 'over']) expect(found(word).corrections).toEqual([]);
  });

  it('takes a number in the name of a product for no price', () => {
    const shoes = [product('Nike Air Max 90', { priceMinor: 15_000 }), product('Nike Air', { priceMinor: 8000 })];
    const { search: shop } = openSearch(buildSearch(shoes, 2));
    const rows = (query: string) => shop.search(query, { limit: 2 }).hits.map(({ row }) => row);
    expect(shop.search('nike air max 90', { limit: 2 }).intent.priceMax).toBeUndefined();
    expect(rows('nike air max 90')[0]).toBe(0);
    expect(rows('nike air max 90 €')).toEqual([1]);
  });

  it('takes numbers that are sizes of the shop for sizes, not for prices', () => {
    const shoes = ['40', '41', '42'].map((size) => product(`Shoe ${size}`, { priceMinor: 4100, attributes: { size } }));
    const { search: shop } = openSearch(buildSearch(shoes, 2));
    expect(shop.search('shoe from 40 to 42', { limit: 3 }).intent).not.toHaveProperty('priceMin');
    expect(shop.search('shoe from 40 to 42 eur', { limit: 3 }).intent).toMatchObject({ priceMin: 40, priceMax: 42 });
    expect(shop.search('shoe from 20 to 60', { limit: 3 }).intent).toMatchObject({ priceMin: 20, priceMax: 60 });
  });

  it('goes on with a word that is being typed', () => {
    expect(titles('keyb', { typing: true })[0]).toContain('keyboard');
    expect(titles('adria run', { typing: true })[0]).toBe('Adria running shoes');
  });

  it('understands category, colour and price', () => {
    const answer = find('red running shoes under 60');
    expect(answer.intent).toMatchObject({
      category: 'Sport > Running shoes',
      attributes: { colour: 'red' },
      priceMax: 60,
    });
    expect(answer.priceIgnored).toBe(false);
    const first = SHELF[answer.hits[0]?.row ?? -1];
    expect(first).toMatchObject({ attributes: { color: 'Cherry' }, priceMinor: 5000 });
    expect(answer.hits.every(({ row }) => (SHELF[row]?.priceMinor ?? 0) <= 6000)).toBe(true);
  });

  it('takes a shade for its colour', () => {
    expect(SHELF[find('red shoes').hits[0]?.row ?? -1]?.attributes).toEqual({ color: 'Cherry' });
    expect(SHELF[find('blue shoes').hits[0]?.row ?? -1]?.attributes).toEqual({ color: 'Navy' });
  });

  it('takes a price alone for a wish, and a number alone for none', () => {
    const cheap = find('under 10').hits.map(({ row }) => SHELF[row]?.title);
    expect(cheap.length).toBe(5);
    expect(cheap.every((title) => title?.endsWith('cover'))).toBe(true);
    expect(find('under 2').priceIgnored).toBe(true);
    expect(find('keyboard 10').intent.attributes).toEqual({});
  });

  it('takes the price that is named as one that fits', () => {
    const prices = [1999, 2000, 2_500_000_000].map((priceMinor) => product('Lamp', { priceMinor }));
    const { search: lamps } = openSearch(buildSearch(prices, 2));
    const rows = (query: string) => lamps.search(query, { limit: 5 }).hits.map(({ row }) => row);
    expect(rows('under 19.99')).toEqual([0]);
    expect(rows('lamp over 20000000')).toEqual([2]);
  });

  it('never reads one number as another', () => {
    expect(find('K110').corrections).toEqual([]);
    expect(find('K990 keyboard').corrections).toEqual([]);
    expect(titles('K110')[0]).toBe('Boreal K110 keyboard');
  });

  it('shows any price where nothing costs what was asked, and says so', () => {
    const answer = find('keyboard under 2');
    expect(answer.priceIgnored).toBe(true);
    expect(answer.hits.length).toBeGreaterThan(0);
  });

  it('puts what is to the taste of the shopper first among equals, never before what was asked for', () => {
    const liked = SHELF.findIndex(({ title }) => title === 'Draco keyboard cover');
    const taste = (row: number) => (row === liked ? 1 : 0);
    expect(titles('keyboard cover', { taste })[0]).toBe('Draco keyboard cover');
    expect(titles('Adria keyboard cover', { taste })[0]).toBe('Adria keyboard cover');
    expect(titles('keyboard', { taste })[0]).not.toContain('cover');
  });

  it('finds nothing for nothing, and for words that are in no language', () => {
    expect(find('').hits).toEqual([]);
    expect(find('   !?').hits).toEqual([]);
    expect(find('qqqqqqqq zzzzzzz').hits).toEqual([]);
  });

  it('answers a text of any length', () => {
    expect(find('keyboard '.repeat(10_000)).hits.length).toBeGreaterThan(0);
    expect(find('constructor __proto__ toString').hits).toEqual([]);
  });
});

describe('suggestions', () => {
  const said = (typed: string) => suggester.suggest(typed, 5).map(({ text }) => text);

  it('are categories and words that begin so, behind what was typed before', () => {
    expect(said('run')).toContain('Running shoes');
    expect(said('red run')).toContain('red running shoes');
    expect(said('keyb')).toEqual(['keyboard']);
    expect(said('red running sh')).toContain('red running shoes');
    expect(said('red runing shoes')).toEqual(['red running shoes']);
    expect(said('runing shoe')[0]).toBe('Running shoes');
  });

  it('are none for nothing, and for what is typed already', () => {
    expect(said('')).toEqual([]);
    expect(said('keyboard')).toEqual([]);
    expect(said('zzz')).toEqual([]);
  });
});

describe('a search file', () => {
  const bytes = encodeSearchFile(buildSearch(SHELF, 2));

  it('is refused when it is cut or of another format', () => {
    expect(() => decodeSearchFile(bytes.slice(0, bytes.length - 40))).toThrow(/tensor "/);
    expect(() => decodeSearchFile(bytes.slice(0, 100))).toThrow();
  });

  it('holds no price of a product without one', () => {
    const [file] = [decodeSearchFile(encodeSearchFile(buildSearch([product('Thing')], 2)))];
    expect([...file.facets.prices]).toEqual([NO_PRICE]);
  });
});
