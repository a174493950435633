/**
 * The worker's pipeline in a process of Node, on wasm: lives through a shopper's events and prints the home lists that it
 * would show. In: JSON on stdin. Out: one line of JSON. Bundled by e2e/two-weeks.spec.ts.
 */
import { text } from 'node:stream/consumers';
import { startServingBackend } from '../server/trainer/start-backend.ts';
import { systemClock } from '../src/base/clock.ts';
import type { PageEvent } from '../src/engine/messages.ts';
import { createPipeline } from '../src/engine/pipeline.ts';
import { platformRandom } from '../src/privacy/secure-random.ts';

/** What a shopper does on one day. */
export type Day = readonly PageEvent[];

/** What the home page shows after a day. */
export interface Evening {
  readonly choices: number;
  readonly rememberedEvents: number;
  readonly productIds: readonly string[];
}

export interface NodeShopper {
  readonly releaseUrl: string;
  readonly offersUrl: string;
  readonly days: readonly Day[];
}

const { releaseUrl, offersUrl, days } = JSON.parse(await text(process.stdin)) as NodeShopper;
await startServingBackend('wasm');
const engine = createPipeline({
  ...{ clock: systemClock, random: platformRandom, fetch, askAgainMs: 60_000 },
  startBackend: async () => ({ backend: 'wasm' }),
  gradientsAreRight: async () => true,
  newSeed: () => 'node shopper',
  keepsLedger: () => false,
});
const consent = { history: false, sync: false };
await engine.start({ shop: 'node', releaseUrl, assetsUrl: releaseUrl, offersUrl, consent });
const evenings: Evening[] = [];
for (const day of days) {
  for (const event of day) await engine.observe(event);
  while (await engine.work(1000));
  const { rememberedEvents, learner } = await engine.status();
  const { items } = await engine.recommend({ placement: 'home', limit: 10 });
  evenings.push({ choices: learner.choices, rememberedEvents, productIds: items.map(({ product }) => product.id) });
}
process.stdout.write(`${JSON.stringify(evenings)}\n`);
