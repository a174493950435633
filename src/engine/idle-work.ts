/**
 * Background work, in slices, when nobody waits: one tab of a shop at a time, never while the page is hidden, saves data
 * or has just been touched.
 */
export interface IdleWork {
  /** Something new to learn from: look again soon instead of at the next long interval. */
  nudge(): void;
}

const FIRST_PAUSE_MS = 3000;
const BUSY_PAUSE_MS = 250;
const QUIET_PAUSE_MS = 30_000;
const IDLE_TIMEOUT_MS = 10_000;
const BUDGET_MS = 100;

/**
 * Runs `work(budgetMs)` again and again until `signal` aborts.
 * @param lockName Web Lock that one tab holds during a slice
 * @param work true if more waits; its rejections count as false
 */
export function workWhenIdle(
  lockName: string,
  work: (budgetMs: number) => Promise<boolean>,
  signal: AbortSignal,
): IdleWork {
  let wake = () => {};
  const loop = async () => {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        delay(resolve, pauseMs, signal);
      });
      // A nudge shortens the long pause only, or a burst of events would leave no pause at all.
      await new Promise<void>((resolve) => delay(resolve, BUSY_PAUSE_MS, signal));
      await idle(signal);
      if (signal.aborted) return;
      const more = mayWork() && (await alone(lockName, () => work(BUDGET_MS)));
      pauseMs = more ? BUSY_PAUSE_MS : QUIET_PAUSE_MS;
    }
  };
  loop().catch(() => {});
  return { nudge: () => wake() };
}

/** Whether this page may compute in the background now. */
function mayWork(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return document.visibilityState === 'visible' && connection?.saveData !== true;
}

/** Runs `work` under the lock, or not at all when another tab holds it; without Web Locks it just runs. */
async function alone(lockName: string, work: () => Promise<boolean>): Promise<boolean> {
  const calm = () => work().catch(() => false);
  try {
    if (!navigator.locks) return await calm();
    return await navigator.locks.request(lockName, { ifAvailable: true }, (lock) => (lock ? calm() : false));
  } catch {
    // Sandboxed frames have the API and may not use it; they have no storage to share either.
    return calm();
  }
}

function idle(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if (!('requestIdleCallback' in globalThis) || signal.aborted) return delay(resolve, BUSY_PAUSE_MS, signal);
    const handle = requestIdleCallback(() => resolve(), { timeout: IDLE_TIMEOUT_MS });
    signal.addEventListener(
      'abort',
      () => {
        cancelIdleCallback(handle);
        resolve();
      },
      { once: true },
    );
  });
}

/** Calls `then` after `ms` or when `signal` aborts, whichever is first. */
function delay(then: () => void, ms: number, signal: AbortSignal): void {
  if (signal.aborted) {
    then();
    return;
  }
  const finish = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', finish);
    then();
  };
  const timer = setTimeout(finish, ms);
  signal.addEventListener('abort', finish);
}
