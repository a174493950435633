/** What the page and the search worker say to each other: plain data, by structured clone. Nothing of it leaves the device. */
import type { SearchIntent } from '../search/intent.ts';
import type { Correction } from '../search/product-search.ts';
import type { Suggestion } from '../search/suggest.ts';

export interface SearchRequest {
  readonly query: string;
  /** At most this many products, 1 to 1,000. */
  readonly limit: number;
  /** The last word may go on. */
  readonly typing?: boolean;
  /** Ids of products to this shopper's taste, best first: they go first among what answers as well. */
  readonly taste?: readonly string[];
}

export interface SearchResult {
  /** Ids, best first. */
  readonly products: readonly string[];
  /** What was understood beside the words. */
  readonly intent: SearchIntent;
  /** Words that were written wrongly, as they were and as they were read. */
  readonly corrections: readonly Correction[];
  /** Nothing costs what was asked: these cost something else. */
  readonly priceIgnored: boolean;
  /** Other things to say, while the shopper types. */
  readonly suggestions: readonly Suggestion[];
}

export interface SearchApi {
  /**
   * Fetches and opens a shop's search file.
   * @param folderUrl absolute URL of the folder with `search.json`, with a trailing slash
   */
  open(folderUrl: string): Promise<void>;
  search(request: SearchRequest): Promise<SearchResult>;
}
