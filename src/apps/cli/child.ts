/**
 * Heavy work in a process of its own: this same command, started as `inkling job`, which gets one job over the IPC
 * channel, tells its progress, and ends with an answer. The parent stays free to serve and to hear signals.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TrainingProgress } from '../../../server/trainer/training-options.ts';

export type JobName = 'train' | 'demo-release' | 'judge';
export interface JobRequest {
  readonly name: JobName;
  readonly input: unknown;
}

/** What a child says; `progress` any number of times, then one of the others. */
export type ChildMessage =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'done'; readonly result: unknown }
  /** An expected error, in words. */
  | { readonly kind: 'failed'; readonly message: string }
  /** A signal was heard and everything put away. */
  | { readonly kind: 'stopped' };

/** The work was not done; the message says what became of the process. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
  /**
   * @param exitCode for the command
   * @param cameToAnEnd whether the message is the child's own: the input is at fault, the process is not
   */
  constructor(
    message: string,
    readonly exitCode = 2,
    readonly cameToAnEnd = false,
  ) {
    super(message);
  }
}

export interface ChildOptions {
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Passes SIGINT and SIGTERM on to the child, a second one as SIGKILL. */
  readonly forwardSignals?: boolean;
  /** The child is killed when it aborts. */
  readonly signal?: AbortSignal;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The child's answer.
 * @param input and the answer: what a structured clone can carry
 * @throws ChildError with the child's own message, or with how it died
 */
export async function runInChild(name: JobName, input: unknown, options: ChildOptions = {}): Promise<unknown> {
  options.signal?.throwIfAborted();
  // In the bundle this file is the whole command.
  const child = fork(fileURLToPath(import.meta.url), ['job'], { serialization: 'advanced' });
  const kill = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', kill, { once: true });
  const signals = options.forwardSignals ? forwardSignals(child) : undefined;
  try {
    return await answerOf(child, { name, input }, options, () => signals?.heard());
  } finally {
    signals?.stop();
    options.signal?.removeEventListener('abort', kill);
  }
}

function answerOf(
  child: ChildProcess,
  request: JobRequest,
  { onProgress }: ChildOptions,
  heard: () => keyof typeof SIGNALS | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let last: Exclude<ChildMessage, { kind: 'progress' }> | undefined;
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else last = message;
    });
    child.once('error', reject);
    // Not `exit`, which may come before the last message.
    child.once('close', (code, signal) => {
      if (last?.kind === 'done') return resolve(last.result);
      if (last?.kind === 'failed') return reject(new ChildError(last.message, 2, true));
      const ours = heard();
      if (ours) return reject(new ChildError(`stopped (${ours})`, SIGNALS[ours]));
      reject(new ChildError(`the process ${deathOf(code, signal)}`));
    });
    // A child that died at once is told of by `close`.
    child.send(request, () => {});
  });
}

function forwardSignals(child: ChildProcess) {
  let heard: keyof typeof SIGNALS | undefined;
  const forward = (signal: NodeJS.Signals) => {
    child.kill(heard ? 'SIGKILL' : signal);
    heard ??= signal as keyof typeof SIGNALS;
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, forward);
  const stop = () => {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, forward);
  };
  return { heard: () => heard, stop };
}

function deathOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'was killed (SIGKILL), as a system does that runs out of memory';
  if (signal === 'SIGABRT' || code === 134)
    return 'gave up (SIGABRT), as Node does out of memory: NODE_OPTIONS=--max-old-space-size=8192 gives it more';
  return signal ? `was ended by ${signal}` : `failed (exit code ${code}); its message is above`;
}
