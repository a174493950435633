import { read } from './json-clone.ts';

/** What the shopper allows; the shape of Consent in src/domain/consent.ts, which this guest may not import. */
export interface ConsentChoice {
  readonly history: boolean;
  readonly sync: boolean;
}

type Answer = boolean | undefined;
type Key = (typeof KEYS)[number];
const KEYS = ['functionality_storage', 'personalization_storage', 'analytics_storage'] as const;

/** Every signal heard so far. `undefined` is a signal that said nothing. */
export interface ConsentSignals {
  readonly explicit: { readonly history?: Answer; readonly sync?: Answer };
  readonly mode: { readonly [key in Key]?: Answer };
  /** `navigator.globalPrivacyControl`. */
  readonly gpc: boolean;
}

/**
 * One answer from all signals: the most restrictive wins, and silence is no. Sync needs history, an answer of its own
 * and no Global Privacy Control.
 * @see https://w3c.github.io/gpc/ and Google Consent Mode v2 for the signals; the mapping is docs/privacy.md's
 */
export function resolveConsent({ explicit, mode, gpc }: ConsentSignals): ConsentChoice {
  const history = strictest([explicit.history, mode.functionality_storage, mode.personalization_storage]);
  return { history, sync: history && !gpc && strictest([explicit.sync, mode.analytics_storage]) };
}

/** Adds `inkling('consent', {history, sync})`; members that are not booleans are no signal. */
export function withExplicitConsent(signals: ConsentSignals, choice: unknown): ConsentSignals {
  const history = asBoolean(read(choice, 'history')) ?? signals.explicit.history;
  const sync = asBoolean(read(choice, 'sync')) ?? signals.explicit.sync;
  return { ...signals, explicit: { history, sync } };
}

/**
 * Adds `gtag('consent', kind, state)`. Among defaults a denial sticks, whatever its `region`, since a page cannot know
 * where the shopper is; a regional grant is no signal for the same reason. An update replaces what it names.
 */
export function withConsentMode(signals: ConsentSignals, kind: unknown, state: unknown): ConsentSignals {
  if (kind !== 'default' && kind !== 'update') return signals;
  const regional = read(state, 'region') !== undefined;
  const mode: { [key in Key]?: Answer } = { ...signals.mode };
  for (const key of KEYS) {
    const said = read(state, key);
    if (said === 'denied') mode[key] = false;
    else if (said === 'granted' && (kind === 'update' || (mode[key] !== false && !regional))) mode[key] = true;
  }
  return { ...signals, mode };
}

function strictest(answers: readonly Answer[]): boolean {
  return answers.includes(true) && !answers.includes(false);
}

function asBoolean(value: unknown): Answer {
  return typeof value === 'boolean' ? value : undefined;
}
