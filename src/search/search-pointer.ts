/** `search.json`: which file a shop's search is in. */

export const SEARCH_FORMAT = 'inkling-search/1';

export interface SearchPointer {
  readonly format: typeof SEARCH_FORMAT;
  /** Name in the same folder; no directories. */
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The pointer, or what is wrong with it. */
export function parseSearchPointer(input: unknown): SearchPointer | string {
  const { format, path, sha256 } = (input ?? {}) as Record<string, unknown>;
  if (format !== SEARCH_FORMAT) return `format ${JSON.stringify(format)}, ${SEARCH_FORMAT} wanted`;
  if (typeof path !== 'string' || !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(path)) return 'path';
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return 'sha256';
  return { format, path, sha256 };
}
