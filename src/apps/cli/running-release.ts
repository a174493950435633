/** The release that a new one is measured against before it takes its place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openManifest, openProductIds } from './open-release.ts';

/** Share of the running release's products that must be among the new one's; else it is of another shop. */
const SAME_SHOP = 0.5;

/**
 * The figures that the release in a folder records of itself, also where its model is of another version; undefined where there is
 * none to compare with.
 * @param note told why not, unless the folder is empty
 */
export async function runningMetrics(
  folder: string,
  ids: readonly string[],
  note: (text: string) => void,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (!existsSync(join(folder, 'manifest.json'))) return undefined;
  const uncompared = (why: string) => note(`the release in ${folder} ${why}: the new one is not compared with it`);
  try {
    const manifest = await openManifest('--running', folder);
    const running = await openProductIds('--running', folder, manifest);
    const known = new Set(ids);
    if (running.filter((id) => known.has(id)).length < SAME_SHOP * running.length) {
      uncompared('is of other products');
    } else if (manifest.metrics.heldOutNdcgAt10 === undefined) {
      uncompared('records no held-out figures');
    } else {
      return manifest.metrics;
    }
  } catch (error) {
    uncompared(`cannot be read (${(error as Error).message})`);
  }
  return undefined;
}
