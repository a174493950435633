/**
 * The module behind the script tag: the loader imports it and calls `start` once. It starts the engine, defines
 * `<inkling-recs>` and hands what the loader hears to both.
 */
import {
  type ConnectOptions,
  type Consent,
  type Correction,
  connectEngine,
  connectSearch,
  type EngineStatus,
  type ForgetRequest,
  type PageEvent,
  parseProductId,
  type SearchOptions,
} from '../../index.ts';
import { createPage } from './page.ts';
import { fetchPopular } from './popular-list.ts';
import { defineRecsElement } from './recs-element.tsx';
import { searchCalls } from './search-calls.ts';
import { replaceStrings } from './strings.ts';

export { replaceStrings, strings } from './strings.ts';

/** What the loader tells, in the order in which it happened. */
export type LoaderMessage =
  | { readonly kind: 'event'; readonly event: PageEvent }
  | { readonly kind: 'consent'; readonly consent: Consent }
  /** The shopper is on another page, without a load. */
  | { readonly kind: 'arrival' }
  /**
   * `inkling(name, ...values)`: `strings` | `refresh` | `status` | `export` | `profile` | `wipe` | `recent` | `pause` | `resume`, the last seven
   * with a callback; `search`, `forget` and `correct` with a request and a callback.
   */
  | { readonly kind: 'command'; readonly name: unknown; readonly values: readonly unknown[] };

export interface WidgetSettings extends Omit<ConnectOptions, 'consent' | 'onStatus'> {
  readonly search?: SearchOptions;
}

const SOFTWARE_PATIENCE_MS = 30_000;

/**
 * Starts the engine and the elements of this page.
 * @returns takes the loader's messages; never throws
 */
export function start({ search, ...settings }: WidgetSettings, consent: Consent): (message: LoaderMessage) => void {
  const engine = connectEngine({ ...settings, consent, onStatus: announce });
  const searches = searchCalls(search && connectSearch(search), engine);
  const popular = new Map<string | undefined, ReturnType<typeof fetchPopular>>();
  const page = createPage({
    engine,
    // Tests only: a GPU in software takes seconds for what hardware does in a moment.
    ...(settings.allowSoftwareAdapter && { patienceMs: SOFTWARE_PATIENCE_MS }),
    popular: (category) => {
      const list = popular.get(category) ?? fetchPopular(settings.releaseUrl, category);
      popular.set(category, list);
      return list;
    },
  });
  defineRecsElement(page);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') page.flush();
  });
  return (message) => {
    switch (message.kind) {
      case 'event':
        engine.observe(message.event).catch(() => {});
        if (message.event.name === 'view_item') page.setProduct(productOf(message.event));
        return;
      case 'consent':
        searches.forget();
        engine.setConsent(message.consent).catch(() => {});
        return;
      case 'arrival':
        page.setProduct(undefined);
        page.refresh();
        return;
      case 'command':
        obey(message.name, message.values);
        return;
      default:
        message satisfies never;
    }
  };

  function obey(name: unknown, [value, callback]: readonly unknown[]): void {
    const tell = callable(value);
    const answer = (work: Promise<unknown>) => work.then(tell).catch(() => {});
    if (name === 'search') searches.search(value, callable(callback));
    if (name === 'recent') searches.recent(tell);
    if (name === 'strings') replaceStrings(value);
    if (name === 'strings' || name === 'refresh') page.refresh();
    if (name === 'status') answer(engine.status());
    if (name === 'export') answer(engine.exportHistory());
    if (name === 'profile') answer(engine.profile());
    if (name === 'correct') change(engine.correct(value as Correction), callable(callback));
    if (name === 'pause' || name === 'resume') answer(engine.pause(name === 'pause'));
    if (name === 'wipe') change(engine.wipe(), tell);
    if (name === 'forget') change(engine.forget(value as ForgetRequest), callable(callback));
  }

  /** What is asked is the page's own word: the worker reads it, or nobody can. */
  function change(done: Promise<unknown>, tell: (answer?: unknown) => void): void {
    searches.forget();
    done
      .then((answer) => {
        // A list that was asked for in between still knew.
        searches.forget();
        page.refresh();
        tell(answer);
      })
      .catch(() => tell(false));
  }
}

function callable(value: unknown): (answer?: unknown) => void {
  return typeof value === 'function' ? (value as (answer?: unknown) => void) : () => {};
}

/** For the shop's page and its panels; `inkling('status', callback)` asks at any time. */
function announce(status: EngineStatus): void {
  document.dispatchEvent(new CustomEvent('inkling:status', { bubbles: true, detail: status }));
}

function productOf({ parameters }: PageEvent): string | undefined {
  const { items } = (parameters ?? {}) as { readonly items?: readonly { readonly item_id?: unknown }[] };
  return parseProductId(items?.[0]?.item_id);
}
