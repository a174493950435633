/** A release folder, checked file by file as a browser checks it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutSize } from '../../../models/parameters.ts';
import { decodeModel, type ReleaseModel, sharedLayout } from '../../../models/release-model.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { sha256Hex } from '../../base/bytes.ts';
import { type FileRef, parseReleaseManifest, type ReleaseManifest } from '../../protocol/release-manifest.ts';

export interface OpenedRelease {
  readonly manifest: ReleaseManifest;
  readonly model: ReleaseModel;
  /** Cards in row order, no more of them parsed than the ids. */
  readonly products: readonly {
    readonly id: string;
    readonly variantIds?: readonly string[];
    readonly [field: string]: unknown;
  }[];
}

/**
 * @param flag named in messages
 * @throws LogError naming the file that is missing or not the one that the manifest names; TensorFileError
 */
export async function openRelease(flag: string, folder: string): Promise<OpenedRelease> {
  const fail = (message: string) => new LogError(`${flag} ${folder}: ${message}`);
  const manifest = await openManifest(flag, folder);
  const expected = layoutSize(sharedLayout(manifest.encoder));
  if (manifest.sharedParameters !== expected) {
    const sizes = `${manifest.sharedParameters} shared parameters, this one has ${expected}`;
    throw fail(`was made by another version of inkling (${sizes}): train it again`);
  }
  const read = async ({ path, sha256 }: FileRef): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await readFile(join(folder, path)).catch(() => {
      throw fail(`${path} is missing`);
    });
    const copy = new Uint8Array(bytes);
    if ((await sha256Hex(copy)) === sha256) return copy;
    throw fail(`${path} is not the file that the manifest names (SHA-256 differs)`);
  };
  const { files, encoder, products: count } = manifest;
  const model = decodeModel(encoder, count, {
    base: await read(files.base),
    shared: await read(files.shared),
    vectors: await read(files.vectors),
    neighbours: await read(files.neighbours),
  });
  const products = cardsIn(new TextDecoder().decode(await read(files.products)), fail);
  if (products.length !== count) throw fail('the cards are not one a row');
  return { manifest, model, products };
}

/** The manifest alone, of whatever version. @throws LogError */
export async function openManifest(flag: string, folder: string): Promise<ReleaseManifest> {
  const fail = (message: string) => new LogError(`${flag} ${folder}: ${message}`);
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
    throw fail('there is no manifest.json');
  });
  const json = parseJson(text);
  if (json === undefined) throw fail('manifest.json is no JSON');
  const parsed = parseReleaseManifest(json);
  if ('problem' in parsed) throw fail(parsed.problem);
  return parsed.manifest;
}

/** Ids of a release's products, in row order; the files beside them may be damaged or of another version. @throws LogError */
export async function openProductIds(flag: string, folder: string, { files }: ReleaseManifest): Promise<string[]> {
  const fail = (message: string) => new LogError(`${flag} ${folder}: ${message}`);
  const text = await readFile(join(folder, files.products.path), 'utf8').catch(() => {
    throw fail(`${files.products.path} is missing`);
  });
  return cardsIn(text, fail).map(({ id }) => id);
}

function cardsIn(text: string, fail: (message: string) => LogError): OpenedRelease['products'] {
  const cards = parseJson(text);
  if (!Array.isArray(cards)) throw fail('the cards are no list');
  return cards.map((card: unknown, row) => {
    const id = typeof card === 'object' && card !== null && 'id' in card ? card.id : undefined;
    if (typeof id !== 'string') throw fail(`card ${row + 1} has no id`);
    const { variantIds } = card as { readonly variantIds?: unknown };
    const variants = Array.isArray(variantIds) ? variantIds.filter((variant) => typeof variant === 'string') : [];
    return { ...(card as object), id, variantIds: variants };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
