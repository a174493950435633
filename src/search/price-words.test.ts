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
    ['lamp not more than 60', { rest: 'lamp', max: 60 }],
    ['lamp nothing over 60', { rest: 'lamp', max: 60 }],
    ['lamp not above 60', { rest: 'lamp', max: 60 }],
    ['lamp not less than 60', { rest: 'lamp', min: 60 }],
    ['lamp not under 60', { rest: 'lamp', min: 60 }],
    ['sofa 1k or less', { rest: 'sofa', max: 1000 }],
    ['sofa 100 or less', { rest: 'sofa', max: 100 }],
    ['pan 35 max', { rest: 'pan', max: 35 }],
    ['laptop between 1 and 2k', { rest: 'laptop', min: 1000, max: 2000 }],
    ['laptop 1-2k eur', { rest: 'laptop', min: 1000, max: 2000 }],
    ['gift around 19.99', { rest: 'gift', min: 15.99, max: 23.99 }],
    ['kettle under 50 waterproof', { rest: 'kettle waterproof', max: 50 }],
    ['laptop under 1k', { rest: 'laptop', max: 1000 }],
    ['laptop under 1.3k', { rest: 'laptop', max: 1300 }],
    ['sofa under 1’000', { rest: 'sofa', max: 1000 }],
    ['sofa under 1 000', { rest: 'sofa', max: 1000 }],
    ['sofa under 1 000 eur', { rest: 'sofa', max: 1000 }],
    ['sofa under 1\u202f000 €', { rest: 'sofa', max: 1000 }],
    ['lamp under 500 kr', { rest: 'lamp', max: 500 }],
    ['lamp under 500kr', { rest: 'lamp', max: 500 }],
    ['lampa do 50 up to 50 zł', { rest: 'lampa do 50', max: 50 }],
    ['boots under CAD 90', { rest: 'boots', max: 90 }],
    ['boots under A$90', { rest: 'boots', max: 90 }],
    ['mugs 20€-40€', { rest: 'mugs', min: 20, max: 40 }],
    ['mugs 20€ to 40€ blue', { rest: 'mugs blue', min: 20, max: 40 }],
    ['mugs $20-$40', { rest: 'mugs', min: 20, max: 40 }],
    ['kettle 50 euro max', { rest: 'kettle', max: 50 }],
    ['kettle €50 or less', { rest: 'kettle', max: 50 }],
    ['kettle 50€ or more', { rest: 'kettle', min: 50 }],
    ['kettle max 50,-', { rest: 'kettle', max: 50 }],
    ['tent up to 400 EUR for 4 people', { rest: 'tent for 4 people', max: 400 }],
    ['chair from 150 to 300', { rest: 'chair', min: 150, max: 300 }],
    ['camera from 2020 €', { rest: 'camera', min: 2020 }],
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
    'board game up to 4 players',
    'board game from 2 to 4 players',
    'birthday card over 50s',
    'macbook from 2020',
    'calendar from 2024 to 2026',
    'i <3 cats mug',
    'i <3',
    'puzzle under 1.2345',
    'cream over 40 night',
    'spf over 30 spray',
    'kettle under 10 minutes',
    'hdmi cable under 2 metres',
    'coffee beans under 500 grams',
    'pan under 28 centimetres',
    'lamp under 99 cents',
    'bottle under 1 litre',
    'air max90',
    'lamp not under',
  ])('%s says nothing', (query) => {
    expect(priceWish(query)).toEqual({ rest: query });
  });

  it('takes what stands so in a name for a name, where no money is named', () => {
    const isName = (words: string) => words === 'max 90';
    expect(priceWish('nike air max 90', isName)).toEqual({ rest: 'nike air max 90' });
    expect(priceWish('nike air max 90 under 100', isName)).toEqual({ rest: 'nike air max 90', max: 100 });
    expect(priceWish('sneaker max 90 €', isName)).toEqual({ rest: 'sneaker', max: 90 });
  });
});
