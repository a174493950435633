import { beforeAll, expect, test } from 'vitest';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import { cardsOf } from './build-release.ts';
import { catalogueModel } from './catalogue-model.ts';
import { textsOf } from './content.ts';
import { datasetOf } from './dataset.ts';
import { statesOf } from './evaluate-states.ts';
import { startBackend } from './start-backend.ts';
import { trainingOptions } from './training-options.ts';

const KINDS = ['kettle', 'boots', 'lamp', 'scarf', 'tent'];
const PLACES = 6;
const products = new Map(
  KINDS.flatMap((kind) =>
    Array.from({ length: PLACES }, (_, at) => {
      const title = `${['copper', 'green', 'large', 'small', 'old', 'new'][at]} ${kind}`;
      return [`${kind}-${at}`, { id: `${kind}-${at}`, title, availability: 'in_stock' as const, categoryPath: [kind] }];
    }),
  ),
);
const data = datasetOf([], textsOf(products));
const options = trainingOptions({ width: 16, maxEvents: 20, seed: '1', minutes: 1 });
const made = () => catalogueModel(data, cardsOf(data.ids, products), options, () => {});
const row = (id: string) => data.ids.indexOf(id);

beforeAll(() => startBackend('wasm'));

/** Mean cosine of the state after these products with the products of each kind. */
async function likingAfter(...ids: string[]): Promise<Record<string, number>> {
  const { shape, base, vectors } = made();
  const rows = dequantiseRows(vectors);
  const history = ids.map((id) => ({ product: row(id), kind: 0 }));
  const scores = scoreRows(rows, await statesOf(shape, base, rows, [history]));
  return Object.fromEntries(
    KINDS.map((kind) => {
      const own = data.ids.flatMap((id, at) => (id.startsWith(kind) ? [scores[at] as number] : []));
      return [kind, own.reduce((sum, score) => sum + score, 0) / own.length];
    }),
  );
}

test('its encoder likes what was looked at, the newest most, and nothing else', async () => {
  const one = await likingAfter('boots-0', 'boots-1');
  expect(one.boots).toBeGreaterThan(0.5);
  const two = await likingAfter('boots-0', 'boots-1', 'boots-2', 'lamp-0');
  const { boots = 0, lamp = 0, kettle = 0, scarf = 0, tent = 0 } = two;
  expect(lamp).toBeGreaterThan(boots);
  expect(Math.max(kettle, scarf, tent)).toBeLessThan(boots / 2);
});

test('it is the same with the same seed', () => {
  const [one, other] = [made(), made()];
  expect(one.vectors).toEqual(other.vectors);
  expect(one.tables.popularity).toEqual(other.tables.popularity);
  expect([...one.base]).toEqual([...other.base]);
});

test('the first of the range are one of each kind, in turn', () => {
  const { popularity } = made().tables;
  const order = data.ids.toSorted((a, b) => (popularity[row(b)] as number) - (popularity[row(a)] as number));
  for (let at = 0; at < order.length; at += KINDS.length) {
    expect(new Set(order.slice(at, at + KINDS.length).map((id) => id.split('-')[0]))).toEqual(new Set(KINDS));
  }
});
