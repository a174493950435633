/** A text file that appears under its name only when it is whole. */
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { LogError } from '../../../server/trainer/read-logs.ts';

/** Characters that are gathered before they are written. */
const AT_ONCE = 65_536;

/**
 * Gives `fill` a function that adds a line, and puts the file in its place when `fill` is through; when that fails,
 * nothing stays.
 * @param flag named in messages
 * @throws LogError when no file can be written there
 */
export async function writeLines(
  flag: string,
  path: string,
  fill: (add: (line: string) => void) => Promise<void>,
): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new LogError(`${flag} ${path}: is a folder`);
  const part = `${path}.part`;
  const sayWhy = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw new LogError(`${flag} ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    }
  };
  const file = sayWhy(() => openSync(part, 'w'));
  let waiting = '';
  const flush = () => {
    sayWhy(() => writeSync(file, waiting));
    waiting = '';
  };
  try {
    await fill((line) => {
      waiting += `${line}\n`;
      if (waiting.length >= AT_ONCE) flush();
    });
    flush();
    sayWhy(() => renameSync(part, path));
  } finally {
    closeSync(file);
    rmSync(part, { force: true });
  }
}
