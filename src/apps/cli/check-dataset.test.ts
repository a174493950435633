import { expect, test } from 'vitest';
import { datasetOf } from '../../../server/trainer/dataset.ts';
import { checkDataset, refuseEvents } from './check-dataset.ts';

const log = (shopper: string, ...ids: string[]) => ({
  shopper,
  events: ids.map((productId) => ({ productId, kind: 0 })),
});

function notesOn(logs: readonly ReturnType<typeof log>[], valid?: ReadonlyMap<string, string>): string[] {
  const notes: string[] = [];
  checkDataset(datasetOf(logs, new Map()), valid, { sequences: 'LOGS', valid: 'VALID' }, (text) => notes.push(text));
  return notes;
}

test('a shopper on two lines is told, and one on a line of its own is not', () => {
  const twice = notesOn([log('a', 'x', 'y'), log('b', 'x', 'y'), log('a', 'y', 'x')]);
  expect(twice).toContain(
    '--sequences LOGS: 1 lines are of shoppers who have another line: each counts as a shopper of its own',
  );
  expect(notesOn([log('a', 'x', 'y'), log('b', 'x', 'y')]).join()).not.toContain('another line');
});

test('targets of nobody, and of no product, are counted', () => {
  const logs = [log('a', 'x', 'y'), log('b', 'x', 'y')];
  const told = notesOn(
    logs,
    new Map([
      ['a', 'x'],
      ['b', 'unknown'],
      ['c', 'x'],
    ]),
  );
  expect(told).toContain('--valid VALID: 2 rows name no shopper or no product of the logs: left out');
  expect(notesOn(logs, new Map([['a', 'x']])).join()).not.toContain('--valid');
});

test('events taken for sequences are refused, products with a colon are not', () => {
  expect(() => refuseEvents('--sequences LOGS', ['x:2', 'y:1', 'z:0@5'])).toThrow('give the file as --events');
  expect(() => refuseEvents('--sequences LOGS', ['x:2', 'shirt:red', 'z'])).not.toThrow();
});
