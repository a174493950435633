/**
 * One simulated browser profile in this process: the very pipeline of the worker, with a tensor backend that the process
 * has started and a history that lives as long as the process.
 */
import { systemClock } from '../base/clock.ts';
import type { EngineStatus } from '../domain/engine-status.ts';
import type { EngineApi, PageEvent } from '../engine/messages.ts';
import { createPipeline } from '../engine/pipeline.ts';
import { platformRandom } from '../privacy/secure-random.ts';
import type { SimulatedEvent } from './simulated-product.ts';

export interface DeviceOptions {
  readonly shop: string;
  /** Folder of the starting release, with a trailing slash. */
  readonly releaseUrl: string;
  readonly sync: { readonly aggregatorUrl: string; readonly helperUrl: string };
  /** Seeds what the device's deltas are learned from. Masks, rounding and report ids stay cryptographic. */
  readonly seed: string;
}

/** Bytes of bodies over the device's sockets since it was made. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

export interface SimulatedDevice {
  /** Lets the shopper live through these events, oldest first. */
  live(events: readonly SimulatedEvent[]): Promise<void>;
  /** Works as an idle page does until its report is in or nothing is left to do. */
  takePart(): Promise<void>;
  /** Begins to work and is gone before anything is reported, as a closed tab is. */
  leaveEarly(): Promise<void>;
  status(): Promise<EngineStatus>;
  readonly traffic: Traffic;
}

const SLICE_MS = 200;

export async function simulatedDevice(options: DeviceOptions): Promise<SimulatedDevice> {
  const traffic = { sent: 0, received: 0 };
  let seeds = 0;
  const engine = createPipeline({
    random: platformRandom,
    startBackend: async () => ({ backend: 'wasm' }),
    gradientsAreRight: async () => true,
    fetch: countingFetch(traffic),
    clock: systemClock,
    newSeed: () => `${options.seed}/${seeds++}`,
    // A visit of a simulated shopper is short: it asks when it is told to.
    askAgainMs: 0,
    keepsLedger: () => true,
    // Its rounds stand for some that lie a month apart.
    fitsBudget: () => true,
  });
  const { shop, releaseUrl, sync } = options;
  await engine.start({ shop, releaseUrl, assetsUrl: releaseUrl, sync, consent: { history: true, sync: true } });
  return {
    async live(events) {
      for (const event of events) await engine.observe(pageEventOf(event));
    },
    async takePart() {
      const reports = await reportsOf(engine);
      while ((await engine.work(SLICE_MS)) && (await reportsOf(engine)) === reports);
    },
    async leaveEarly() {
      await engine.work(0);
    },
    status: () => engine.status(),
    traffic,
  };
}

async function reportsOf(engine: EngineApi): Promise<number> {
  return (await engine.status()).sync.reportsSent;
}

function countingFetch(traffic: { sent: number; received: number }): typeof globalThis.fetch {
  return async (input, init) => {
    const { body } = init ?? {};
    if (body instanceof Uint8Array) traffic.sent += body.length;
    const response = await fetch(input, init);
    const bytes = await response.arrayBuffer();
    traffic.received += bytes.byteLength;
    const { status, headers } = response;
    return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers });
  };
}

const NAMES = { view: 'view_item', 'cart-add': 'add_to_cart', purchase: 'purchase' } as const;

/** As the shop's dataLayer would have told it. */
function pageEventOf({ kind, productId, atMs }: SimulatedEvent): PageEvent {
  const items = [{ item_id: productId }];
  const order = kind === 'purchase' ? { transaction_id: `${productId}-${atMs}` } : {};
  return { name: NAMES[kind], parameters: { ...order, items }, atMs };
}
