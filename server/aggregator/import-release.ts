import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseId } from '../../src/domain/ids.ts';
import { readJson } from '../../src/protocol/fields.ts';
import { sha256Of } from '../../src/protocol/hash.ts';
import {
  encodeReleaseManifest,
  type FileRef,
  parseReleaseManifest,
  type ReleaseManifest,
} from '../../src/protocol/release-manifest.ts';
import type { BlobStore } from './blob-store.ts';
import { ReleaseError } from './release-error.ts';

/**
 * Takes a release folder (`manifest.json` and the files it names) into the blobs, each file checked against its hash.
 * @returns the release's id: the hash of its canonical manifest
 * @throws ReleaseError naming the folder and the file that is missing, changed or malformed
 */
export async function importRelease(
  blobs: BlobStore,
  folder: string,
): Promise<{ release: ReleaseId; manifest: ReleaseManifest }> {
  const text = await read(folder, 'manifest.json');
  const result = parseReleaseManifest(readJson(new TextDecoder().decode(text)));
  if ('problem' in result) throw new ReleaseError(`${join(folder, 'manifest.json')}: ${result.problem}`);
  for (const [name, file] of Object.entries(result.manifest.files)) await importFile(blobs, folder, name, file);
  const release = (await blobs.put(encodeReleaseManifest(result.manifest))) as ReleaseId;
  return { release, manifest: result.manifest };
}

async function importFile(blobs: BlobStore, folder: string, name: string, file: FileRef): Promise<void> {
  const bytes = await read(folder, file.path);
  const hash = await sha256Of(bytes);
  if (hash !== file.sha256) {
    throw new ReleaseError(
      `${join(folder, file.path)} (files.${name}): the manifest says sha256 ${file.sha256}, the file has ${hash}`,
    );
  }
  await blobs.put(bytes);
}

async function read(folder: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(await readFile(join(folder, path)));
  } catch (cause) {
    throw new ReleaseError(`${join(folder, path)}: cannot be read`, { cause });
  }
}
