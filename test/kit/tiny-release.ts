import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeTensors } from '../../models/release-format.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { sha256Of } from '../../src/protocol/hash.ts';
import {
  encodeReleaseManifest,
  type FileRef,
  type ReleaseManifest,
  releaseIdOf,
} from '../../src/protocol/release-manifest.ts';

/** Two tensors of 3 x 4 and `rest` weights; the federated vector has 12 + rest. */
export function tinyShared(rest: number): Float32Array {
  const random = seededRandom('tiny shared');
  return Float32Array.from({ length: 12 + rest }, () => 0.1 * random.normal());
}

/** A release folder with a real shared file and bytes in place of the others, for tests of the servers. */
export async function writeTinyRelease(folder: string, shop: string, rest = 38) {
  await mkdir(folder, { recursive: true });
  const shared = tinyShared(rest);
  const sharedFile = encodeTensors([
    { name: 'adapter.b0', shape: [3, 4], data: shared.slice(0, 12) },
    { name: 'ranker.head', shape: [rest], data: shared.slice(12) },
  ]);
  const file = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileRef> => {
    await writeFile(join(folder, path), bytes);
    return { path, sha256: await sha256Of(bytes), bytes: bytes.length };
  };
  const filler = (name: string) => file(name, new TextEncoder().encode(`bytes of ${name}`));
  const manifest: ReleaseManifest = {
    format: 'inkling-release/2',
    shop,
    createdAtMs: 1_790_000_000_000,
    parent: null,
    origin: { kind: 'trained', seed: 'tiny', backend: 'plain' },
    encoder: {
      width: 8,
      blocks: 1,
      feedForward: 16,
      maxEvents: 10,
      adapterRank: 2,
      adapterSeed: 'a',
      temperature: 0.07,
    },
    products: 3,
    sharedParameters: shared.length,
    files: {
      base: await filler('base.safetensors'),
      shared: await file('shared.safetensors', sharedFile),
      vectors: await filler('vectors.safetensors'),
      neighbours: await filler('neighbours.safetensors'),
      products: await filler('products.json'),
      popular: await filler('popular.json'),
    },
    metrics: { ndcg10: 0.031 },
  };
  await writeFile(join(folder, 'manifest.json'), encodeReleaseManifest(manifest));
  return { manifest, shared, release: await releaseIdOf(manifest) };
}
