import { describe, expect, it } from 'vitest';
import type { PageEngine } from '../../index.ts';
import { searchCalls } from './search-calls.ts';

type Engine = Pick<PageEngine, 'recommend' | 'exportHistory'>;

const engine = (queries: readonly string[]): Engine => ({
  recommend: async () => ({ placement: 'home', basis: 'popular', items: [] }),
  exportHistory: async () => ({
    format: 'inkling-history/1',
    shop: 'demo',
    exportedAtMs: 0,
    events: queries.map((text, atMs) => ({ kind: 'query', atMs, text })),
  }),
});

const told = <Answer>(ask: (tell: (answer: Answer) => void) => void) => new Promise<Answer>(ask);

describe('what the shop’s search box asks', () => {
  it('is answered with nothing where the tag names no search, and where it is no question', async () => {
    const calls = searchCalls(undefined, engine([]));
    expect(await told((tell) => calls.search('mug', tell))).toBeUndefined();
    expect(await told((tell) => calls.search({ query: 7 }, tell))).toBeUndefined();
    expect(await told((tell) => calls.search(null, tell))).toBeUndefined();
  });

  it('are the last five different queries, newest first', async () => {
    const calls = searchCalls(undefined, engine(['a', 'b', 'a', 'c', 'd', 'e', 'f', 'f']));
    expect(await told((tell) => calls.recent(tell))).toEqual(['f', 'e', 'd', 'c', 'a']);
  });

  it('are none where the history cannot be read', async () => {
    const broken = { ...engine([]), exportHistory: () => Promise.reject(new Error('no worker')) };
    expect(await told((tell) => searchCalls(undefined, broken).recent(tell))).toEqual([]);
  });
});
