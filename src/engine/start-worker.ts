/**
 * Starting the worker from a script of another origin. `new Worker(cdn)` is always a SecurityError, so the text is
 * fetched and started as a blob; a policy without `worker-src blob:` blocks that with an `error` event and no exception,
 * and then a file on the shop's own origin may import it.
 */
import { type Remote, wrap } from 'comlink';
import type { EngineApi } from './messages.ts';

/** Why no engine answers. `message` is for the merchant; it holds nothing of the shopper. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: 'worker-blocked' | 'worker-died' | 'closed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface RunningWorker<Api = EngineApi> {
  /** Calls the worker; rejects with EngineError `worker-died` if it dies first. Comlink alone would wait for ever. */
  call<Result>(perform: (api: Remote<Api>) => Promise<Result>): Promise<Result>;
  /** Ends the worker; calls still waiting reject with `reason`. */
  end(reason: EngineError): void;
}

export interface WorkerUrls {
  /** Absolute URL of the bundled classic worker, of any origin that allows this page to fetch it. */
  readonly workerUrl: string;
  /** Absolute URL of a classic worker file on the page's origin that imports the former. */
  readonly shimUrl?: string;
}

const HANDSHAKE_MS = 10_000;

/**
 * A worker that has evaluated its script, or undefined when every way to start one is barred.
 * @param onDeath called at most once, for a death that nobody asked for
 */
export async function startWorker<Api = EngineApi>(
  urls: WorkerUrls,
  onDeath: (dead: RunningWorker<Api>) => void,
): Promise<RunningWorker<Api> | undefined> {
  for (const way of [() => blobUrl(urls.workerUrl), () => urls.shimUrl]) {
    try {
      const url = await way();
      if (!url) continue;
      const worker = await handshake(new Worker(trusted(url)), onDeath);
      if (url.startsWith('blob:')) URL.revokeObjectURL(url);
      if (worker) return worker;
    } catch {
      // This way is barred; the next may be open.
    }
  }
  return undefined;
}

async function blobUrl(workerUrl: string): Promise<string> {
  const response = await fetch(workerUrl, { credentials: 'omit' });
  if (!response.ok) throw new EngineError('worker-blocked', `worker.js answered ${response.status}`);
  return URL.createObjectURL(new Blob([await response.blob()], { type: 'text/javascript' }));
}

/** Resolves once the worker answers, with undefined when it fails or stays silent. */
async function handshake<Api>(
  worker: Worker,
  onDeath: (dead: RunningWorker<Api>) => void,
): Promise<RunningWorker<Api> | undefined> {
  const running = guard(worker, onDeath);
  const timer = setTimeout(() => running.die(), HANDSHAKE_MS);
  try {
    // A member that does not exist: answered with undefined as soon as the worker listens, and nothing runs.
    await running.call((api) => Promise.resolve((api as unknown as { readonly hello: PromiseLike<undefined> }).hello));
    running.arm();
    return running;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

interface GuardedWorker<Api> extends RunningWorker<Api> {
  arm(): void;
  die(): void;
}

function guard<Api>(worker: Worker, onDeath: (dead: RunningWorker<Api>) => void): GuardedWorker<Api> {
  const api = wrap<Api>(worker);
  const waiting = new Set<(reason: EngineError) => void>();
  let ended: EngineError | undefined;
  let armed = false;
  const end = (reason: EngineError) => {
    if (ended) return;
    ended = reason;
    worker.terminate();
    for (const reject of waiting) reject(reason);
  };
  const die = () => {
    const unasked = !ended;
    end(new EngineError('worker-died', 'the worker stopped'));
    if (unasked && armed) onDeath(running);
  };
  worker.addEventListener('error', (event) => {
    // Handled here: otherwise it would reach the host page's window.onerror.
    event.preventDefault();
    die();
  });
  worker.addEventListener('messageerror', die);
  const running: GuardedWorker<Api> = {
    end,
    die,
    arm: () => {
      armed = true;
    },
    call: (perform) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.add(reject);
        perform(api)
          .then(resolve, reject)
          .finally(() => waiting.delete(reject));
      }),
  };
  return running;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): URL };
}
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** Under `require-trusted-types-for 'script'` a plain text is no URL of a worker. A policy's name can be taken once. */
function trusted(url: string): string | URL {
  const factory = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return url;
  policy ??= factory.createPolicy('inkling', { createScriptURL: (text) => text });
  return policy.createScriptURL(url);
}
