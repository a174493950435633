/** A text file that appears under its name only when it is whole. */
import { once } from 'node:events';
import { createWriteStream, openSync, renameSync, statSync } from 'node:fs';
import { LogError } from '../../../server/trainer/read-logs.ts';

export interface LineFile {
  write(line: string): Promise<void>;
  /** Puts the file in its place. */
  close(): Promise<void>;
}

/**
 * @param flag named in messages
 * @throws LogError when no file can be written there
 */
export function lineFile(flag: string, path: string): LineFile {
  const part = `${path}.part`;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new LogError(`${flag} ${path}: is a folder`);
  const stream = createWriteStream(part, { fd: opened(flag, path, part) });
  return {
    async write(line) {
      if (!stream.write(`${line}\n`)) await once(stream, 'drain');
    },
    async close() {
      stream.end();
      await once(stream, 'close');
      renameSync(part, path);
    },
  };
}

function opened(flag: string, path: string, part: string): number {
  try {
    return openSync(part, 'w');
  } catch (error) {
    throw new LogError(`${flag} ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
