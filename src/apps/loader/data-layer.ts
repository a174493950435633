import { jsonClone, read } from './json-clone.ts';
import { safely } from './safely.ts';

/** The shape of PageEvent in src/engine/messages.ts. */
export interface LoaderEvent {
  readonly name: string;
  readonly parameters: unknown;
  readonly atMs: number;
}

export interface DataLayerListener {
  event(event: LoaderEvent): void;
  /** `gtag('consent', kind, state)`. */
  consentMode(kind: unknown, state: unknown): void;
}

const NAMES =
  'view_item view_item_list select_item add_to_cart remove_from_cart add_to_wishlist purchase refund search view_search_results'.split(
    ' ',
  );
/** Nothing else is copied: a dataLayer also holds names and addresses. */
const PARAMETERS = 'items transaction_id search_term item_list_id item_list_name currency value'.split(' ');

/**
 * Listens to `window.dataLayer`: what is in it already is replayed once, what is pushed later is heard after the push
 * that was there before ours, whose result and errors pass through untouched.
 */
export function tapDataLayer(host: { dataLayer?: unknown }, listener: DataLayerListener): void {
  host.dataLayer ??= [];
  const layer = host.dataLayer as { push?: unknown; length?: unknown; [index: number]: unknown };
  const previous = layer.push;
  if (typeof previous !== 'function') return;
  const replayed = Number(layer.length) || 0;
  for (let i = 0; i < replayed; i++) safely(() => hear(read(layer, i), listener));
  layer.push = function push(this: unknown, ...entries: unknown[]) {
    try {
      return previous.apply(this, entries);
    } finally {
      for (const entry of entries) safely(() => hear(entry, listener));
    }
  };
}

/** The event, or undefined when the shop's recommendations have no use for the name. */
export function toLoaderEvent(name: unknown, parameters: unknown, fallback?: unknown): LoaderEvent | undefined {
  if (typeof name !== 'string' || !NAMES.includes(name)) return undefined;
  const chosen: Record<string, unknown> = {};
  for (const key of PARAMETERS) {
    const value = read(parameters, key) ?? read(fallback, key);
    if (value !== undefined) chosen[key] = value;
  }
  return { name, parameters: jsonClone(chosen), atMs: Date.now() };
}

/** Google Tag Manager pushes `{event, ecommerce}`; gtag pushes its `arguments`, which are no Array. */
function hear(entry: unknown, listener: DataLayerListener): void {
  const command = read(entry, 0);
  if (command === 'consent') {
    listener.consentMode(read(entry, 1), read(entry, 2));
    return;
  }
  const event =
    command === 'event'
      ? toLoaderEvent(read(entry, 1), read(entry, 2))
      : toLoaderEvent(read(entry, 'event'), read(entry, 'ecommerce'), entry);
  if (event) listener.event(event);
}
