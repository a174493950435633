/** One browser profile in this process, in the ring's shop. */
import { manualClock } from '../../src/base/clock.ts';
import type { Consent } from '../../src/domain/consent.ts';
import type { EngineOptions } from '../../src/engine/messages.ts';
import { createPipeline } from '../../src/engine/pipeline.ts';
import type { Platform } from '../../src/engine/platform.ts';
import { platformRandom } from '../../src/privacy/secure-random.ts';
import { RING_SHOP } from './ring-shop.ts';

export const ALL: Consent = { history: true, sync: true };

/** Its history is in memory and lives as long as it does. */
export async function device(
  served: Pick<EngineOptions, 'releaseUrl' | 'sync'>,
  changes: Partial<EngineOptions> = {},
  platform: Partial<Platform> = {},
  startMs = Date.now(),
) {
  const clock = manualClock(startMs);
  const requests: string[] = [];
  let seeds = 0;
  const engine = createPipeline({
    clock,
    random: platformRandom,
    newSeed: () => `ring device ${seeds++}`,
    askAgainMs: 5 * 60_000,
    startBackend: async () => ({ backend: 'wasm' }),
    gradientsAreRight: async () => true,
    keepsLedger: () => true,
    fetch: (input, init) => {
      requests.push(`${init?.method ?? 'GET'} ${String(input)}`);
      return fetch(input, init);
    },
    ...platform,
  });
  const { releaseUrl, sync } = served;
  const parties = sync && { sync };
  await engine.start({ shop: RING_SHOP, releaseUrl, assetsUrl: releaseUrl, ...parties, consent: ALL, ...changes });
  const look = (id: string) => {
    clock.advance(20_000);
    return engine.observe({ name: 'view_item', parameters: { items: [{ item_id: id }] }, atMs: clock.nowMs() });
  };
  const idle = async () => {
    while (await engine.work(100)) clock.advance(0);
  };
  return { engine, clock, requests, look, idle };
}
