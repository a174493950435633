/** A training from start to release folder, with a checkpoint on the way that is gone when the folder is there. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ReleaseId } from '../../src/domain/ids.ts';
import type { Product } from '../../src/domain/product.ts';
import { buildRelease } from './build-release.ts';
import { catalogueModel } from './catalogue-model.ts';
import { checkpointFile, checkpointPath } from './checkpoint-file.ts';
import type { Dataset } from './dataset.ts';
import { type ThreadEntry, threadCount } from './gradient-threads.ts';
import { meaningsOf, type TextEncoderChoice } from './meanings.ts';
import { GateError, worseThan } from './release-gate.ts';
import { startBackend, type TrainingBackend } from './start-backend.ts';
import { type TrainingControl, type TrainingResult, train } from './train.ts';
import { PHASE_NAMES, type TrainingOptions, type TrainingProgress, trainingOptions } from './training-options.ts';
import { type EpochReport, reportHtml } from './training-report.ts';

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
  readonly newProductParity?: number;
  /** What reads the titles; default: none. */
  readonly textEncoder?: TextEncoderChoice;
  /** SQLite file of titles that were read before; default: none are remembered. */
  readonly textCache?: string;
  /** Of the encoder's training on wasm; default: as many as there are cores, four at most. */
  readonly threads?: number | undefined;
  /** Takes no notice of a checkpoint. */
  readonly fresh: boolean;
  /** Written into the manifest; default: when the training was first started. */
  readonly createdAtMs?: number;
  readonly data: Dataset;
  /** Next products by shopper, for early stopping. */
  readonly valid?: ReadonlyMap<string, string>;
  /** Cards in row order. */
  readonly products: readonly Product[];
  /** Metrics of the release that is served now: a worse one does not take its place. */
  readonly running?: Readonly<Record<string, number>> | undefined;
  /** File of the report; without it none is written. */
  readonly report?: string;
}

export interface ReleaseControl {
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Ends the training, after a last checkpoint. */
  readonly signal: AbortSignal;
  /** How further threads are started; absent, there are none. */
  readonly thread?: ThreadEntry;
}

/** Inside a long epoch a checkpoint is written after so long. */
const CHECKPOINT_EVERY_MS = 30_000;

/** Where a release is that the gate refused. */
const refusedPath = (out: string) => `${resolve(out)}.refused`;

/**
 * Trains, and writes the release and its report.
 * @throws BackendError; GateError when the release is worse than the running one; the signal's reason when it aborts
 */
export async function makeRelease(
  order: ReleaseOrder,
  { onProgress, signal, thread }: ReleaseControl,
): Promise<ReleaseId> {
  const { out, seed, products, shop, running } = order;
  const { backend, name } = await startBackend(order.backend, order);
  const note = (text: string) => onProgress({ kind: 'note', text });
  const threads = thread && backend === 'wasm' ? { entry: thread, count: order.threads } : undefined;
  const count = threads ? threadCount(threads) : 1;
  const computed = count > 1 ? `${name}, ${count} threads` : name;
  note(`${products.length} products, ${order.data.sequences.length} shoppers, ${computed}, process ${process.pid}`);
  const data = await withMeanings(order, onProgress, signal);
  const control = { onProgress, signal, threads };
  const made =
    data.sequences.length > 0 ? fromLogs(order, data, backend, control) : fromCatalogue(order, data, onProgress);
  const { model, metrics, quality, ablations, epochs, startedAtMs, forget } = await made;
  const createdAtMs = order.createdAtMs ?? startedAtMs;
  const refusals = running ? worseThan(running, metrics) : [];
  const folder = refusals.length > 0 ? refusedPath(out) : out;
  const input = {
    ...{ shop, seed, backend, model, products, metrics, createdAtMs },
    temperature: trainingOptions(order).temperature,
    popularityKnown: data.sequences.length > 0,
  };
  const release = await buildRelease(folder, input);
  const seconds = (Date.now() - startedAtMs) / 1000;
  const size = { products: products.length, shoppers: data.sequences.length };
  const report = { release, shop, refusals, createdAtMs, seconds, backend: name, ...size, epochs, quality, ablations };
  if (order.report) {
    // That of the running release stays where it is.
    const path = refusals.length > 0 ? `${folder}.report.html` : order.report;
    await writeFile(path, reportHtml({ ...report, metrics, running }));
    note(`report: ${path}`);
  }
  await forget();
  if (refusals.length > 0) {
    throw new GateError(
      `the new release is worse than the running one (${refusals.join('; ')}): it is in ${folder}; put that folder in the place of ${out} to publish it, or train with --force`,
    );
  }
  return release;
}

/** What a release is written from. */
interface Made extends Pick<TrainingResult, 'model' | 'metrics' | 'quality' | 'ablations'> {
  readonly epochs: readonly EpochReport[];
  /** When the first process that worked on it began. */
  readonly startedAtMs: number;
  /** Removes what would have been gone on from, now that the release is there. */
  forget(): Promise<void>;
}

async function fromLogs(
  order: ReleaseOrder,
  data: Dataset,
  backend: TrainingBackend,
  { onProgress, signal, threads }: Pick<ReleaseControl, 'onProgress' | 'signal'> & Pick<TrainingControl, 'threads'>,
): Promise<Made> {
  const { out, valid, fresh, products } = order;
  const options = trainingOptions(order);
  const note = (text: string) => onProgress({ kind: 'note', text });
  const sizes = { shape: options.shape, products: products.length };
  const file = checkpointFile(checkpointPath(out), inputsHash(data, valid, options, backend), sizes, note);
  if (fresh) await file.remove();
  const resumed = await file.load();
  if (resumed) {
    const where = PHASE_NAMES[resumed.phase];
    note(`resuming after epoch ${resumed.epoch}${where}${resumed.step ? ` and ${resumed.step} steps` : ''}`);
  }
  const startedAtMs = resumed?.startedAtMs ?? Date.now();
  const epochs: EpochReport[] = [];
  const listen = (progress: TrainingProgress) => {
    if (progress.kind === 'epoch') epochs.push(progress);
    onProgress(progress);
  };
  const keeper = { resumed, save: file.save, everyMs: CHECKPOINT_EVERY_MS };
  const ablate = order.report !== undefined;
  const trained = await train(data, options, valid, listen, { keeper, startedAtMs, signal, ablate, threads });
  return { ...trained, epochs, startedAtMs, forget: file.remove };
}

/** Of a shop without logs. It takes seconds, so there is nothing to go on from. */
async function fromCatalogue(
  order: ReleaseOrder,
  data: Dataset,
  onProgress: ReleaseControl['onProgress'],
): Promise<Made> {
  const startedAtMs = Date.now();
  const model = catalogueModel(data, order.products, trainingOptions(order), onProgress);
  return { model, metrics: {}, quality: undefined, ablations: [], epochs: [], startedAtMs, forget: async () => {} };
}

async function withMeanings(
  { data, textCache = ':memory:', textEncoder = { kind: 'none' } }: ReleaseOrder,
  onProgress: ReleaseControl['onProgress'],
  signal: AbortSignal,
): Promise<Dataset> {
  const { kind } = textEncoder;
  if (kind === 'none' || (kind !== 'file' && !data.texts.some((text) => text?.title))) return data;
  const stage = 'meaning of titles';
  onProgress({ kind: 'stage', stage });
  const meanings = await meaningsOf(data.texts, {
    encoder: textEncoder,
    ids: data.ids,
    cachePath: textCache,
    onProgress: (done) => onProgress({ kind: 'stage', stage, done }),
    signal,
  });
  return meanings ? { ...data, meanings } : data;
}

/** Everything that the encoder's training depends on but its time limit, of which a resumed training may be given more. */
export function inputsHash(
  { ids, texts, meanings, sequences, shoppers }: Dataset,
  valid: ReadonlyMap<string, string> | undefined,
  { encoderMs: _, newProductParity: __, ...options }: TrainingOptions,
  backend: string,
): string {
  const hash = createHash('sha256');
  for (const part of [{ options, backend }, ids, texts, [...shoppers.keys()], valid ? [...valid] : null]) {
    hash.update(`${JSON.stringify(part)}\n`);
  }
  if (meanings) hash.update(new Uint8Array(meanings.rows.buffer));
  for (const events of sequences)
    hash.update(
      `${events.map((event) => [event.product, event.kind, event.gap, event.recency].join(':')).join(' ')}\n`,
    );
  return hash.digest('hex');
}
