import { onArrival } from './arrivals.ts';
import {
  type ConsentChoice,
  type ConsentSignals,
  resolveConsent,
  withConsentMode,
  withExplicitConsent,
} from './consent.ts';
import { type LoaderEvent, tapDataLayer, toLoaderEvent } from './data-layer.ts';
import { read } from './json-clone.ts';
import { startLazily } from './lazy-start.ts';
import { reserveSpace } from './reserve-space.ts';
import { safely } from './safely.ts';
import { type LoaderSettings, readSettings } from './settings.ts';

/** What the loader tells the widget, in the order in which it happened. */
type Message =
  | { readonly kind: 'event'; readonly event: LoaderEvent }
  | { readonly kind: 'consent'; readonly consent: ConsentChoice }
  | { readonly kind: 'arrival' }
  | { readonly kind: 'command'; readonly name: unknown; readonly values: readonly unknown[] };

interface WidgetModule {
  start(settings: LoaderSettings, consent: ConsentChoice): (message: Message) => void;
}

const MAX_WAITING = 200;
const host = window as unknown as { inkling?: { q?: unknown[]; loaded?: true }; dataLayer?: unknown };

/**
 * Starts Inkling in this page as its script tag says. Never throws; a tag that lacks a required attribute gets the one
 * warning this product ever writes to a console.
 */
export function load(script: HTMLScriptElement | null): void {
  // Pasted twice, one copy works.
  if (!script || host.inkling?.loaded) return;
  const settings = readSettings(script);
  if (typeof settings === 'string') {
    console.warn(`inkling: the script tag needs a valid ${settings} attribute`);
    return;
  }
  reserveSpace();
  const { send, attach } = mailbox();
  const consent = listen(send);
  onArrival(() => send({ kind: 'arrival' }));
  startLazily(() => {
    import(/* @vite-ignore */ `${settings.assetsUrl}widget.js`)
      .then((widget: WidgetModule) => attach(widget.start(settings, consent())))
      // Nothing will ever fill the slots: inkling.css then gives their space back.
      .catch(() => {
        document.documentElement.dataset.inkling = 'away';
      });
  });
}

/** Hears dataLayer and `inkling(...)` calls, earlier ones first; returns a reader of the consent as it stands. */
function listen(send: (message: Message) => void): () => ConsentChoice {
  let signals: ConsentSignals = { explicit: {}, mode: {}, gpc: read(navigator, 'globalPrivacyControl') === true };
  const consent = () => resolveConsent(signals);
  const learn = (next: ConsentSignals) => {
    const before = consent();
    signals = next;
    const after = consent();
    if (before.history !== after.history || before.sync !== after.sync) send({ kind: 'consent', consent: after });
  };
  const event = (heard: LoaderEvent) => send({ kind: 'event', event: heard });
  const command = (call: ArrayLike<unknown>) => {
    const [name, ...values] = Array.from(call);
    if (name === 'consent') return learn(withExplicitConsent(signals, values[0]));
    if (name !== 'event') return send({ kind: 'command', name, values });
    const heard = toLoaderEvent(values[0], values[1]);
    if (heard) event(heard);
  };
  const queue = host.inkling?.q ?? [];
  host.inkling = Object.assign((...call: unknown[]) => safely(() => command(call)), { loaded: true as const });
  for (const call of queue) safely(() => command(call as ArrayLike<unknown>));
  tapDataLayer(host, { event, consentMode: (kind, state) => learn(withConsentMode(signals, kind, state)) });
  return consent;
}

/** Holds the newest 200 messages until somebody takes them, then passes each on. */
function mailbox() {
  let waiting: Message[] = [];
  let take: ((message: Message) => void) | undefined;
  return {
    send(message: Message) {
      if (take) return take(message);
      // The widget starts with the consent of that moment: an older, wider one must not be replayed to it.
      if (message.kind === 'consent') return;
      waiting = [...waiting, message].slice(-MAX_WAITING);
    },
    attach(taker: (message: Message) => void) {
      take = (message) => safely(() => taker(message));
      for (const message of waiting) take(message);
      waiting = [];
    },
  };
}
