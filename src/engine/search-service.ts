/** The search worker's work: fetch the file that `search.json` names, check it, answer from it. */
import { sha256Hex } from '../base/bytes.ts';
import { type OpenedSearch, openSearch } from '../search/open-search.ts';
import { MOST_LETTERS } from '../search/product-search.ts';
import { decodeSearchFile } from '../search/search-file.ts';
import { parseSearchPointer } from '../search/search-pointer.ts';
import type { SearchApi, SearchRequest, SearchResult } from './search-messages.ts';

/** Why there is no search. `message` is for the merchant; it holds nothing of the shopper. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
}

interface Opened extends OpenedSearch {
  readonly ids: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
}

const MOST_BYTES = 256 * 1024 * 1024;
const MOST_PRODUCTS = 1000;
const MOST_SUGGESTIONS = 5;
/** What answers a query less than this, next to the best answer, is no answer. */
const LEAST_SHARE = 0.45;

export function searchService(fetch: typeof globalThis.fetch): SearchApi {
  let opened: Opened | undefined;
  return {
    async open(folderUrl) {
      opened = await openFolder(folderUrl, fetch);
    },
    async search(request) {
      if (!opened) throw new SearchError('no search file is open');
      return answer(opened, request);
    },
  };
}

async function openFolder(folderUrl: string, fetch: typeof globalThis.fetch): Promise<Opened> {
  const pointer: unknown = JSON.parse(new TextDecoder().decode(await get(fetch, new URL('search.json', folderUrl))));
  const parsed = parseSearchPointer(pointer);
  if (typeof parsed === 'string') throw new SearchError(`search.json: ${parsed}`);
  const { path, sha256 } = parsed;
  const bytes = await get(fetch, new URL(path, folderUrl));
  if ((await sha256Hex(bytes)) !== sha256)
    throw new SearchError(`${path}: its bytes are not those that search.json names`);
  const file = decodeSearchFile(bytes);
  return { ids: file.ids, rowOf: new Map(file.ids.map((id, row) => [id, row])), ...openSearch(file) };
}

function answer({ ids, rowOf, search, suggester }: Opened, request: SearchRequest): SearchResult {
  const { typing = false, taste = [] } = request;
  const query = request.query.slice(0, MOST_LETTERS);
  const limit = Math.min(MOST_PRODUCTS, Math.max(1, Math.floor(request.limit) || 1));
  const tastes = new Map(
    taste.flatMap((id, at) => {
      const row = rowOf.get(id);
      return row === undefined ? [] : [[row, 1 - at / taste.length] as const];
    }),
  );
  const { hits, ...understood } = search.search(query, { limit, typing, taste: (row) => tastes.get(row) ?? 0 });
  const least = LEAST_SHARE * hits.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  return {
    products: hits.flatMap(({ row, relevance }) => (relevance >= least ? (ids[row] as string) : [])),
    suggestions: typing ? suggester.suggest(query, MOST_SUGGESTIONS) : [],
    ...understood,
  };
}

/** No cookie and no referrer: whoever serves the file learns nothing of the page or its shopper. */
async function get(fetch: typeof globalThis.fetch, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url.href, { credentials: 'omit', referrerPolicy: 'no-referrer' }).catch(() => undefined);
  if (!response?.ok)
    throw new SearchError(`${url.pathname}: ${response ? `status ${response.status}` : 'no connection'}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MOST_BYTES) throw new SearchError(`${url.pathname}: ${bytes.length} bytes are too many`);
  return bytes;
}
