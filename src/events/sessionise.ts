import { SESSION_GAP_MS, type ShopEvent } from '../domain/shop-event.ts';

/**
 * Cuts a history into visits: a pause longer than SESSION_GAP_MS starts the next one.
 * @param events oldest first; an event that lies before the one it follows (a clock set back) stays in its visit
 */
export function sessionise<Event extends Pick<ShopEvent, 'atMs'>>(events: readonly Event[]): Event[][] {
  const sessions: Event[][] = [];
  let lastAtMs = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const current = sessions.at(-1);
    if (current && event.atMs - lastAtMs <= SESSION_GAP_MS) current.push(event);
    else sessions.push([event]);
    lastAtMs = event.atMs;
  }
  return sessions;
}
