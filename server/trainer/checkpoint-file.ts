/** Keeps the checkpoint of a training beside the release it will make; whole or not at all. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

export interface CheckpointFile {
  /** The checkpoint to go on from, if there is one and it fits. */
  load(): Promise<Checkpoint | undefined>;
  save(checkpoint: Checkpoint): Promise<void>;
  remove(): Promise<void>;
}

/** Where the checkpoint of the release in `out` is kept: beside the folder, so that no half-made file is ever served. */
export function checkpointPath(out: string): string {
  return `${resolve(out)}.checkpoint`;
}

/**
 * @param inputs hash of what the training depends on
 * @param note told, in words, what became of an old checkpoint or why none can be written; training goes on either way
 */
export function checkpointFile(
  path: string,
  inputs: string,
  { shape, products }: { readonly shape: EncoderShape; readonly products: number },
  note: (text: string) => void,
): CheckpointFile {
  return {
    async load() {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') note(`${path}: cannot be read (${error.code}): training starts anew`);
      });
      if (!bytes) return undefined;
      const checkpoint = decodeCheckpoint(Uint8Array.from(bytes), inputs, shape, products);
      if (typeof checkpoint !== 'string') return checkpoint;
      note(`${path} is ${checkpoint}: training starts anew`);
      return undefined;
    },
    async save(checkpoint) {
      try {
        await writeDurably(path, encodeCheckpoint(inputs, checkpoint));
      } catch (error) {
        note(`${path}: checkpoint not written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
      }
    },
    async remove() {
      await rm(path, { force: true });
      await rm(`${path}.part`, { force: true });
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.part`, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
