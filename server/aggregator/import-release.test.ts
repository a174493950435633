import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeTensors } from '../../models/release-format.ts';
import type { Sha256 } from '../../src/domain/ids.ts';
import { SHOP } from '../../test/kit/sync-parties.ts';
import { tinyShared, writeTinyRelease } from '../../test/kit/tiny-release.ts';
import { type BlobStore, blobStore } from './blob-store.ts';
import { importRelease } from './import-release.ts';
import { readSharedVector, replaceSharedVector } from './shared-file.ts';
import { startAggregator } from './start-aggregator.ts';

let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-import-'));
  blobs = blobStore(join(folder, 'blobs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('importing a release folder', () => {
  it('takes every file under its hash', async () => {
    const { release, manifest } = await writeTinyRelease(join(folder, 'release'), SHOP);
    expect((await importRelease(blobs, join(folder, 'release'))).release).toBe(release);
    for (const { sha256, bytes } of Object.values(manifest.files)) expect(await blobs.get(sha256)).toHaveLength(bytes);
    expect(await blobs.get('00'.repeat(32) as Sha256)).toBeUndefined();
  });

  it('names the file whose hash is wrong, the one that is missing, and the field that is broken', async () => {
    const release = join(folder, 'release');
    await writeTinyRelease(release, SHOP);
    await writeFile(join(release, 'vectors.safetensors'), 'changed');
    await expect(importRelease(blobs, release)).rejects.toThrow(
      /vectors\.safetensors \(files\.vectors\): the manifest says sha256 [0-9a-f]{64}/,
    );
    await rm(join(release, 'vectors.safetensors'));
    await expect(importRelease(blobs, release)).rejects.toThrow(/vectors\.safetensors: cannot be read/);
    const manifest = JSON.parse(await readFile(join(release, 'manifest.json'), 'utf8'));
    await writeFile(join(release, 'manifest.json'), JSON.stringify({ ...manifest, products: -1 }));
    await expect(importRelease(blobs, release)).rejects.toThrow(/manifest field "products"/);
  });

  it("refuses to serve another shop's release, before it listens", async () => {
    await writeTinyRelease(join(folder, 'release'), 'coffee');
    const round = {
      minimumCohort: 2,
      targetReports: 2,
      durationMs: 1_000,
      clip: 1,
      noiseMultiplier: 0,
      serverLearningRate: 1,
    };
    const parties = { shop: SHOP, helperUrl: 'http://127.0.0.1:9', host: '127.0.0.1', port: 0 };
    const starting = startAggregator({ dataDir: folder, releaseDir: join(folder, 'release'), ...parties, round });
    await expect(starting).rejects.toThrow(/of shop "coffee", this aggregator serves "tea-house"/);
  });
});

describe('the shared file', () => {
  const shared = tinyShared(4);
  const file = encodeTensors([
    { name: 'b', shape: [3, 4], data: shared.slice(0, 12) },
    { name: 'a', shape: [4], data: shared.slice(12) },
  ]);

  it('is one vector in the order of the file, and keeps its header when the values change', () => {
    expect(readSharedVector(file, 16)).toEqual(shared);
    const doubled = shared.map((weight) => 2 * weight);
    const next = replaceSharedVector(file, doubled);
    expect(readSharedVector(next, 16)).toEqual(doubled);
    const headerBytes = file.length - 4 * 16;
    expect(next.slice(0, headerBytes)).toEqual(file.slice(0, headerBytes));
    expect(readSharedVector(file, 16)).toEqual(shared);
  });

  it('is refused when it has other lengths or types than announced', () => {
    expect(() => readSharedVector(file, 15)).toThrow(/more than the 15/);
    expect(() => readSharedVector(file, 17)).toThrow(/16 parameters, the manifest announces 17/);
    const bytes = encodeTensors([{ name: 'b', shape: [2], data: Int8Array.of(1, 2) }]);
    expect(() => readSharedVector(bytes, 2)).toThrow(/"b": expected F32/);
  });
});
