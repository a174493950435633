/**
 * Gradients on several cores: threads with a backend of their own, which read the weights in shared memory and send back
 * the gradients of their parts. Worker threads and not processes, so that none of them outlives a training that is killed.
 */
import { availableParallelism } from 'node:os';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  type ComputeGradients,
  type GradientPoint,
  type GradientSettings,
  type Gradients,
  type GradientTask,
  inTurn,
} from './encoder-gradients.ts';
import { LogError } from './read-logs.ts';
import { startBackend } from './start-backend.ts';
import { type EncoderState, MOST_PARTS } from './train-encoder.ts';

/** How a thread is started: a module that calls `serveGradients` when it has these arguments. */
export interface ThreadEntry {
  readonly file: string;
  readonly argv: readonly string[];
}

export interface GradientThreads {
  /** This one among them. */
  readonly count: number;
  readonly compute: ComputeGradients;
  close(): Promise<void>;
}

/** A thread ended that gradients were awaited from: a bug, or the machine's memory is full. The checkpoint remains. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

export interface ThreadPlan {
  readonly entry: ThreadEntry;
  /** This one among them; default: as many as there are cores and parts. */
  readonly count?: number | undefined;
}

/** How many threads there will be, this one among them. */
export function threadCount({ count = availableParallelism() }: ThreadPlan): number {
  return Math.min(MOST_PARTS, count);
}

/** The same state, with what gradients are computed at in memory that all threads share. */
export function inSharedMemory(state: EncoderState): EncoderState {
  return { ...state, parameters: shared(state.parameters), vectors: shared(state.vectors) };
}

/**
 * The others start with the first step that has work for them.
 * @param point in shared memory, see `inSharedMemory`
 */
export function gradientThreads(
  plan: ThreadPlan,
  { shape, temperature, dropout }: Omit<GradientSettings, 'recipe'>,
  point: GradientPoint,
): GradientThreads {
  const settings = { shape, temperature, dropout };
  const count = threadCount(plan);
  const own = inTurn(settings, point);
  let others: Thread[] | undefined;
  return {
    count,
    async compute(tasks) {
      if (tasks.length === 1) return own(tasks);
      others ??= Array.from({ length: count - 1 }, () =>
        startThread(plan.entry, { settings, parameters: point.parameters, vectors: point.vectors }),
      );
      // This one last: it computes without a pause.
      const lanes = [...others.map((thread) => thread.compute), own];
      const of = (lane: number) => tasks.filter((_, at) => at % lanes.length === lane);
      const found = await Promise.all(lanes.map((compute, lane) => compute(of(lane))));
      return tasks.map((_, at) => found[at % lanes.length]?.[Math.floor(at / lanes.length)] as Gradients);
    },
    async close() {
      await Promise.all((others ?? []).map((thread) => thread.close()));
    },
  };
}

interface ThreadData extends GradientPoint {
  readonly settings: GradientSettings;
}

interface Thread {
  readonly compute: ComputeGradients;
  close(): Promise<unknown>;
}

function startThread({ file, argv }: ThreadEntry, data: ThreadData): Thread {
  const worker = new Worker(file, { argv: [...argv], workerData: data });
  let failure: ThreadError | undefined;
  let waiting: { resolve(all: readonly Gradients[]): void; reject(why: Error): void } | undefined;
  const fail = (why: string, cause?: unknown) => {
    failure ??= new ThreadError(`a thread of the training ended: ${why}`, { cause });
    waiting?.reject(failure);
  };
  worker.once('error', (error) => fail((error as Error).message, error));
  worker.once('messageerror', (error) => fail(error.message, error));
  worker.once('exit', (code) => fail(`exit code ${code}`));
  worker.on('message', (all: readonly Gradients[]) => waiting?.resolve(all));
  return {
    async compute(tasks) {
      if (tasks.length === 0) return [];
      if (failure) throw failure;
      // Not a race against a promise of the end: that one would keep every answer until it comes.
      const answer = new Promise<readonly Gradients[]>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      worker.postMessage(tasks);
      return answer;
    },
    close: () => worker.terminate(),
  };
}

/** The other side: answers as long as the thread lives. @throws LogError when this is no thread of a training */
export async function serveGradients(): Promise<void> {
  const port = parentPort as MessagePort | null;
  if (port === null) throw new LogError('gradients: a training starts this one');
  const { settings, parameters, vectors } = workerData as ThreadData;
  // What came while the backend was starting waits in the port.
  await startBackend('wasm');
  const compute = inTurn(settings, { parameters, vectors });
  port.on('message', async (tasks: readonly GradientTask[]) => {
    const all = await compute(tasks);
    const buffers = all.flatMap(({ base, inputs, targets, negatives }) =>
      [base, inputs, targets, negatives].map((values) => values.buffer as ArrayBuffer),
    );
    port.postMessage(all, [...new Set(buffers)]);
  });
}

function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
