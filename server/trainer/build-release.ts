/** Writes a release folder: the model's files, the cards, and the manifest that names them by hash. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutSize } from '../../models/parameters.ts';
import { encodeModel, type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { topRows } from '../../models/top-rows.ts';
import { sha256Hex } from '../../src/base/bytes.ts';
import type { ProductId, ReleaseId, Sha256 } from '../../src/domain/ids.ts';
import type { Product } from '../../src/domain/product.ts';
import {
  encodeReleaseManifest,
  type FileRef,
  type ReleaseManifest,
  releaseIdOf,
} from '../../src/protocol/release-manifest.ts';
import type { ProductText } from './content.ts';

export interface ReleaseInput {
  readonly shop: string;
  readonly seed: string;
  readonly backend: string;
  readonly temperature: number;
  readonly createdAtMs: number;
  readonly model: ReleaseModel;
  /** Cards in row order. */
  readonly products: readonly Product[];
  readonly metrics: Readonly<Record<string, number>>;
}

const POPULAR_CARDS = 24;

/** Writes into `folder`; the manifest last and in one move, so that a reader never sees half a release. */
export async function buildRelease(folder: string, input: ReleaseInput): Promise<ReleaseId> {
  await mkdir(folder, { recursive: true });
  const files = encodeModel(input.model);
  const popular = topRows(input.model.tables.popularity, input.products.length)
    .flatMap((row) => input.products[row] ?? [])
    .filter((product) => product.inStock)
    .slice(0, POPULAR_CARDS);
  const manifest: ReleaseManifest = {
    format: 'inkling-release/2',
    shop: input.shop,
    createdAtMs: input.createdAtMs,
    parent: null,
    origin: { kind: 'trained', seed: input.seed, backend: input.backend },
    encoder: { ...input.model.shape, temperature: input.temperature },
    products: input.products.length,
    sharedParameters: layoutSize(sharedLayout(input.model.shape)),
    files: {
      base: await write(folder, 'base.safetensors', files.base),
      shared: await write(folder, 'shared.safetensors', files.shared),
      vectors: await write(folder, 'vectors.safetensors', files.vectors),
      neighbours: await write(folder, 'neighbours.safetensors', files.neighbours),
      products: await write(folder, 'products.json', jsonBytes(input.products)),
      popular: await write(folder, 'popular.json', jsonBytes(popular)),
    },
    metrics: { ...input.metrics },
  };
  const path = join(folder, 'manifest.json');
  await writeFile(`${path}.part`, encodeReleaseManifest(manifest));
  await rename(`${path}.part`, path);
  return releaseIdOf(manifest);
}

/** A card for each row of a catalogue file, honest where the feed has no text or price. */
export function cardsOf(ids: readonly string[], texts: readonly (ProductText | undefined)[]): Product[] {
  return ids.map((id, row) => {
    const text = texts[row];
    return {
      id: id as ProductId,
      title: text?.title || `Product ${id}`,
      url: `/p/${encodeURIComponent(id)}`,
      imageUrl: `/pictures/${encodeURIComponent(id)}.svg`,
      ...(text?.price === undefined ? {} : { priceMinor: Math.round(text.price * 100) }),
      currency: 'USD',
      ...(text?.brand ? { brand: text.brand } : {}),
      categoryPath: (text?.categories ?? '').split(',').flatMap((level) => level.trim() || []),
      inStock: true,
    };
  });
}

async function write(folder: string, path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileRef> {
  await writeFile(join(folder, path), bytes);
  return { path, sha256: (await sha256Hex(bytes)) as Sha256, bytes: bytes.length };
}

function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
