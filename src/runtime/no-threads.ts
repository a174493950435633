/** Stands in for tfjs's threaded wasm loader in the worker's bundle: threads are switched off, this is never called. */
export const wasmWorkerContents = '';

export default function noThreads(): never {
  throw new Error('threads are switched off');
}
