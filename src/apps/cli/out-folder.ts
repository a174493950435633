/** Folders that a command will write into, tried before it works for minutes. */
import { accessSync, constants, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LogError } from '../../../server/trainer/read-logs.ts';

/**
 * Whether a folder is there or can be made; leaves nothing behind. Level by level: Node's recursive mkdir never ends where
 * a file system makes no folders (/proc).
 * @param flag named in messages
 * @throws LogError when it is no folder, or cannot be made or written
 */
export function checkOutFolder(flag: string, path: string): void {
  const made: string[] = [];
  try {
    makeLevels(resolve(path), made);
    accessSync(path, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOTDIR' || code === 'EEXIST' ? 'is a file or lies below one' : `cannot be written (${code})`;
    throw new LogError(`${flag} ${path}: ${why}; name a folder`);
  } finally {
    for (const folder of made.reverse()) rmdirSync(folder);
  }
}

function makeLevels(path: string, made: string[]): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (!found) makeLevels(dirname(path), made);
  mkdirSync(path);
  made.push(path);
}
