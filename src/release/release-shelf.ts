import * as v from 'valibot';
import { parseReleaseId, type ReleaseId } from '../domain/ids.ts';
import {
  cachedManifest,
  type LoadedRelease,
  type LoadReleaseOptions,
  loadRelease,
  type ReleaseResult,
} from './load-release.ts';
import type { ReleaseCache } from './release-cache.ts';
import type { ReleaseSource } from './release-source.ts';

/** Under this key of the cache stands which release is in use. */
export const SHELF_KEY = 'release-shelf';
/** Releases that failed their check here; the oldest are tried again. */
const MAX_REJECTED = 20;

const releaseId = v.pipe(
  v.string(),
  v.check((text) => parseReleaseId(text) !== undefined),
  v.transform((text) => text as ReleaseId),
);
const shelfSchema = v.object({
  current: v.exactOptional(releaseId),
  previous: v.exactOptional(releaseId),
  rejected: v.array(releaseId),
  /** Those that ranked worse for this shopper. */
  worse: v.optional(v.array(releaseId), []),
});
type Labels = v.InferOutput<typeof shelfSchema>;

export interface ShelfOptions {
  readonly cache: ReleaseCache;
  /**
   * Tries a release before it comes into use: decode it, run it on known input. Resolves to what is wrong, or to
   * undefined; throwing counts as wrong.
   */
  readonly check: (release: LoadedRelease) => string | undefined | Promise<string | undefined>;
  readonly timeoutMs?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface AdoptRequest {
  readonly sources: readonly ReleaseSource[];
  readonly expected?: ReleaseId | undefined;
  /** Only what was made after the release in use; else `unwanted`. A folder may lag behind the rounds. */
  readonly onlyNewer?: boolean | undefined;
  /** Asked last, where another release is in use: a release that is worse for this shopper does not take its place. */
  readonly isWorse?: ((release: LoadedRelease) => Promise<boolean>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `worse`: what is in use ranks better for this shopper, and stays. */
export type AdoptResult = ReleaseResult | { readonly kind: 'worse'; readonly id: ReleaseId };

/** The release in use and the one before it. A release comes into use only when it is whole and passed its check. */
export interface ReleaseShelf {
  /** The release in use, from the cache alone: no request. The previous one when it is damaged; undefined without either. */
  current(): Promise<LoadedRelease | undefined>;
  /**
   * Fetches a release and takes it into use; what was in use becomes the previous one. Whatever goes wrong, the release
   * in use stays. `unwanted` when it is in use already, was rejected here before, or is not newer.
   */
  adopt(request: AdoptRequest): Promise<AdoptResult>;
  /** Releases that were worse for this shopper may be adopted again: the shopper is another one now. */
  reconsider(): Promise<void>;
  /** Takes the previous release back into use; the one that was in use is not adopted again. */
  rollBack(): Promise<ReleaseResult>;
}

export function releaseShelf({ cache, check, timeoutMs, fetch }: ShelfOptions): ReleaseShelf {
  const read = async (): Promise<Labels> => {
    const stored = v.safeParse(shelfSchema, await cache.get(SHELF_KEY));
    return stored.success ? stored.output : { rejected: [], worse: [] };
  };
  /** Not adopted again; its files go. */
  const reject = async (id: ReleaseId, why: 'rejected' | 'worse') => {
    const before = await read();
    const labels = { ...before, [why]: [...before[why].filter((other) => other !== id), id].slice(-MAX_REJECTED) };
    await cache.put(SHELF_KEY, labels);
    await sweep(cache, labels);
  };
  const load = async (options: Omit<LoadReleaseOptions, 'cache'>): Promise<ReleaseResult> => {
    const result = await loadRelease({ ...options, cache, timeoutMs, fetch });
    if (result.kind !== 'release') return result;
    const wrong = await problemIn(check, result.release);
    options.signal?.throwIfAborted();
    if (wrong === undefined) return result;
    await reject(result.release.id, 'rejected');
    return { kind: 'problem', code: 'release-corrupt', detail: `check failed: ${wrong}` };
  };
  const fromCache = (id: ReleaseId) => load({ sources: [], expected: id });

  return {
    async current() {
      const labels = await read();
      for (const id of [labels.current, labels.previous]) {
        const result = id && (await fromCache(id));
        if (result?.kind !== 'release') continue;
        if (id !== labels.current) await cache.put(SHELF_KEY, { ...kept(await read()), current: id });
        return result.release;
      }
      return undefined;
    },

    async adopt({ sources, expected, onlyNewer, isWorse, signal }) {
      const before = await read();
      const inUse = before.current && (await cachedManifest(cache, before.current));
      const wanted: LoadReleaseOptions['wanted'] = (id, manifest) =>
        !before.rejected.includes(id) &&
        !before.worse.includes(id) &&
        !(inUse && id === before.current) &&
        !(onlyNewer && inUse && manifest.createdAtMs <= inUse.createdAtMs);
      const result = await load({ sources, expected, wanted, signal });
      if (result.kind !== 'release') return result;
      const { id } = result.release;
      if (inUse && (await isWorse?.(result.release))) {
        await reject(id, 'worse');
        return { kind: 'worse', id };
      }
      signal?.throwIfAborted();
      const previous = before.current === id ? before.previous : before.current;
      const labels = { ...kept(await read()), current: id, ...(previous && { previous }) };
      await cache.put(SHELF_KEY, labels);
      await sweep(cache, labels);
      return result;
    },

    async reconsider() {
      const labels = await read();
      if (labels.worse.length > 0) await cache.put(SHELF_KEY, { ...labels, worse: [] });
    },

    async rollBack() {
      const { current, previous } = await read();
      if (!previous) return { kind: 'problem', code: 'release-unreachable', detail: 'no previous release is kept' };
      const result = await fromCache(previous);
      if (result.kind !== 'release') return result;
      if (current) await reject(current, 'rejected');
      await cache.put(SHELF_KEY, { ...kept(await read()), current: previous });
      return result;
    },
  };
}

/** What stays of the labels when another release comes into use. */
function kept({ rejected, worse }: Labels): Pick<Labels, 'rejected' | 'worse'> {
  return { rejected, worse };
}

async function problemIn(check: ShelfOptions['check'], release: LoadedRelease): Promise<string | undefined> {
  try {
    return await check(release);
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
}

/** Leaves the files of the two releases on the shelf. */
async function sweep(cache: ReleaseCache, { current, previous }: Pick<Labels, 'current' | 'previous'>): Promise<void> {
  const keep: string[] = [];
  for (const id of [current, previous]) {
    const manifest = id && (await cachedManifest(cache, id));
    if (manifest) keep.push(id, ...Object.values(manifest.files).map(({ sha256 }) => sha256));
  }
  await cache.pruneBlobs(keep);
}
