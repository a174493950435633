/**
 * What the shopper allows, in Consent Mode v2. index.html denies everything first and replays a kept choice before any
 * other script runs; this file is where the choice is made and changed.
 */
import { readJson, writeJson } from './browser-storage.ts';
import { gtag } from './data-layer.ts';
import { createStore } from './store.ts';

/** Also read by the inline script of index.html. */
const KEY = 'harbour-lane-consent';

export interface Choice {
  /** Remember on this device what was looked at (functionality and personalisation). */
  readonly memory: boolean;
  /** Take part in combined statistics (analytics). */
  readonly statistics: boolean;
}

/** Undefined until the shopper has chosen. */
export const choice = createStore<Choice | undefined>(readChoice());

export function choose(next: Choice): void {
  const signal = toSignal(next);
  writeJson('local', KEY, signal);
  gtag('consent', 'update', signal);
  choice.set(next);
}

function toSignal({ memory, statistics }: Choice): Readonly<Record<string, 'granted' | 'denied'>> {
  const grant = (allowed: boolean) => (allowed ? 'granted' : 'denied');
  return {
    ad_storage: 'denied',
    ad_user_data: 'denied',
    ad_personalization: 'denied',
    functionality_storage: grant(memory),
    personalization_storage: grant(memory),
    analytics_storage: grant(statistics),
    security_storage: 'granted',
  };
}

function readChoice(): Choice | undefined {
  const kept = readJson('local', KEY);
  if (typeof kept !== 'object' || kept === null) return undefined;
  const granted = (key: string) => (kept as Record<string, unknown>)[key] === 'granted';
  return { memory: granted('personalization_storage'), statistics: granted('analytics_storage') };
}
