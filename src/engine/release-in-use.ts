/** The release that this browser serves: where it comes from, how another takes its place, and how long a model has to live. */
import type { EngineNotice } from '../domain/engine-status.ts';
import type { ReleaseId } from '../domain/ids.ts';
import type { HistoryStore } from '../history/history-store.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { type AdoptRequest, type ReleaseShelf, releaseShelf } from '../release/release-shelf.ts';
import { heard } from './choice.ts';
import type { Profile } from './profile.ts';
import { type ServingModel, servingModel } from './serving-model.ts';
import { isClearlyWorse, problemWith } from './try-release.ts';

export interface ReleaseInUseOptions {
  readonly history: HistoryStore;
  readonly profile: Profile;
  readonly fetch: typeof globalThis.fetch;
  /** Folder of the starting release. */
  readonly releaseUrl: string;
  /** Absent where the page names no sync parties. */
  readonly aggregatorUrl: string | undefined;
  readonly onNotice: (notice: EngineNotice) => void;
  /** Called when another model has come into use, before the one before it goes. */
  readonly onSwitch: () => Promise<void>;
}

export interface ReleaseInUse {
  /** As it was released; undefined where none could be had. */
  readonly model: ServingModel | undefined;
  /** The same as it serves this shopper. */
  forShopper(): Promise<ServingModel | undefined>;
  /** `work` is done with the model in use: that has to live as long. */
  during<Value>(work: Promise<Value>): Promise<Value>;
  /** Looks once a visit for a newer one in the folder; one that is worse for this shopper does not come into use. */
  refresh(signal: AbortSignal): Promise<void>;
  /**
   * Takes the release that the aggregator signed for; its files come from the cache but those that the round has changed. It is
   * taken as it is: whether a browser takes part must not tell how the release ranks what its shopper did.
   */
  follow(id: ReleaseId, signal: AbortSignal): Promise<ServingModel | undefined>;
  /** The release before the one in use comes back. @returns whether there was one */
  rollBack(): Promise<boolean>;
  /** What was held against a release may be forgotten now: it is looked at again. */
  reconsider(): Promise<void>;
  /** Makes the model anew on the backend that `change` starts, once what is under way with the one before is done. */
  onBackendOf<Backend>(change: () => Promise<Backend>): Promise<Backend>;
}

/** Begins with what the cache has, else with what the folder offers. */
export async function releaseInUse(options: ReleaseInUseOptions): Promise<ReleaseInUse> {
  const { history, profile, fetch, releaseUrl, aggregatorUrl, onNotice, onSwitch } = options;
  const shelf = releaseShelf({ cache: history, check: problemWith, fetch });
  const release = await firstRelease(shelf, releaseUrl, onNotice);
  const underWay = new Set<Promise<unknown>>();
  let model = release && servingModel(release);
  let refreshed = false;

  const forShopper = async () => model && profile.appliedTo(model);

  const during = <Value>(work: Promise<Value>): Promise<Value> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };

  const use = async (next: LoadedRelease): Promise<void> => {
    const before = model;
    model = servingModel(next);
    await onSwitch();
    await Promise.allSettled([...underWay]);
    before?.dispose();
  };

  /** Whatever goes wrong, the one in use stays. */
  const adopt = async (request: AdoptRequest): Promise<void> => {
    const adopted = await shelf.adopt(request);
    if (adopted.kind === 'problem') onNotice(adopted.code);
    if (adopted.kind === 'worse') onNotice('release-worse');
    if (adopted.kind === 'release') await use(adopted.release);
  };

  const isWorse = async (candidate: LoadedRelease, signal: AbortSignal): Promise<boolean> => {
    const inUse = await forShopper();
    if (!inUse) return false;
    const next = await profile.appliedTo(servingModel(candidate));
    try {
      const { events } = await history.since(undefined);
      return await during(isClearlyWorse(next, inUse, heard(inUse, events), signal));
    } finally {
      next.dispose();
    }
  };

  return {
    get model() {
      return model;
    },
    forShopper,
    during,
    async refresh(signal) {
      if (refreshed) return;
      refreshed = true;
      await adopt({
        sources: [{ kind: 'folder', url: releaseUrl }],
        onlyNewer: true,
        isWorse: (candidate) => isWorse(candidate, signal),
        signal,
      });
    },
    async follow(id, signal) {
      if (aggregatorUrl) {
        await adopt({ sources: [{ kind: 'aggregator', url: aggregatorUrl }], expected: id, signal });
      }
      return forShopper();
    },
    async rollBack() {
      const before = await shelf.rollBack();
      if (before.kind !== 'release') return false;
      onNotice('release-rolled-back');
      await use(before.release);
      return true;
    },
    async reconsider() {
      await shelf.reconsider();
      refreshed = false;
    },
    async onBackendOf(change) {
      await Promise.allSettled([...underWay]);
      const backend = await change();
      const before = model;
      if (before) model = servingModel(before.release);
      before?.dispose();
      return backend;
    },
  };
}

/**
 * What is cached, so that a list needs no network and a shop works on while our servers are away; on a first visit, what
 * the folder offers. `refresh` looks for a newer one once the page is idle.
 */
async function firstRelease(shelf: ReleaseShelf, releaseUrl: string, onNotice: (notice: EngineNotice) => void) {
  const cached = await shelf.current();
  if (cached) return cached;
  const adopted = await shelf.adopt({ sources: [{ kind: 'folder', url: releaseUrl }] });
  if (adopted.kind === 'release') return adopted.release;
  if (adopted.kind === 'problem') onNotice(adopted.code);
  return undefined;
}
