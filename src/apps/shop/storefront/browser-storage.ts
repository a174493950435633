/** Storage that may be refused (private window, policy): reading then gives undefined and writing does nothing. */

export function readJson(storage: 'local' | 'session', key: string): unknown {
  try {
    const text = open(storage).getItem(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function writeJson(storage: 'local' | 'session', key: string, value: unknown): void {
  try {
    open(storage).setItem(key, JSON.stringify(value));
  } catch {
    // The shop works on without it; only the next visit starts afresh.
  }
}

function open(storage: 'local' | 'session'): Storage {
  return storage === 'local' ? window.localStorage : window.sessionStorage;
}
