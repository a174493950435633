/** Releases as the aggregator holds them: which is current, what is in it, and the next one. */
import type { ReleaseId } from '../../src/domain/ids.ts';
import { readJson } from '../../src/protocol/fields.ts';
import {
  encodeReleaseManifest,
  parseReleaseManifest,
  type ReleaseManifest,
} from '../../src/protocol/release-manifest.ts';
import type { ReleasePointer } from '../../src/protocol/release-pointer.ts';
import type { Signer } from '../../src/protocol/signed-message.ts';
import type { AggregatorStore, AggregatorTransaction } from './aggregator-store.ts';
import type { BlobStore } from './blob-store.ts';
import { ReleaseError } from './release-error.ts';
import { readSharedVector, replaceSharedVector } from './shared-file.ts';

export interface LoadedRelease {
  readonly release: ReleaseId;
  readonly manifest: ReleaseManifest;
  /** The bytes of `files.shared`. */
  readonly sharedFile: Uint8Array<ArrayBuffer>;
  /** The federated vector in it, shape [sharedParameters]. */
  readonly shared: Float32Array<ArrayBuffer>;
}

/** @throws ReleaseError when a blob of the release is missing or broken */
export async function loadRelease(blobs: BlobStore, release: ReleaseId): Promise<LoadedRelease> {
  const bytes = await blobs.get(release);
  const result = parseReleaseManifest(readJson(new TextDecoder().decode(bytes)));
  if ('problem' in result) throw new ReleaseError(`release ${release}: ${result.problem}`);
  const { manifest } = result;
  const sharedFile = await blobs.get(manifest.files.shared.sha256);
  if (!sharedFile) throw new ReleaseError(`release ${release}: its shared file is not among the blobs`);
  return { release, manifest, sharedFile, shared: readSharedVector(sharedFile, manifest.sharedParameters) };
}

/** What a round makes of its release. The same input gives the same bytes and so the same id: safe to repeat. */
export async function storeNextRelease(
  blobs: BlobStore,
  parent: LoadedRelease,
  next: {
    readonly shared: Float32Array;
    readonly round: string;
    readonly reports: number;
    readonly createdAtMs: number;
    readonly metrics: Readonly<Record<string, number>>;
  },
): Promise<ReleaseId> {
  const sharedFile = replaceSharedVector(parent.sharedFile, next.shared);
  const { path } = parent.manifest.files.shared;
  const file = { path, sha256: await blobs.put(sharedFile), bytes: sharedFile.length };
  const manifest: ReleaseManifest = {
    ...parent.manifest,
    createdAtMs: next.createdAtMs,
    parent: parent.release,
    origin: { kind: 'round', round: next.round, reports: next.reports },
    files: { ...parent.manifest.files, shared: file },
    metrics: { ...next.metrics },
  };
  return (await blobs.put(encodeReleaseManifest(manifest))) as ReleaseId;
}

/** JSON of the signed pointer that is served, or undefined before the first release. */
export async function currentPublication(
  store: AggregatorStore,
): Promise<{ readonly release: ReleaseId; readonly pointer: string } | undefined> {
  const all = store.database.selectFrom('publications').select(['release', 'pointer']);
  const row = await all.orderBy('sequence', 'desc').executeTakeFirst();
  return row && { release: row.release as ReleaseId, pointer: row.pointer };
}

/** Makes a release current, inside the caller's transaction. @param pointer signed before, since signing waits */
export async function publish(transaction: AggregatorTransaction, release: ReleaseId, pointer: string): Promise<void> {
  await transaction.insertInto('publications').values({ release, pointer }).execute();
}

/** The JSON that browsers get as the current release. */
export async function signPointer(signer: Signer, pointer: Omit<ReleasePointer, 'format'>): Promise<string> {
  return JSON.stringify(await signer.sign({ format: 'inkling-pointer/1', ...pointer } satisfies ReleasePointer));
}
