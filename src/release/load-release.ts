/**
 * Fetches a release and proves it: the manifest by the release's id, every file by the manifest. What is verified is
 * kept by hash, so the next release fetches only what changed (after a round: one file), and a visit offline nothing.
 */
import { sha256Hex } from '../base/bytes.ts';
import type { ReleaseId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import {
  encodeReleaseManifest,
  type FileRef,
  parseReleaseManifest,
  type ReleaseManifest,
  releaseIdOf,
} from '../protocol/release-manifest.ts';
import { parseJson, parseProductCards } from './product-cards.ts';
import type { ReleaseCache } from './release-cache.ts';
import { problemOf, ReleaseError, type ReleaseProblem } from './release-problem.ts';
import { type FetchOptions, fetchBytes, fileUrl, type ReleaseSource } from './release-source.ts';

const MEBIBYTE = 1024 * 1024;
/** More is refused before it is read: a release has to suit a phone. */
export const MAX_MANIFEST_BYTES = 64 * 1024;
export const MAX_FILE_BYTES: Readonly<Record<ReleaseFile, number>> = {
  base: 8 * MEBIBYTE,
  shared: MEBIBYTE,
  vectors: 16 * MEBIBYTE,
  neighbours: 32 * MEBIBYTE,
  products: 32 * MEBIBYTE,
  popular: MEBIBYTE,
};
const DEFAULT_TIMEOUT_MS = 30_000;

export type ReleaseFile = keyof ReleaseManifest['files'];

/** A release whose every byte was checked against its id. */
export interface LoadedRelease {
  readonly id: ReleaseId;
  readonly manifest: ReleaseManifest;
  readonly files: Readonly<Record<ReleaseFile, Uint8Array<ArrayBuffer>>>;
  readonly products: readonly Product[];
  /** Row of `products[i]` in `vectors` and `neighbours`: rows whose card is broken are left out. */
  readonly productRows: Int32Array;
  readonly popular: readonly Product[];
  /** Cards of `products` and `popular` that could not be read. */
  readonly brokenRows: number;
}

export interface LoadReleaseOptions {
  /** Tried in order, for the manifest and again for each file. May be empty: then only the cache is asked. */
  readonly sources: readonly ReleaseSource[];
  readonly cache: ReleaseCache;
  /** The id, where it is known; without it the first folder's manifest decides, and an aggregator cannot be asked. */
  readonly expected?: ReleaseId | undefined;
  /** Asked before any file is fetched. */
  readonly wanted?: ((id: ReleaseId, manifest: ReleaseManifest) => boolean | Promise<boolean>) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For each request; default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export type ReleaseResult =
  | { readonly kind: 'release'; readonly release: LoadedRelease }
  | { readonly kind: 'unwanted'; readonly id: ReleaseId }
  | ReleaseProblem;

/** @throws the signal's reason; nothing else */
export async function loadRelease(options: LoadReleaseOptions): Promise<ReleaseResult> {
  try {
    const { id, manifest } = await loadManifest(options);
    if (options.wanted && !(await options.wanted(id, manifest))) return { kind: 'unwanted', id };
    const files = await loadFiles(manifest, options);
    const release = { id, manifest, files, ...readCards(manifest, files) };
    // Last, so that a manifest in the cache means that its files were there.
    await options.cache.putBlob(id, encodeReleaseManifest(manifest)).catch(() => {});
    return { kind: 'release', release };
  } catch (error) {
    options.signal?.throwIfAborted();
    return problemOf(error);
  }
}

/** The manifest of a release that was loaded before, from the cache alone. */
export async function cachedManifest(cache: ReleaseCache, id: ReleaseId): Promise<ReleaseManifest | undefined> {
  const bytes = await cache.getBlob(id).catch(() => undefined);
  if (!bytes) return undefined;
  return (await readManifest(bytes, id).catch(() => undefined))?.manifest;
}

async function loadManifest(options: LoadReleaseOptions): Promise<{ id: ReleaseId; manifest: ReleaseManifest }> {
  const { cache, expected, sources } = options;
  const known = expected && (await cachedManifest(cache, expected));
  if (known) return { id: expected, manifest: known };
  return firstGood('manifest', sources, async (source) => {
    const url = fileUrl(source, 'manifest.json', expected);
    if (!url) throw new ReleaseError('release-unreachable', 'manifest: an aggregator has to be asked by release id');
    // A folder's manifest changes under its name: ask whether the browser's copy is still the one.
    return readManifest(await fetchBytes(url, 'manifest', MAX_MANIFEST_BYTES, 'no-cache', fetching(options)), expected);
  });
}

/** The id is that of the canonical bytes, so a manifest may be served with any layout. */
async function readManifest(bytes: Uint8Array<ArrayBuffer>, expected: ReleaseId | undefined) {
  const parsed = parseReleaseManifest(parseJson(bytes));
  if ('problem' in parsed) throw new ReleaseError('release-corrupt', parsed.problem);
  const id = await releaseIdOf(parsed.manifest);
  if (expected && id !== expected) throw new ReleaseError('release-corrupt', 'manifest: not the expected release');
  return { id, manifest: parsed.manifest };
}

async function loadFiles(manifest: ReleaseManifest, options: LoadReleaseOptions): Promise<LoadedRelease['files']> {
  const names = Object.keys(manifest.files) as ReleaseFile[];
  const oversize = names.find((name) => manifest.files[name].bytes > MAX_FILE_BYTES[name]);
  if (oversize) throw new ReleaseError('release-corrupt', `file "${oversize}": over ${MAX_FILE_BYTES[oversize]} bytes`);
  // All have to end before one failure is told, or the others' requests would go on behind the caller's back.
  const loaded = await Promise.allSettled(names.map((name) => loadFile(name, manifest.files[name], options)));
  const entries = loaded.map((result, i) => {
    if (result.status === 'rejected') throw result.reason;
    return [names[i], result.value];
  });
  return Object.fromEntries(entries) as Record<ReleaseFile, Uint8Array<ArrayBuffer>>;
}

async function loadFile(
  name: ReleaseFile,
  ref: FileRef,
  options: LoadReleaseOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const what = `file "${name}"`;
  // Other scripts of the shop can write our storage: what comes out of it is no better than what comes from the net.
  const cached = await options.cache.getBlob(ref.sha256).catch(() => undefined);
  if (cached && (await mismatch(cached, ref)) === undefined) return cached;
  const tryOnce = async (source: ReleaseSource, cache: RequestCache) => {
    const url = fileUrl(source, ref.path, ref.sha256) as string;
    const bytes = await fetchBytes(url, what, ref.bytes, cache, fetching(options));
    const wrong = await mismatch(bytes, ref);
    if (wrong) throw new ReleaseError('release-corrupt', `${what}: ${wrong}`);
    return bytes;
  };
  const bytes = await firstGood(what, options.sources, (source) =>
    tryOnce(source, 'default').catch((error: unknown) => {
      if (!(error instanceof ReleaseError) || error.code !== 'release-corrupt') throw error;
      return tryOnce(source, 'reload');
    }),
  );
  await options.cache.putBlob(ref.sha256, bytes).catch(() => {});
  return bytes;
}

async function mismatch(bytes: Uint8Array<ArrayBuffer>, ref: FileRef): Promise<string | undefined> {
  if (bytes.length !== ref.bytes) return `${bytes.length} bytes, the manifest says ${ref.bytes}`;
  return (await sha256Hex(bytes)) === ref.sha256 ? undefined : 'its SHA-256 is not the one in the manifest';
}

function readCards(manifest: ReleaseManifest, files: LoadedRelease['files']) {
  const cards = parseProductCards(files.products);
  const popular = parseProductCards(files.popular);
  if (!cards || !popular)
    throw new ReleaseError('release-corrupt', `file "${cards ? 'popular' : 'products'}": no JSON list`);
  if (cards.rowCount !== manifest.products) {
    const detail = `file "products": ${cards.rowCount} rows, the manifest says ${manifest.products}`;
    throw new ReleaseError('release-corrupt', detail);
  }
  return {
    products: cards.products,
    productRows: cards.rows,
    popular: popular.products,
    brokenRows: cards.brokenRows + popular.brokenRows,
  };
}

/** The first source that gives what is right. If none does, a corrupt answer tells more than a missing one. */
async function firstGood<Value>(
  what: string,
  sources: readonly ReleaseSource[],
  load: (source: ReleaseSource) => Promise<Value>,
): Promise<Value> {
  let problem = new ReleaseError('release-unreachable', `${what}: not in the cache, and no source to ask`);
  for (const [i, source] of sources.entries()) {
    try {
      return await load(source);
    } catch (error) {
      if (!(error instanceof ReleaseError)) throw error;
      if (i === 0 || error.code === 'release-corrupt') problem = error;
    }
  }
  throw problem;
}

function fetching({
  fetch = globalThis.fetch,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  signal,
}: LoadReleaseOptions): FetchOptions {
  // Called bare: a browser's fetch refuses to be anyone's method.
  return { fetch: (input, init) => fetch(input, init), timeoutMs, signal };
}
