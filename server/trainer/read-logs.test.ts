import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { datasetOf, knownHistory } from './dataset.ts';
import { readEvents } from './read-logs.ts';
import { tablesOf } from './tables.ts';

const DAY = 86_400;
let folder = '';

async function logsOf(text: string) {
  const file = join(folder, 'events.tsv');
  await writeFile(file, text);
  return readEvents('--events', file);
}

describe('events with times', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkling-logs-'));
  });

  it('are read beside events without', async () => {
    const [timed, plain] = await logsOf('a\tx:y:2@100 z:0@100.5\nb\tz:1\n');
    expect(timed?.events).toEqual([
      { productId: 'x:y', kind: kindIndex('view'), atMs: 100_000 },
      { productId: 'z', kind: kindIndex('purchase'), atMs: 100_500 },
    ]);
    expect(plain?.events).toEqual([{ productId: 'z', kind: kindIndex('cart-add') }]);
  });

  it.each([
    ['a\tx:2@yesterday', 'row 1: the time after @ is not in seconds since 1970'],
    ['a\tx:2@', 'row 1: the time after @'],
    ['a\tx:2@-5', 'row 1: the time after @'],
    ['a\tx:2@5@6', 'row 1: the time after @'],
    ['a\tx:2@0x7d0', 'row 1: the time after @'],
    ['a\tx:2\nb\t\uFFFD:2', 'row 2: is not UTF-8'],
    [`a\t${'x'.repeat(201)}:2`, 'row 1: a product id is longer than 200'],
    ['a\tx:2@1517443200000', 'row 1: the time after @'],
    ['a\tx:2@5\nb\tx:2@9 y:2@8', 'row 2: an event is earlier than the one before it'],
    ['a\tx:4@5', 'row 1: an event is not item:kind'],
  ])('are refused with the row when they are no times: %s', async (text, message) => {
    await expect(logsOf(text)).rejects.toThrow(message);
  });

  it('give each event the time since the one before it, of those that are known', async () => {
    const [log] = await logsOf(`a\tx:2@0 y:2@10 z:2@${2 * DAY} x:2@${60 * DAY}\n`);
    const data = datasetOf(log ? [log] : [], new Map());
    expect(data.sequences[0]?.map(({ gap }) => gap)).toEqual([0, 1, 4, 6]);
    const known = new Map([...data.rowOf].filter(([id]) => id !== 'z'));
    expect(knownHistory(log?.events ?? [], known).map(({ gap }) => gap)).toEqual([0, 1, 6]);
  });

  it('make what was had lately more popular than what was had as often long ago', async () => {
    const logs = await logsOf(`a\told:2@0 new:2@${90 * DAY}\nb\told:2@10 new:2@${90 * DAY}\n`);
    const data = datasetOf(logs, new Map());
    const none = { indptr: new Uint32Array(3), products: new Uint16Array(0), distances: new Uint8Array(0) } as never;
    const { popularity } = tablesOf(data.sequences, 2, none, {} as never);
    const [old, recent] = ['old', 'new'].map((id) => popularity[data.rowOf.get(id) ?? -1] ?? -1);
    expect(recent).toBe(1);
    expect(old).toBeCloseTo(Math.log1p(2 / 8) / Math.log1p(2), 5);
    const [partly] = datasetOf(await logsOf(`a\tx:2@0 y:2@${30 * DAY} z:2\n`), new Map()).sequences;
    expect(partly?.map(({ recency }) => recency)).toEqual([0.5, 1, 0.75]);
  });
});
