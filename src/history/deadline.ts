import { HistoryError } from './history-store.ts';

/**
 * `promise`, or a rejection when it takes longer than `timeoutMs` or `signal` aborts. The promise itself runs on: its
 * late result is the caller's to dispose of.
 * @throws HistoryError `timeout`; the signal's reason
 */
export async function within<Value>(promise: Promise<Value>, timeoutMs: number, signal?: AbortSignal): Promise<Value> {
  signal?.throwIfAborted();
  let stop = () => {};
  const interrupted = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(() => reject(new HistoryError('timeout')), timeoutMs);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    stop();
  }
}
