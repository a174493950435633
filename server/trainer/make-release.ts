/** A training from start to release folder, with a checkpoint on the way that is gone when the folder is there. */
import { createHash } from 'node:crypto';
import type { ReleaseId } from '../../src/domain/ids.ts';
import type { Product } from '../../src/domain/product.ts';
import { buildRelease } from './build-release.ts';
import { checkpointFile, checkpointPath } from './checkpoint-file.ts';
import type { Dataset } from './dataset.ts';
import { startBackend, type TrainingBackend } from './start-backend.ts';
import { train } from './train.ts';
import { type TrainingOptions, type TrainingProgress, trainingOptions } from './training-options.ts';

export interface ReleaseOrder {
  /** Folder of the release. */
  readonly out: string;
  readonly shop: string;
  readonly seed: string;
  /** Width of product vectors and encoder. */
  readonly width: number;
  readonly maxEvents: number;
  /** Limit of the whole training; three quarters of it are the encoder's. */
  readonly minutes: number;
  readonly backend: 'auto' | TrainingBackend;
  /** Lets WebGPU run on an adapter in software. */
  readonly allowSoftwareAdapter?: boolean;
  readonly epochs?: number;
  /** Takes no notice of a checkpoint. */
  readonly fresh: boolean;
  /** Written into the manifest; default: when the training was first started. */
  readonly createdAtMs?: number;
  readonly data: Dataset;
  /** Next products by shopper, for early stopping. */
  readonly valid?: ReadonlyMap<string, string>;
  /** Cards in row order. */
  readonly products: readonly Product[];
}

export interface ReleaseControl {
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Ends the training, after a last checkpoint. */
  readonly signal: AbortSignal;
}

/** Inside a long epoch a checkpoint is written after so long. */
const CHECKPOINT_EVERY_MS = 30_000;

/** @throws BackendError; the signal's reason when it aborts */
export async function makeRelease(order: ReleaseOrder, { onProgress, signal }: ReleaseControl): Promise<ReleaseId> {
  const { out, data, valid, seed, products, shop } = order;
  const { backend, name } = await startBackend(order.backend, order);
  const options = trainingOptions(order);
  const note = (text: string) => onProgress({ kind: 'note', text });
  note(`${products.length} products, ${data.sequences.length} shoppers, ${name}, process ${process.pid}`);
  const size = { shape: options.shape, products: products.length };
  const file = checkpointFile(checkpointPath(out), inputsHash(data, valid, options, backend), size, note);
  if (order.fresh) await file.remove();
  const resumed = await file.load();
  if (resumed) {
    const where = resumed.phase === 'search' ? '' : ' on all events';
    note(`resuming after epoch ${resumed.epoch}${where}${resumed.step ? ` and ${resumed.step} steps` : ''}`);
  }
  const startedAtMs = resumed?.startedAtMs ?? Date.now();
  const keeper = { resumed, save: file.save, everyMs: CHECKPOINT_EVERY_MS };
  const { model, metrics } = await train(data, options, valid, onProgress, { keeper, startedAtMs, signal });
  const release = await buildRelease(out, {
    ...{ shop, seed, backend, model, products, metrics },
    temperature: options.temperature,
    createdAtMs: order.createdAtMs ?? startedAtMs,
  });
  await file.remove();
  return release;
}

/** Everything that the encoder's training depends on but its time limit: a resumed training may be given more. */
function inputsHash(
  { ids, texts, sequences, shoppers }: Dataset,
  valid: ReadonlyMap<string, string> | undefined,
  { encoderMs: _, ...options }: TrainingOptions,
  backend: string,
): string {
  const hash = createHash('sha256');
  for (const part of [{ options, backend }, ids, texts, [...shoppers.keys()], valid ? [...valid] : null]) {
    hash.update(`${JSON.stringify(part)}\n`);
  }
  for (const events of sequences) hash.update(`${events.map(({ product, kind }) => `${product}:${kind}`).join(' ')}\n`);
  return hash.digest('hex');
}
