/** A release folder, checked file by file as a browser checks it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeModel, type ReleaseModel } from '../../../models/release-model.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { sha256Hex } from '../../base/bytes.ts';
import { type FileRef, parseReleaseManifest, type ReleaseManifest } from '../../protocol/release-manifest.ts';

export interface OpenedRelease {
  readonly manifest: ReleaseManifest;
  readonly model: ReleaseModel;
  /** Cards in row order, no more of them parsed than the id. */
  readonly products: readonly { readonly id: string; readonly [field: string]: unknown }[];
}

/**
 * @param flag named in messages
 * @throws LogError naming the file that is missing or not the one that the manifest names; TensorFileError
 */
export async function openRelease(flag: string, folder: string): Promise<OpenedRelease> {
  const fail = (message: string) => new LogError(`${flag} ${folder}: ${message}`);
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
    throw fail('there is no manifest.json');
  });
  const parsed = parseReleaseManifest(parseJson(text));
  if ('problem' in parsed) throw fail(parsed.problem);
  const { manifest } = parsed;
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
  const cards = parseJson(new TextDecoder().decode(await read(files.products)));
  if (!Array.isArray(cards) || cards.length !== count) throw fail('products.json has not one card a row');
  const products = cards.map((card: unknown, row) => {
    const id = typeof card === 'object' && card !== null && 'id' in card ? card.id : undefined;
    if (typeof id !== 'string') throw fail(`products.json: card ${row + 1} has no id`);
    return { ...(card as object), id };
  });
  return { manifest, model, products };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
