/** Files by their SHA-256: what a release is made of. Written once, never changed. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '../../src/domain/ids.ts';
import { sha256Of } from '../../src/protocol/hash.ts';

export interface BlobStore {
  /** Keeps `bytes`, on the disk when it resolves; the same bytes again cost nothing. */
  put(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256>;
  /** The bytes, or undefined when there is no such blob. */
  get(hash: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Blobs in `folder`, spread over 256 sub-folders by their first two digits. */
export function blobStore(folder: string): BlobStore {
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  return {
    async put(bytes) {
      const hash = await sha256Of(bytes);
      const path = pathOf(hash);
      if (await exists(path)) return hash;
      await mkdir(join(folder, hash.slice(0, 2)), { recursive: true });
      await writeDurably(path, bytes);
      return hash;
    },
    async get(hash) {
      try {
        return Uint8Array.from(await readFile(pathOf(hash)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

/** Whole or not at all: a half-written file has another name. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.${randomUUID()}`;
  const file = await open(fresh, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
