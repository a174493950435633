import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../base/bytes.ts';
import type { ReleaseId, Sha256 } from '../domain/ids.ts';
import { encodeReleaseManifest, type ReleaseManifest, releaseIdOf } from '../protocol/release-manifest.ts';
import { loadRelease, MAX_MANIFEST_BYTES, type ReleaseFile } from './load-release.ts';
import type { ReleaseCache } from './release-cache.ts';
import { releaseShelf, SHELF_KEY, type ShelfOptions } from './release-shelf.ts';
import type { ReleaseSource } from './release-source.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);
const card = (id: string, fields: object = {}) => ({
  id,
  title: `The ${id}`,
  url: `/p/${id}`,
  currency: 'EUR',
  categoryPath: ['Kitchen'],
  inStock: true,
  ...fields,
});

const FOLDER: ReleaseSource = { kind: 'folder', url: 'https://cdn.example/releases/demo/' };
const AGGREGATOR: ReleaseSource = { kind: 'aggregator', url: 'https://aggregator.example' };

interface Built {
  readonly id: ReleaseId;
  readonly manifest: ReleaseManifest;
  readonly files: Record<ReleaseFile, Bytes>;
}

async function build(changed: Partial<Record<ReleaseFile, string>> = {}, createdAtMs = 1000): Promise<Built> {
  const contents: Record<ReleaseFile, string> = {
    base: 'base weights',
    shared: 'shared weights',
    vectors: 'vectors',
    neighbours: 'neighbours',
    products: JSON.stringify([card('a'), card('b')]),
    popular: JSON.stringify([card('b')]),
    ...changed,
  };
  const entries = await Promise.all(
    Object.entries(contents).map(async ([name, text]) => {
      const bytes = bytesOf(text);
      return {
        name,
        bytes,
        ref: { path: `${name}.bin`, sha256: (await sha256Hex(bytes)) as Sha256, bytes: bytes.length },
      };
    }),
  );
  const manifest: ReleaseManifest = {
    format: 'inkling-release/2',
    shop: 'demo',
    createdAtMs,
    parent: null,
    origin: { kind: 'trained', seed: '7', backend: 'wasm' },
    encoder: {
      width: 64,
      blocks: 2,
      feedForward: 256,
      maxEvents: 50,
      adapterRank: 4,
      adapterSeed: 's',
      temperature: 0.07,
    },
    products: JSON.parse(contents.products).length,
    sharedParameters: 100,
    files: Object.fromEntries(entries.map(({ name, ref }) => [name, ref])) as ReleaseManifest['files'],
    metrics: {},
  };
  const files = Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes])) as Record<ReleaseFile, Bytes>;
  return { id: await releaseIdOf(manifest), manifest, files };
}

/** What the network would say, by URL; `requests` is what it was asked. */
class FakeNet {
  readonly answers = new Map<string, Bytes>();
  readonly requests: string[] = [];
  readonly inits: (RequestInit | undefined)[] = [];
  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    this.requests.push(String(input));
    this.inits.push(init);
    const answer = this.answers.get(String(input));
    return answer ? new Response(answer) : new Response('no', { status: 404 });
  };
  serveFolder({ manifest, files }: Built): void {
    this.answers.set(`${FOLDER.url}manifest.json`, bytesOf(JSON.stringify(manifest, null, 2)));
    for (const [name, bytes] of Object.entries(files)) this.answers.set(`${FOLDER.url}${name}.bin`, bytes);
  }
  serveAggregator({ id, manifest, files }: Built): void {
    this.answers.set(`${AGGREGATOR.url}/v1/models/${id}`, encodeReleaseManifest(manifest));
    for (const name of Object.keys(files) as ReleaseFile[]) {
      this.answers.set(`${AGGREGATOR.url}/v1/models/${manifest.files[name].sha256}`, files[name]);
    }
  }
}

function fakeCache(): ReleaseCache & { readonly blobs: Map<string, Bytes>; readonly values: Map<string, unknown> } {
  const blobs = new Map<string, Bytes>();
  const values = new Map<string, unknown>();
  return {
    blobs,
    values,
    getBlob: async (sha256) => blobs.get(sha256),
    putBlob: async (sha256, bytes) => void blobs.set(sha256, bytes.slice()),
    pruneBlobs: async (keep) => {
      for (const sha256 of [...blobs.keys()]) if (!keep.includes(sha256)) blobs.delete(sha256);
    },
    get: async (key) => structuredClone(values.get(key)),
    put: async (key, value) => void values.set(key, structuredClone(value)),
  };
}

let net: FakeNet;
let cache: ReturnType<typeof fakeCache>;
beforeEach(() => {
  net = new FakeNet();
  cache = fakeCache();
});
const load = (options: Partial<Parameters<typeof loadRelease>[0]> = {}) =>
  loadRelease({ sources: [FOLDER], cache, fetch: net.fetch, timeoutMs: 500, ...options });

describe('loadRelease', () => {
  it('loads a folder, its manifest in any layout, and hands out bytes and products', async () => {
    const built = await build();
    net.serveFolder(built);
    const result = await load();
    expect(result).toMatchObject({ kind: 'release', release: { id: built.id, files: built.files, brokenRows: 0 } });
    if (result.kind !== 'release') return;
    expect(result.release.products).toEqual([card('a'), card('b')]);
    expect(result.release.popular).toEqual([card('b')]);
    expect(net.inits.every((init) => init?.credentials === 'omit' && init.referrerPolicy === 'no-referrer')).toBe(true);
  });

  it('loads from an aggregator by id, and fetches only what is not in the cache', async () => {
    net.serveFolder(await build());
    await load();
    const next = await build({ shared: 'shared weights after a round' }, 2000);
    net.serveAggregator(next);
    net.requests.length = 0;
    expect(await load({ sources: [AGGREGATOR], expected: next.id })).toMatchObject({ kind: 'release' });
    expect(net.requests).toEqual(
      [next.id, next.manifest.files.shared.sha256].map((sha256) => `${AGGREGATOR.url}/v1/models/${sha256}`),
    );
    expect(await load({ sources: [AGGREGATOR] })).toMatchObject({ code: 'release-unreachable' });
  });

  it('needs no network for what it loaded before', async () => {
    const built = await build();
    net.serveFolder(built);
    await load();
    net.answers.clear();
    net.requests.length = 0;
    expect(await load({ expected: built.id })).toMatchObject({ kind: 'release', release: { id: built.id } });
    expect(net.requests).toEqual([]);
  });

  it.each<[string, (built: Built) => Bytes, RegExp]>([
    ['of another content', ({ files }) => files.vectors.map((byte) => byte ^ 1), /vectors.*SHA-256/],
    ['cut short', ({ files }) => files.vectors.slice(0, -1), /vectors.*6 bytes, the manifest says 7/],
    ['longer than it says', () => new Uint8Array(500), /vectors.*more than 7 bytes/],
  ])('refuses a file %s, and keeps none of it', async (_what, corrupt, detail) => {
    const built = await build();
    net.serveFolder(built);
    net.answers.set(`${FOLDER.url}vectors.bin`, corrupt(built));
    const result = await load();
    expect(result).toMatchObject({ kind: 'problem', code: 'release-corrupt', detail: expect.stringMatching(detail) });
    expect(cache.blobs.has(built.manifest.files.vectors.sha256)).toBe(false);
    expect(cache.blobs.has(built.id)).toBe(false);
    // Asked a second time past the browser's own cache.
    const asked = net.requests.flatMap((url, i) => (url.includes('vectors') ? [net.inits[i]?.cache] : []));
    expect(asked).toEqual(['default', 'reload']);
  });

  it('takes from the next source what the first has not, or has corrupt', async () => {
    const built = await build();
    net.serveFolder(built);
    net.serveAggregator(built);
    net.answers.set(`${FOLDER.url}base.bin`, new Uint8Array(12));
    net.answers.delete(`${FOLDER.url}shared.bin`);
    expect(await load({ sources: [FOLDER, AGGREGATOR] })).toMatchObject({
      kind: 'release',
      release: { files: built.files },
    });
  });

  it('does not trust its own storage', async () => {
    const built = await build();
    net.serveFolder(built);
    await load();
    cache.blobs.set(built.manifest.files.base.sha256, bytesOf('BASE weights'));
    expect(await load()).toMatchObject({ release: { files: { base: built.files.base } } });
    cache.blobs.set(built.id, bytesOf('{}'));
    expect(await load({ expected: built.id })).toMatchObject({ kind: 'release' });
  });

  it('loads also where nothing can be kept', async () => {
    net.serveFolder(await build());
    const broken = () => Promise.reject(new Error('disk'));
    expect(await load({ cache: { ...cache, getBlob: broken, putBlob: broken } })).toMatchObject({ kind: 'release' });
  });

  it.each<[string, (manifest: ReleaseManifest) => unknown, RegExp]>([
    ['an unknown field', (manifest) => ({ ...manifest, script: 'x' }), /script/],
    ['a path out of the folder', (manifest) => withFile(manifest, { path: '../x' }), /files\.base\.path/],
    ['a file too large for a phone', (manifest) => withFile(manifest, { bytes: 9e6 }), /base.*over 8388608 bytes/],
    ['no JSON', () => undefined, /root/],
  ])('refuses a manifest with %s and names it', async (_what, change, detail) => {
    const built = await build();
    net.serveFolder(built);
    net.answers.set(`${FOLDER.url}manifest.json`, bytesOf(JSON.stringify(change(built.manifest)) ?? '<html>'));
    expect(await load()).toMatchObject({ code: 'release-corrupt', detail: expect.stringMatching(detail) });
  });

  it('refuses a manifest that is another release than expected, or too long', async () => {
    const [built, other] = [await build(), await build({ base: 'other' })];
    net.serveFolder(built);
    expect(await load({ expected: other.id })).toMatchObject({ code: 'release-corrupt' });
    net.answers.set(`${FOLDER.url}manifest.json`, new Uint8Array(MAX_MANIFEST_BYTES + 1));
    expect(await load()).toMatchObject({ code: 'release-corrupt', detail: expect.stringMatching(/more than 65536/) });
  });

  it('leaves out broken product rows, counts them, and keeps the rows of the others', async () => {
    const rows = [
      card('a'),
      { id: 'no-title' },
      card('b', { url: 'javascript:alert(1)' }),
      null,
      card('c', { priceMinor: 12.5 }),
      card('a', { title: 'again' }),
      card('d', { unknown: 1, priceMinor: 1299, imageUrl: 'data:image/svg+xml,%3Csvg/%3E' }),
    ];
    net.serveFolder(await build({ products: JSON.stringify(rows), popular: JSON.stringify([card('d'), 7]) }));
    const result = await load();
    if (result.kind !== 'release') throw new Error('no release');
    expect(result.release.products.map(({ id }) => id)).toEqual(['a', 'd']);
    expect([...result.release.productRows]).toEqual([0, 6]);
    expect(result.release.brokenRows).toBe(6);
    expect(result.release.products[1]).not.toHaveProperty('unknown');
  });

  it('refuses cards that are no list, or of another number than the manifest says', async () => {
    const noList = await build({ popular: '{"a":1}' });
    net.serveFolder(noList);
    expect(await load()).toMatchObject({ code: 'release-corrupt', detail: 'file "popular": no JSON list' });
    const built = await build();
    net.serveFolder({ ...built, manifest: { ...built.manifest, products: 3 } });
    expect(await load()).toMatchObject({ code: 'release-corrupt', detail: expect.stringMatching(/2 rows.*says 3/) });
  });

  it('says unreachable when nobody answers, and stops when the caller gives up', async () => {
    expect(await load()).toMatchObject({ code: 'release-unreachable', detail: 'manifest: status 404' });
    const silent: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    expect(await load({ fetch: silent, timeoutMs: 20 })).toMatchObject({ detail: 'manifest: no answer in 20 ms' });
    const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await load({ fetch: offline })).toMatchObject({ code: 'release-unreachable' });
    const stop = new AbortController();
    const loading = load({ fetch: silent, signal: stop.signal });
    stop.abort(new Error('given up'));
    await expect(loading).rejects.toThrow('given up');
  });
});

describe('releaseShelf', () => {
  const shelf = (check: ShelfOptions['check'] = () => undefined) =>
    releaseShelf({ cache, check, fetch: net.fetch, timeoutMs: 500 });
  const folder = { sources: [FOLDER] };

  it('is empty at first, and keeps what was adopted for a visit without a network', async () => {
    expect(await shelf().current()).toBeUndefined();
    const built = await build();
    net.serveFolder(built);
    expect(await shelf().adopt(folder)).toMatchObject({ kind: 'release' });
    net.answers.clear();
    expect((await shelf().current())?.id).toBe(built.id);
  });

  it('never replaces a good release by one that is corrupt or fails its check', async () => {
    const good = await build();
    net.serveFolder(good);
    await shelf().adopt(folder);
    const next = await build({ shared: 'worse' }, 2000);
    net.serveFolder(next);
    net.answers.set(`${FOLDER.url}shared.bin`, bytesOf('wo'));
    expect(await shelf().adopt(folder)).toMatchObject({ code: 'release-corrupt' });
    expect((await shelf().current())?.id).toBe(good.id);
    net.serveFolder(next);
    const failing = shelf((release) => (release.id === next.id ? 'scores are not finite' : undefined));
    const failed = { code: 'release-corrupt', detail: 'check failed: scores are not finite' };
    expect(await failing.adopt(folder)).toMatchObject(failed);
    expect((await failing.current())?.id).toBe(good.id);
    // Not fetched again at every visit.
    expect(await failing.adopt(folder)).toEqual({ kind: 'unwanted', id: next.id });
  });

  it('takes a check that throws for a failed one', async () => {
    net.serveFolder(await build());
    const throwing = () => {
      throw new Error('tensor "w": shape');
    };
    expect(await shelf(throwing).adopt(folder)).toMatchObject({ detail: 'check failed: tensor "w": shape' });
    expect(await shelf().current()).toBeUndefined();
  });

  it('rolls back to the previous release and does not adopt the bad one again', async () => {
    const [first, second] = [await build(), await build({ shared: 'second' }, 2000)];
    net.serveFolder(first);
    await shelf().adopt(folder);
    expect(await shelf().rollBack()).toMatchObject({ kind: 'problem' });
    net.serveFolder(second);
    await shelf().adopt(folder);
    net.answers.clear();
    expect(await shelf().rollBack()).toMatchObject({ kind: 'release', release: { id: first.id } });
    expect((await shelf().current())?.id).toBe(first.id);
    net.serveFolder(second);
    expect(await shelf().adopt(folder)).toEqual({ kind: 'unwanted', id: second.id });
  });

  it('falls back to the previous release when the one in use is damaged', async () => {
    const [first, second] = [await build(), await build({ shared: 'second' }, 2000)];
    for (const built of [first, second]) {
      net.serveFolder(built);
      await shelf().adopt(folder);
    }
    cache.blobs.set(second.manifest.files.shared.sha256, bytesOf('sec0nd'));
    expect((await shelf().current())?.id).toBe(first.id);
    expect(await shelf().adopt(folder)).toMatchObject({ kind: 'release', release: { id: second.id } });
  });

  it('asks for nothing but the manifest when a folder has nothing newer', async () => {
    const [old, newer] = [await build({}, 1000), await build({ shared: 'round 1' }, 2000)];
    net.serveAggregator(newer);
    await shelf().adopt({ sources: [AGGREGATOR], expected: newer.id });
    net.serveFolder(old);
    net.requests.length = 0;
    expect(await shelf().adopt({ ...folder, onlyNewer: true })).toEqual({ kind: 'unwanted', id: old.id });
    expect(net.requests).toEqual([`${FOLDER.url}manifest.json`]);
    expect((await shelf().current())?.id).toBe(newer.id);
  });

  it('keeps the files of two releases, not of three', async () => {
    const builds = await Promise.all([1, 2, 3].map((n) => build({ shared: `shared ${n}` }, n)));
    for (const built of builds) {
      net.serveFolder(built);
      await shelf().adopt(folder);
    }
    const kept = builds.map(({ id, manifest }) => [cache.blobs.has(id), cache.blobs.has(manifest.files.shared.sha256)]);
    expect(kept).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
    expect(cache.blobs.size).toBe(2 + 2 + 5);
  });

  it('leaves the release in use where another is worse for this shopper, without its files, until it is to be reconsidered', async () => {
    const [good, worse] = [await build({}, 1000), await build({ shared: 'worse' }, 2000)];
    const isWorse = async ({ id }: { readonly id: string }) => id === worse.id;
    net.serveFolder(good);
    // With nothing in use there is nothing to be worse than.
    expect(await shelf().adopt({ ...folder, isWorse: async () => true })).toMatchObject({ kind: 'release' });
    const files = [...cache.blobs.keys()].sort();
    net.serveFolder(worse);
    expect(await shelf().adopt({ ...folder, isWorse })).toEqual({ kind: 'worse', id: worse.id });
    expect([...cache.blobs.keys()].sort()).toEqual(files);
    expect((await shelf().current())?.id).toBe(good.id);
    expect(await shelf().adopt({ ...folder, isWorse })).toEqual({ kind: 'unwanted', id: worse.id });
    await shelf().reconsider();
    expect(await shelf().adopt(folder)).toMatchObject({ kind: 'release', release: { id: worse.id } });
  });

  it('starts anew when its own note is broken', async () => {
    cache.values.set(SHELF_KEY, { current: 'x', rejected: 'none' });
    expect(await shelf().current()).toBeUndefined();
    net.serveFolder(await build());
    expect(await shelf().adopt(folder)).toMatchObject({ kind: 'release' });
  });
});

function withFile(manifest: ReleaseManifest, change: object): unknown {
  return { ...manifest, files: { ...manifest.files, base: { ...manifest.files.base, ...change } } };
}
