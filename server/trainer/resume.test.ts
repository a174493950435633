import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeModel } from '../../models/release-model.ts';
import { present } from '../../src/base/must.ts';
import { RING_OPTIONS, ringDataset } from '../../test/kit/ring-training.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointFile } from './checkpoint-file.ts';
import { datasetOf } from './dataset.ts';
import { inputsHash } from './make-release.ts';
import { startBackend } from './start-backend.ts';
import { train } from './train.ts';
import type { TrainingProgress } from './training-options.ts';

const data = ringDataset(120);
const files = async (options = RING_OPTIONS, control = {}, onProgress: (at: TrainingProgress) => void = () => {}) =>
  encodeModel((await train(data, options, undefined, onProgress, control)).model);

let folder: string;
let notes: string[];
beforeAll(() => startBackend('wasm'));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-resume-'));
  notes = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileAt = (inputs = 'inputs') =>
  checkpointFile(join(folder, 'out.checkpoint'), inputs, { shape: RING_OPTIONS.shape, products: 40 }, (text) =>
    notes.push(text),
  );

/** Ends a training at a moment, as a signal does, and gives back what it left on the disk. */
async function interruptedAt(moment: (progress: TrainingProgress) => boolean): Promise<Checkpoint> {
  const stop = new AbortController();
  const file = fileAt();
  const keeper = { resumed: undefined, save: file.save, everyMs: 1e9 };
  const control = { keeper, signal: stop.signal, startedAtMs: 17 };
  const ended = files(RING_OPTIONS, control, (progress) => moment(progress) && stop.abort());
  await expect(ended).rejects.toThrow('aborted');
  return present(await fileAt().load(), 'checkpoint');
}

describe('a training that was interrupted', () => {
  test.each([
    ['inside the first epoch', 'search', 1, 1],
    ['inside a later one', 'search', 3, 1],
    ['inside an epoch on all events', 'finish', 2, 1],
  ] as const)('%s gives byte for byte what it gives without a break', async (_, phase, epoch, steps) => {
    let taken = 0;
    const left = await interruptedAt(
      (at) => at.kind === 'step' && at.phase === phase && at.epoch === epoch && ++taken === steps,
    );
    expect(left).toMatchObject({ phase, epoch: epoch - 1, step: steps, startedAtMs: 17 });
    expect(left.best === undefined).toBe(phase === 'search' && epoch === 1);
    const keeper = { resumed: left, save: fileAt().save, everyMs: 1e9 };
    const stages: string[] = [];
    const resumed = await files(RING_OPTIONS, { keeper }, (at) => at.kind === 'stage' && stages.push(at.stage));
    expect(stages).not.toContain('product vectors');
    expect(resumed).toEqual(await files());
  });

  test('has no more than the time that it had left', async () => {
    const left = await interruptedAt((at) => at.kind === 'step' && at.epoch === 2);
    const epochs: number[] = [];
    const keeper = { resumed: { ...left, spentMs: RING_OPTIONS.encoderMs }, save: async () => {}, everyMs: 1e9 };
    await files(RING_OPTIONS, { keeper }, (at) => at.kind === 'epoch' && epochs.push(at.epoch));
    expect(epochs).toEqual([]);
  });
});

describe('the checkpoint file', () => {
  test('is of other logs when only the times of these changed', () => {
    const at = (hours: number) => {
      const events = ['x', 'y'].map((productId, i) => ({ productId, kind: 0, atMs: 1e12 + i * hours * 3_600e3 }));
      return datasetOf([{ shopper: 'a', events }], new Map());
    };
    const hash = (hours: number) => inputsHash(at(hours), undefined, RING_OPTIONS, 'wasm');
    expect(hash(1)).toBe(hash(1));
    expect(hash(1)).not.toBe(hash(100));
  });

  test('is kept inside an epoch too, when the epoch is long', async () => {
    const saved: string[] = [];
    const save = async ({ phase, epoch, step }: Checkpoint) => void saved.push(`${phase} ${epoch}/${step}`);
    await files({ ...RING_OPTIONS, epochs: 1 }, { keeper: { resumed: undefined, save, everyMs: 0 } });
    expect(saved.slice(0, 2)).toEqual(['search 0/1', 'search 0/2']);
    expect(saved).toContain('search 1/0');
    expect(saved.at(-1)).toBe('finish 10/0');
  });

  test('is taken for nothing, with a word, when one bit of it changed or when it belongs to something else', async () => {
    await interruptedAt((at) => at.kind === 'step' && at.epoch === 2);
    expect(await fileAt('other inputs').load()).toBeUndefined();
    expect(notes.at(-1)).toContain('out.checkpoint is of other logs or options: training starts anew');
    const path = join(folder, 'out.checkpoint');
    const bytes = await readFile(path);
    bytes[3000] = (bytes[3000] ?? 0) ^ 1;
    for (const broken of [bytes, bytes.subarray(0, 1000), Buffer.alloc(0)]) {
      await writeFile(path, broken);
      expect(await fileAt().load()).toBeUndefined();
      expect(notes.at(-1)).toContain('out.checkpoint is damaged: training starts anew');
    }
    expect(await readdir(folder)).toEqual(['out.checkpoint']);
    await fileAt().remove();
    expect(await readdir(folder)).toEqual([]);
    expect(await fileAt().load()).toBeUndefined();
  });

  test('that cannot be written does not end the training', async () => {
    await writeFile(join(folder, 'a file'), '');
    const shape = { shape: RING_OPTIONS.shape, products: 40 };
    const file = checkpointFile(join(folder, 'a file', 'x.checkpoint'), '', shape, (text) => notes.push(text));
    await files({ ...RING_OPTIONS, epochs: 1 }, { keeper: { resumed: undefined, save: file.save, everyMs: 1e9 } });
    expect(notes.at(-1)).toMatch(/checkpoint not written \((ENOTDIR|EEXIST)\)/);
  });
});
