import { ReleaseError } from './release-problem.ts';

/** Where a release can be fetched. Every answer is verified by hash, so a source needs no trust. */
export type ReleaseSource =
  /** A static folder with `manifest.json` and the files by name; absolute URL with a trailing slash. */
  | { readonly kind: 'folder'; readonly url: string }
  /** An aggregator's origin: `/v1/models/{sha256}` for the manifest (by release id) and for each file (by its hash). */
  | { readonly kind: 'aggregator'; readonly url: string };

export interface FetchOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The URL of a file of a release, or undefined where this source cannot have it. */
export function fileUrl(source: ReleaseSource, path: string, sha256: string | undefined): string | undefined {
  if (source.kind === 'folder') return new URL(path, source.url).href;
  return sha256 === undefined ? undefined : new URL(`/v1/models/${sha256}`, source.url).href;
}

/**
 * Fetches at most `maxBytes`, and reads no further than one chunk beyond.
 * @param what names the file in problems
 * @param cache how the browser's HTTP cache is used: `reload` passes by an answer that was corrupt
 * @throws ReleaseError `release-unreachable`, or `release-corrupt` when there are more bytes; the signal's reason
 */
export async function fetchBytes(
  url: string,
  what: string,
  maxBytes: number,
  cache: RequestCache,
  { fetch, timeoutMs, signal }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(abort, timeoutMs);
  try {
    // No cookie and no referrer: whoever serves models learns nothing of the page or its shopper.
    const init: RequestInit = { signal: stop.signal, cache, credentials: 'omit', referrerPolicy: 'no-referrer' };
    const response = await fetch(url, init);
    if (!response.ok) throw new ReleaseError('release-unreachable', `${what}: status ${response.status}`);
    return await readAtMost(response, what, maxBytes);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ReleaseError) throw error;
    const why = stop.signal.aborted ? `no answer in ${timeoutMs} ms` : 'no connection';
    throw new ReleaseError('release-unreachable', `${what}: ${why}`, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    // Ends a body that was not read to its end.
    stop.abort();
  }
}

async function readAtMost(response: Response, what: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) throw new ReleaseError('release-corrupt', `${what}: more than ${maxBytes} bytes`);
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
