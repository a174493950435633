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

/** A search that could not start is tried again with the first question after so long, not with every letter. */
const RETRY_MS = 30_000;

interface Attempt {
  readonly worker: Promise<RunningWorker<SearchApi>>;
  failedAtMs?: number;
}

export function connectSearch({ searchUrl, ...urls }: SearchOptions): PageSearch {
  let latest: Attempt | undefined;
  const start = async () => {
    let opened = false;
    const worker = await startWorker<SearchApi>(urls, () => {
      if (opened) latest = undefined;
    });
    if (!worker) throw new EngineError('worker-blocked', 'no worker could start: allow `worker-src blob:`');
    try {
      await worker.call((api) => api.open(searchUrl));
      opened = true;
      return worker;
    } catch (error) {
      worker.end(new EngineError('closed', 'the search file could not be opened'));
      throw error;
    }
  };
  const attempt = (): Attempt => {
    const own: Attempt = { worker: start() };
    own.worker.catch(() => {
      own.failedAtMs = performance.now();
    });
    return own;
  };
  const ready = () => {
    if (latest?.failedAtMs !== undefined && performance.now() - latest.failedAtMs >= RETRY_MS) latest = undefined;
    latest ??= attempt();
    return latest.worker;
  };
  return {
    warm: async () => void (await ready()),
    search: async (request) => (await ready()).call((api) => api.search(request)),
  };
}
