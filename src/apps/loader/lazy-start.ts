import { safely } from './safely.ts';

const NEAR = '600px';
const IDLE_TIMEOUT_MS = 4000;

/**
 * Calls `begin` once: when an `<inkling-recs>` comes near the viewport, or when the page has loaded and is idle, so that
 * the widget's download never competes with the page's own.
 */
export function startLazily(begin: () => void): void {
  let begun = false;
  const once = () => {
    if (begun) return;
    begun = true;
    watcher.disconnect();
    safely(begin);
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) once();
    },
    { rootMargin: NEAR },
  );
  const watch = () => {
    for (const slot of document.querySelectorAll('inkling-recs')) watcher.observe(slot);
  };
  watch();
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch, { once: true });
  if (document.readyState === 'complete') whenIdle(once);
  else addEventListener('load', () => whenIdle(once), { once: true });
}

function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: IDLE_TIMEOUT_MS });
  else setTimeout(work, 1000);
}
