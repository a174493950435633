const SEEN_MS = 1000;
const BATCH_MS = 500;

/**
 * Reports the cards (`[data-id]`) of a row that were at least half visible for a second, each once, in small batches.
 * @returns a function that ends the watch
 */
export function watchImpressions(row: HTMLElement, seen: (productIds: readonly string[]) => void): () => void {
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  let batch: string[] = [];
  let sending: ReturnType<typeof setTimeout> | undefined;
  const count = (card: Element) => {
    observer.unobserve(card);
    batch.push((card as HTMLElement).dataset.id ?? '');
    if (batch.length === 1) sending = setTimeout(send, BATCH_MS);
  };
  const send = () => {
    seen(batch);
    batch = [];
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(timers.get(target));
        if (isIntersecting)
          timers.set(
            target,
            setTimeout(() => count(target), SEEN_MS),
          );
      }
    },
    { threshold: 0.5 },
  );
  for (const card of row.querySelectorAll('[data-id]')) observer.observe(card);
  return () => {
    observer.disconnect();
    for (const timer of timers.values()) clearTimeout(timer);
    clearTimeout(sending);
    if (batch.length > 0) seen(batch);
  };
}
