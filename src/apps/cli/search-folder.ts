/** What a shop serves for its search: a folder with the file, named by its hash, and `search.json` that points to it. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TensorFileError } from '../../../models/release-format.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';
import { sha256Hex } from '../../base/bytes.ts';
import { decodeSearchFile, encodeSearchFile, type SearchFile } from '../../search/search-file.ts';
import { parseSearchPointer, SEARCH_FORMAT, type SearchPointer } from '../../search/search-pointer.ts';

const POINTER = 'search.json';
const FILE_NAME = /^search-[0-9a-f]{16}\.bin$/;

/**
 * The pointer comes last and in one move; the file of before stays until the next time, for browsers that have read the pointer to it.
 * @param flag named in messages
 * @returns bytes of the file
 */
export async function writeSearchFolder(flag: string, folder: string, file: SearchFile): Promise<number> {
  const bytes = encodeSearchFile(file);
  const sha256 = await sha256Hex(bytes);
  const pointer: SearchPointer = { format: SEARCH_FORMAT, path: `search-${sha256.slice(0, 16)}.bin`, sha256 };
  try {
    await mkdir(folder, { recursive: true });
    const before = await readPointer(folder).catch(() => undefined);
    await writeFile(join(folder, pointer.path), bytes);
    await writeFile(join(folder, `${POINTER}.part`), `${JSON.stringify(pointer)}\n`);
    await rename(join(folder, `${POINTER}.part`), join(folder, POINTER));
    const kept = new Set([pointer.path, before?.path]);
    for (const name of await readdir(folder)) {
      if (FILE_NAME.test(name) && !kept.has(name)) await rm(join(folder, name));
    }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new LogError(`${flag} ${folder}: cannot be written (${code})`);
  }
  return bytes.length;
}

/** @throws LogError where there is none, or it is not whole */
export async function readSearchFolder(flag: string, folder: string): Promise<SearchFile> {
  try {
    const pointer = await readPointer(folder);
    const bytes = new Uint8Array(await readFile(join(folder, pointer.path)));
    if ((await sha256Hex(bytes)) !== pointer.sha256) throw new TensorFileError('not the bytes that search.json names');
    return decodeSearchFile(bytes);
  } catch (error) {
    if (error instanceof TensorFileError || error instanceof SyntaxError) {
      throw new LogError(`${flag} ${folder}: ${error.message}`);
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new LogError(`${flag} ${folder}: no search of a shop (${POINTER}: ${code})`);
  }
}

async function readPointer(folder: string): Promise<SearchPointer> {
  const pointer = parseSearchPointer(JSON.parse(await readFile(join(folder, POINTER), 'utf8')));
  if (typeof pointer === 'string') throw new TensorFileError(`${POINTER}: ${pointer}`);
  return pointer;
}
