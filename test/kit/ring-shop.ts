/** The ring's shop with everything real behind it: a trained release on a static server, an aggregator and a helper. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll } from 'vitest';
import type { ReleaseModel } from '../../models/release-model.ts';
import type { RoundPlan } from '../../server/aggregator/aggregator.ts';
import { startAggregator } from '../../server/aggregator/start-aggregator.ts';
import type { CatalogueProduct } from '../../server/catalogue/catalogue-product.ts';
import { startHelper } from '../../server/helper/start-helper.ts';
import { buildRelease, cardsOf } from '../../server/trainer/build-release.ts';
import { startBackend } from '../../server/trainer/start-backend.ts';
import { train } from '../../server/trainer/train.ts';
import { serveFolder } from '../../src/apps/cli/serve-folder.ts';
import { present } from '../../src/base/must.ts';
import { RING_OPTIONS, ringDataset } from './ring-training.ts';

export const RING_SHOP = 'ring';

/** Trains once for all tests of a file; takes a second or two on wasm, which it leaves as the backend. */
export async function trainRing() {
  const { backend } = await startBackend('wasm');
  const data = ringDataset(300);
  const { model, metrics } = await train(data, RING_OPTIONS, undefined, () => {});
  return {
    data,
    model,
    /** Writes a release folder. */
    write: (folder: string, changed: ReleaseModel = model, createdAtMs = 1_790_000_000_000) =>
      buildRelease(folder, {
        ...{ shop: RING_SHOP, seed: 'ring', backend, temperature: RING_OPTIONS.temperature, createdAtMs },
        ...{ model: changed, products: cardsOf(data.ids, ringProducts(data.ids)), metrics },
      }),
  };
}

/** The ring's halves are its categories; each product comes in three sizes. */
function ringProducts(ids: readonly string[]): ReadonlyMap<string, CatalogueProduct> {
  return new Map(
    ids.map((id) => {
      const categoryPath = ['Ring', Number(id.slice(1)) < ids.length / 2 ? 'East' : 'West'];
      const variants = ['', '-s', '-xl'].map((size) => ({ id: id + size, availability: 'in_stock' as const }));
      return [id, { id, title: `Product ${id}`, availability: 'in_stock', categoryPath, variants }];
    }),
  );
}

/** For a file of tests: trains once before them, and closes after each what it has opened. */
export function ringShops() {
  let trained: Ring | undefined;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    trained = await trainRing();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  const ring = () => present(trained, 'the ring is trained before the tests');
  return {
    ring,
    async open(plan: Partial<RoundPlan> = {}, model?: ReleaseModel) {
      const shop = await openRingShop(ring(), plan, model);
      opened.push(shop);
      return shop;
    },
  };
}

export type Ring = Awaited<ReturnType<typeof trainRing>>;

const PLAN: RoundPlan = {
  ...{ minimumCohort: 3, targetReports: 3, durationMs: 3_600_000 },
  ...{ clip: 1, noiseMultiplier: 0.001, serverLearningRate: 1 },
};

export async function openRingShop(ring: Ring, plan: Partial<RoundPlan> = {}, model: ReleaseModel = ring.model) {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-ring-'));
  const releaseDir = join(folder, 'release');
  const release = await ring.write(releaseDir, model);
  const files = await serveFolder(releaseDir);
  const policy = { minimumCohort: 2, minimumNoiseMultiplier: 0 };
  const helper = await startHelper({ dataDir: join(folder, 'helper'), host: '127.0.0.1', port: 0, policy });
  const aggregator = await startAggregator({
    ...{ dataDir: join(folder, 'aggregator'), host: '127.0.0.1', port: 0, shop: RING_SHOP, releaseDir },
    ...{ helperUrl: helper.url, round: { ...PLAN, ...plan } },
  });
  return {
    release,
    releaseDir,
    releaseUrl: files.url,
    sync: { aggregatorUrl: aggregator.url, helperUrl: helper.url },
    async close() {
      await aggregator.close();
      await helper.close();
      await files.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
