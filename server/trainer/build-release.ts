/** Writes a release folder: the model's files, the cards, and the manifest that names them by hash. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutSize } from '../../models/parameters.ts';
import { encodeModel, type ReleaseModel, sharedLayout } from '../../models/release-model.ts';
import { topRows } from '../../models/top-rows.ts';
import { sha256Hex } from '../../src/base/bytes.ts';
import { must } from '../../src/base/must.ts';
import { type ProductId, parseProductId, type ReleaseId, type Sha256 } from '../../src/domain/ids.ts';
import { MAX_VARIANTS, type Product } from '../../src/domain/product.ts';
import {
  encodeReleaseManifest,
  type FileRef,
  parseReleaseManifest,
  type ReleaseManifest,
  releaseIdOf,
} from '../../src/protocol/release-manifest.ts';
import type { CatalogueProduct } from '../catalogue/catalogue-product.ts';
import { offerOf } from '../catalogue/write-offers.ts';
import { categoryFiles } from './category-lists.ts';

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
  /** Whether `popularity` of the model's tables counts events; without any it is the order of the range. */
  readonly popularityKnown?: boolean;
}

const POPULAR_CARDS = 24;

/**
 * Writes into `folder`; the manifest last and in one move. Files have their hash in their name, and those of the release that was there
 * stay until the next one: who has read the manifest finds what it names, whenever that is.
 */
export async function buildRelease(folder: string, input: ReleaseInput): Promise<ReleaseId> {
  await mkdir(folder, { recursive: true });
  const files = encodeModel(input.model);
  const byPopularity = topRows(input.model.tables.popularity, input.products.length).flatMap(
    (row) => input.products[row] ?? [],
  );
  const popular = byPopularity.filter((product) => product.inStock).slice(0, POPULAR_CARDS);
  const categories: FileRef[] = [];
  for (const text of categoryFiles(byPopularity)) {
    categories.push(await write(folder, 'category', 'json', new TextEncoder().encode(text)));
  }
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
      base: await write(folder, 'base', 'safetensors', files.base),
      shared: await write(folder, 'shared', 'safetensors', files.shared),
      vectors: await write(folder, 'vectors', 'safetensors', files.vectors),
      neighbours: await write(folder, 'neighbours', 'safetensors', files.neighbours),
      products: await write(folder, 'products', 'json', jsonBytes(input.products)),
      popular: await write(folder, 'popular', 'json', jsonBytes(popular)),
    },
    ...(categories.length > 0 && { categories }),
    ...(input.popularityKnown === false && { popularity: 'unknown' as const }),
    metrics: { ...input.metrics },
  };
  const bytes = encodeReleaseManifest(manifest);
  const parsed = parseReleaseManifest(JSON.parse(new TextDecoder().decode(bytes)));
  must(!('problem' in parsed), 'a release that was written can be opened');
  const path = join(folder, 'manifest.json');
  const replaced = await namesIn(path);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  await sweep(folder, new Set([...replaced, ...(await namesIn(path))]));
  return releaseIdOf(manifest);
}

/** Ours for certain: somebody may keep a products.json of their own in that folder. */
const FILE_NAME = /^(base|shared|vectors|neighbours|products|popular|category)-[0-9a-f]{16}\.(safetensors|json)$/;

/** Removes files of releases before the last one. */
async function sweep(folder: string, kept: ReadonlySet<string>): Promise<void> {
  const old = (await readdir(folder)).filter((name) => FILE_NAME.test(name) && !kept.has(name));
  for (const name of old) await rm(join(folder, name));
}

/** Files that a manifest names; none where there is no manifest that can be read. */
async function namesIn(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => 'null');
  try {
    const parsed = parseReleaseManifest(JSON.parse(text));
    if ('problem' in parsed) return [];
    const { files, categories = [] } = parsed.manifest;
    return [...Object.values(files), ...categories].map((file) => file.path);
  } catch {
    return [];
  }
}

/** What a browser takes of a card, in characters and levels: see product-cards.ts. More is cut off. */
const MOST = { title: 1000, name: 200, levels: 10 };

/**
 * A card for each row, honest where the feed has no text, price, page or picture.
 * @param currency ISO 4217 where a product has none
 */
export function cardsOf(
  ids: readonly string[],
  products: ReadonlyMap<string, CatalogueProduct>,
  currency = 'USD',
): Product[] {
  return ids.map((id) => cardOf(id, products.get(id), currency));
}

function cardOf(id: string, product: CatalogueProduct | undefined, currency: string): Product {
  const { brand, imageUrls, rating } = product ?? {};
  const imageUrl = imageUrls?.[0];
  // The group is a name of it as well.
  const names = [product?.groupId, ...(product?.variants ?? []).map((variant) => variant.id)];
  const variantIds = names
    .flatMap((name) => parseProductId(name) ?? [])
    .filter((variant) => variant !== id)
    .slice(0, MAX_VARIANTS);
  return {
    id: id as ProductId,
    title: product?.title.slice(0, MOST.title) || `Product ${id}`,
    url: product?.url ?? `/p/${encodeURIComponent(id)}`,
    ...(imageUrl !== undefined && { imageUrl }),
    currency: product?.currency ?? currency,
    ...(brand !== undefined && { brand: brand.slice(0, MOST.name) }),
    categoryPath: (product?.categoryPath ?? []).map((level) => level.slice(0, MOST.name)).slice(0, MOST.levels),
    ...(product ? offerOf(product) : { inStock: true }),
    ...(variantIds.length > 0 && { variantIds }),
    ...(rating && { rating }),
  };
}

async function write(folder: string, role: string, ending: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileRef> {
  const sha256 = (await sha256Hex(bytes)) as Sha256;
  const path = `${role}-${sha256.slice(0, 16)}.${ending}`;
  await writeFile(join(folder, path), bytes);
  return { path, sha256, bytes: bytes.length };
}

function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
