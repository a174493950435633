/** Who does more in a minute than a person could is a script: nobody's taste is in it. */
import type { ShopEvent } from '../domain/shop-event.ts';

const MOST_A_MINUTE = 100;
const MINUTE_MS = 60_000;

/**
 * Whether so much happened within the minute before an event. A clock that was set back or forth is no robot.
 * @param past oldest first
 */
export function isRobotic(past: readonly ShopEvent[], event: ShopEvent): boolean {
  let deeds = 0;
  for (let at = past.length - 1; at >= 0; at--) {
    const before = past[at] as ShopEvent;
    // Being shown something is not the shopper's doing.
    if (before.kind === 'impression' || ++deeds < MOST_A_MINUTE) continue;
    return Math.abs(event.atMs - before.atMs) < MINUTE_MS;
  }
  return false;
}

/** @param events oldest first */
export function withoutRobots(events: readonly ShopEvent[]): ShopEvent[] {
  const past: ShopEvent[] = [];
  return events.filter((event) => {
    const robotic = isRobotic(past, event);
    past.push(event);
    return !robotic;
  });
}
