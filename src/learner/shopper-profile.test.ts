import { expect, test } from 'vitest';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { ProductEvent, ProductEventKind } from '../domain/shop-event.ts';
import type { SwitchedOff } from '../domain/shopper-profile.ts';
import { rebuild } from './personal-state.ts';
import { profileOf } from './shopper-profile.ts';
import { NOTHING_OFF } from './switched-off.ts';

/** `Kitchen/Kettles/Alba/3000`: path, brand and price of a product; the whole is its id. */
function productOf(id: ProductId): Product {
  const levels = id.split('/');
  const [priceMinor, brand] = [Number(levels.pop()), levels.pop() as string];
  const about = { title: `A ${id}`, url: '/', currency: 'EUR', inStock: true };
  return { id, ...about, categoryPath: levels, ...(priceMinor > 0 && { priceMinor }), ...(brand && { brand }) };
}

type Told = readonly [times: number, id: string, kind?: ProductEventKind];

function profile(told: readonly Told[], off: SwitchedOff = NOTHING_OFF, currency: string | undefined = 'EUR') {
  const events = told.flatMap(([times, id, kind = 'view']) =>
    Array.from({ length: times }, (_, at): ProductEvent => ({ kind, productId: id as ProductId, atMs: at })),
  );
  return profileOf(rebuild(events, productOf), { off, currency, productOf });
}

const names = (likings: readonly { readonly name: string }[]) => likings.map(({ name }) => name);

test('nobody is taken for anything yet', () => {
  expect(profile([])).toEqual({ categories: [], brands: [], hidden: [] });
  expect(profile([[1, 'Kitchen/Kettles/Alba/3000']])).toEqual({ categories: [], brands: [], hidden: [] });
});

test('an interest is told by the narrowest category that it is about', () => {
  const { categories } = profile([
    // One of each: the kitchen, and no part of it.
    ...['Kettles', 'Pans', 'Knives', 'Mugs', 'Jars', 'Bowls'].map((name): Told => [1, `Kitchen/${name}//0`]),
    [6, 'Outdoors/Tents/Nord/9000'],
    [3, 'Outdoors/Stoves/Nord/9000'],
  ]);
  expect(names(categories)).toEqual(['Outdoors > Tents', 'Kitchen', 'Outdoors > Stoves']);
  const shares = categories.map(({ share }) => share);
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
});

test('a side look changes nothing of what a category is told by', () => {
  const { categories } = profile([
    [9, 'Outdoors/Tents//0'],
    [1, 'Outdoors/Stoves//0'],
  ]);
  expect(names(categories)).toEqual(['Outdoors > Tents']);
});

test('brands by interest, and what was sent back is no liking', () => {
  const { brands, categories } = profile([
    [3, 'Kitchen/Pans/Alba/3000'],
    [2, 'Kitchen/Pans/Alba/3000', 'purchase'],
    [3, 'Desk/Lamps/Nord/5000'],
    [1, 'Desk/Lamps/Nord/5000', 'refund'],
  ]);
  expect(names(brands)).toEqual(['Alba']);
  expect(names(categories)).toEqual(['Kitchen > Pans']);
});

test('the usual prices, where there are any', () => {
  const { price } = profile([
    [10, 'Desk/Lamps//4000'],
    [10, 'Desk/Lamps//9000'],
  ]);
  expect(price).toMatchObject({ counts: true, range: { currency: 'EUR' } });
  const { fromMinor = 0, toMinor = 0 } = price?.range ?? {};
  expect(fromMinor).toBeGreaterThanOrEqual(3900);
  expect(toMinor).toBeLessThanOrEqual(9100);
  expect(fromMinor).toBeLessThan(toMinor);
  expect(profile([[4, 'Desk/Lamps//4000']]).price).toBeUndefined();
  expect(profileOf(rebuild([], productOf), { off: NOTHING_OFF, currency: undefined, productOf }).price).toBeUndefined();
});

test('what is off stays in sight, and what is inside it is off with it', () => {
  const told: Told[] = [
    [5, 'Outdoors/Tents/Nord/9000'],
    [5, 'Desk/Lamps/Alba/4000'],
  ];
  const off = { categories: ['Outdoors'], brands: ['Gone'], price: true };
  const { categories, brands, price } = profile(told, off);
  expect(categories.map(({ name, counts }) => [name, counts])).toEqual([
    ['Desk > Lamps', true],
    ['Outdoors', false],
  ]);
  expect(categories.at(-1)?.share).toBeCloseTo(0.5, 1);
  expect(brands.at(-1)).toEqual({ name: 'Gone', share: 0, counts: false });
  expect(price?.counts).toBe(false);
});

test('prices that are off stay in sight where too little is known of them', () => {
  expect(profile([], { ...NOTHING_OFF, price: true }).price).toEqual({ counts: false });
});

test('what was turned down takes nothing from what is liked beside it, and no share is above 1', () => {
  const { categories } = profile([
    [10, 'Kitchen/Kettles//0'],
    [3, 'Kitchen/Pans//0', 'hide'],
    [2, 'Desk/Lamps//0', 'hide'],
  ]);
  expect(names(categories)).toEqual(['Kitchen > Kettles']);
  expect(categories[0]?.share).toBeCloseTo(1, 5);
});

test('a level with a mark in its name is told like any other', () => {
  expect(names(profile([[3, 'Tea > Coffee/Pots//0']]).categories)).toEqual(['Tea > Coffee > Pots']);
});

test('hidden products by their titles', () => {
  const id = 'Desk/Lamps/Nord/5000';
  expect(profile([[1, id, 'hide']]).hidden).toEqual([{ productId: id, title: `A ${id}` }]);
});

test('no more than can be read', () => {
  const { brands } = profile(Array.from({ length: 40 }, (_, i) => [3, `Desk/Lamps/Brand ${i}/4000`]));
  expect(brands).toHaveLength(6);
});
