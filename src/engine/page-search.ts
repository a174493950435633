/** The search as the page sees it: a worker of its own, started with the first question, so that it never waits for a model. */

import type { SearchApi, SearchRequest, SearchResult } from './search-messages.ts';
import { EngineError, type RunningWorker, startWorker, type WorkerUrls } from './start-worker.ts';

export interface SearchOptions extends WorkerUrls {
  /** Absolute URL of the folder with `search.json`, with a trailing slash. */
  readonly searchUrl: string;
}

export interface PageSearch {
  /** Starts what the first question needs. Rejects as `search` does. */
  warm(): Promise<void>;
  /** Rejects with EngineError where no worker can be had, and with what keeps the file from being opened. */
  search(request: SearchRequest): Promise<SearchResult>;
}

export function connectSearch({ searchUrl, ...urls }: SearchOptions): PageSearch {
  let running: Promise<RunningWorker<SearchApi>> | undefined;
  const start = async () => {
    const worker = await startWorker<SearchApi>(urls, () => {
      running = undefined;
    });
    if (!worker) throw new EngineError('worker-blocked', 'no worker could start: allow `worker-src blob:`');
    try {
      await worker.call((api) => api.open(searchUrl));
      return worker;
    } catch (error) {
      worker.end(new EngineError('closed', 'the search file could not be opened'));
      throw error;
    }
  };
  const ready = () => {
    running ??= start();
    // What failed is tried again with the next question.
    running.catch(() => {
      running = undefined;
    });
    return running;
  };
  return {
    warm: async () => void (await ready()),
    search: async (request) => (await ready()).call((api) => api.search(request)),
  };
}
