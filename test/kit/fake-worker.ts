/**
 * A worker that answers EngineApi from a script, for tests of the page side. It speaks comlink's wire form by hand, so a
 * test needs no bundle: `methods` is the source of an object literal whose members replace the defaults.
 */
/** The classic script itself; every call is also told on the BroadcastChannel `diary` as `[method, ...arguments]`. */
export const fakeWorkerScript = (methods: string, diary: string) => `
const diary = new BroadcastChannel(${JSON.stringify(diary)});
const note = (name, ...values) => diary.postMessage([name, ...values]);
const status = { backend: 'plain', storage: 'indexeddb', notices: [], rememberedEvents: 0, paused: false,
  learner: { choices: 0, trust: { release: 1, line: 0, taste: 0 } }, sync: { state: 'off', reportsSent: 0 } };
const product = (id, more) => ({ id, title: 'Product ' + id, url: '/p/' + id, priceMinor: 4990, currency: 'EUR',
  categoryPath: ['Kitchen', 'Kettles'], inStock: true, ...more });
const list = (placement, basis, ids, reasons = []) => ({ placement, basis,
  items: ids.map((id, i) => ({ product: product(id), score: -i, reasons })) });
const api = {
  start(options) { status.backend = options.backend ?? 'plain'; return status; },
  observe() { status.rememberedEvents++; },
  setConsent() {}, hide() {}, wipe() { status.rememberedEvents = 0; }, forget() { return true; },
  profile() { return { categories: [], brands: [], hidden: [] }; }, correct() { return true; }, pause(paused) { status.paused = paused; },
  recommend({ placement, limit, exclude = [] }) {
    const ids = Array.from({ length: 30 }, (_, i) => 'p' + i).filter((id) => !exclude.includes(id)).slice(0, limit);
    return list(placement, placement === 'home' ? 'personal' : 'related', ids);
  },
  exportHistory() { return { format: 'inkling-history/1', shop: 'fake', exportedAtMs: 1, events: [] }; },
  status() { return status; },
  work() { return false; },
  ...(${methods}),
};
addEventListener('message', async ({ data }) => {
  const { id, type, path, argumentList = [] } = data;
  if (type === 'GET') return postMessage({ id, type: 'RAW', value: undefined });
  try {
    const values = argumentList.map((argument) => argument.value);
    note(path[0], ...values);
    postMessage({ id, type: 'RAW', value: await api[path[0]](...values) });
  } catch (error) {
    postMessage({ id, type: 'HANDLER', name: 'throw', value: { isError: true, value: { name: error.name, message: error.message } } });
  }
});`;

export interface FakeWorker {
  /** A blob URL: fetchable, and startable as a shim. */
  readonly url: string;
  /** Every call the worker got, as `[method, ...arguments]`, over all restarts. */
  readonly calls: readonly (readonly unknown[])[];
  /** Arguments of the calls of one method. */
  callsOf(method: string): readonly (readonly unknown[])[];
}

let fakes = 0;

/** @param methods JavaScript source, such as `{ recommend() { throw new Error('x') } }`; may use status, product, list */
export function fakeWorker(methods = '{}'): FakeWorker {
  const diary = `fake-worker-${performance.timeOrigin}-${fakes++}`;
  const calls: unknown[][] = [];
  new BroadcastChannel(diary).addEventListener('message', ({ data }) => calls.push(data as unknown[]));
  const url = URL.createObjectURL(new Blob([fakeWorkerScript(methods, diary)], { type: 'text/javascript' }));
  return {
    url,
    calls,
    callsOf: (method) => calls.filter(([name]) => name === method).map(([, ...values]) => values),
  };
}
