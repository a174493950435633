import { describe, expect, it } from 'vitest';
import type { PageEngine, PageSearch, RecommendationList } from '../../index.ts';
import { searchCalls } from './search-calls.ts';

type Engine = Pick<PageEngine, 'recommend' | 'exportHistory'>;

const engine = (queries: readonly string[]): Engine => ({
  recommend: async () => ({ placement: 'home', basis: 'popular', items: [] }),
  exportHistory: async () => ({
    format: 'inkling-history/1',
    shop: 'demo',
    exportedAtMs: 0,
    switchedOff: { categories: [], brands: [], price: false },
    events: queries.map((text, atMs) => ({ kind: 'query', atMs, text })),
  }),
});

const settled = () => new Promise((done) => setTimeout(done));
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

  it('are ordered by this shopper’s taste, until it is forgotten; a list that was asked for before is dropped', async () => {
    const tastes: (readonly string[] | undefined)[] = [];
    const search: PageSearch = {
      warm: async () => {},
      search: async ({ taste }) => {
        tastes.push(taste);
        return {
          products: [],
          intent: { words: [], attributes: {} },
          corrections: [],
          priceIgnored: false,
          suggestions: [],
        };
      },
    };
    const answers: ((list: RecommendationList) => void)[] = [];
    const personal = { placement: 'home', basis: 'personal', items: [{ product: { id: 'liked' } }] };
    const calls = searchCalls(search, {
      ...engine([]),
      recommend: () => new Promise((answer) => answers.push(answer)),
    });
    const ask = () => told((tell) => calls.search('mug', tell));
    await ask();
    answers[0]?.(personal as unknown as RecommendationList);
    await settled();
    await ask();
    calls.forget();
    await ask();
    calls.forget();
    // Asked for before it was forgotten, answered after.
    answers[1]?.(personal as unknown as RecommendationList);
    await settled();
    await ask();
    expect(tastes).toEqual([[], ['liked'], [], []]);
  });

  it('are none where the history cannot be read', async () => {
    const broken = { ...engine([]), exportHistory: () => Promise.reject(new Error('no worker')) };
    expect(await told((tell) => searchCalls(undefined, broken).recent(tell))).toEqual([]);
  });
});
