import { describe, expect, it } from 'vitest';
import { priceWish } from './price-words.ts';

describe('what a query says of the price', () => {
  it.each([
    ['red running shoes under 50', { rest: 'red running shoes', max: 50 }],
    ['kettle below €80', { rest: 'kettle', max: 80 }],
    ['kettle for less than 1.299,00 eur', { rest: 'kettle', max: 1299 }],
    ['kettle up to $1,299.50', { rest: 'kettle', max: 1299.5 }],
    ['mugs between 10 and 20', { rest: 'mugs', min: 10, max: 20 }],
    ['mugs from 20 to 10 euros', { rest: 'mugs', min: 10, max: 20 }],
    ['mugs 10-20€ blue', { rest: 'mugs blue', min: 10, max: 20 }],
    ['lamp over 100 under 200', { rest: 'lamp', min: 100, max: 200 }],
    ['lamp at least 49,90', { rest: 'lamp', min: 49.9 }],
    ['gift around 50', { rest: 'gift', min: 40, max: 60 }],
    ['under 20', { rest: '', max: 20 }],
  ])('%s', (query, wish) => {
    expect(priceWish(query)).toEqual(wish);
  });

  it.each([
    'laptop under 2 kg',
    'desk under 120 cm',
    'tent up to 4 persons',
    'ssd from 256 gb',
    'rug 170 x 240',
    'a5 notebook',
    'ps4 games',
    'windows 10',
    'hunter 100 boots',
  ])('%s says nothing', (query) => {
    expect(priceWish(query)).toEqual({ rest: query });
  });
});
