/** `inkling('search', request, callback)` and `inkling('recent', callback)`: the shop's search box asks, this device answers. */
import type { PageEngine, PageSearch, SearchResult } from '../../index.ts';

/** What a shop may ask; anything else is no question. */
interface ShopRequest {
  readonly query: string;
  readonly limit: number;
  readonly typing: boolean;
}

export interface SearchCalls {
  /** Tells what was found; undefined where there is no search: a tag without `data-search`, or a file that cannot be opened. */
  search(request: unknown, tell: (found?: SearchResult) => void): void;
  /** Tells what this shopper looked for last, newest first. */
  recent(tell: (queries: readonly string[]) => void): void;
  /** What this shopper liked is no longer to be known: after a wipe, or another answer to the consent question. */
  forget(): void;
}

const LIMIT = 24;
const MOST = 1000;
const RECENT = 5;
/** A shopper's taste does not change between two letters. */
const TASTE_MS = 30_000;
const TASTE_SIZE = 50;

export function searchCalls(
  search: PageSearch | undefined,
  engine: Pick<PageEngine, 'recommend' | 'exportHistory'>,
): SearchCalls {
  let taste: readonly string[] = [];
  let tasteAtMs = Number.NEGATIVE_INFINITY;
  /** Counts what was forgotten: a list that was asked for before is dropped when it comes. */
  let generation = 0;
  /** Asked beside the search, which does not wait: the next one knows. */
  const learnTaste = () => {
    if (performance.now() - tasteAtMs < TASTE_MS) return;
    tasteAtMs = performance.now();
    const asked = generation;
    engine
      .recommend({ placement: 'home', limit: TASTE_SIZE })
      .then(({ basis, items }) => {
        if (asked === generation) taste = basis === 'personal' ? items.map(({ product }) => product.id) : [];
      })
      .catch(() => {
        taste = [];
      });
  };
  return {
    forget() {
      generation++;
      taste = [];
      tasteAtMs = Number.NEGATIVE_INFINITY;
    },
    search(asked, tell) {
      const request = parseRequest(asked);
      if (!search || !request) return tell();
      learnTaste();
      search
        .search({ ...request, taste })
        .catch(() => undefined)
        .then(tell)
        .catch(() => {});
    },
    recent(tell) {
      engine
        .exportHistory()
        .then(({ events }) => events.flatMap((event) => (event.kind === 'query' ? event.text : [])))
        .catch(() => [])
        .then((queries) => tell([...new Set(queries.reverse())].slice(0, RECENT)))
        .catch(() => {});
    },
  };
}

function parseRequest(asked: unknown): ShopRequest | undefined {
  const { query, limit, typing } = (typeof asked === 'string' ? { query: asked } : (asked ?? {})) as Record<
    string,
    unknown
  >;
  if (typeof query !== 'string') return undefined;
  const wanted = typeof limit === 'number' && limit >= 1 ? Math.min(MOST, Math.floor(limit)) : LIMIT;
  return { query, limit: wanted, typing: typing === true };
}
