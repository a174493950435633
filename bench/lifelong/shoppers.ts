/** Shoppers of a data set, each once, and the folds that they are tested in. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { loadCatalogue } from '../../server/catalogue/load-catalogue.ts';
import { type ProductText, textsOf } from '../../server/trainer/content.ts';
import { LogError, readEvents, readSequences, type ShopperLog } from '../../server/trainer/read-logs.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { ProductEventKind } from '../../src/domain/shop-event.ts';

interface Population {
  readonly logs: readonly ShopperLog[];
  readonly texts: ReadonlyMap<string, ProductText>;
}

/** Two shoppers who share so many products, and so large a part of the shorter history, are one person, or one robot. */
const TWINS = { products: 5, share: 0.5 } as const;

/**
 * A folder with `sequences.txt` (and perhaps `catalogue.tsv`), `visitors.tsv` or JD's `events.csv`.
 * @throws LogError
 */
export async function readPopulation(folder: string): Promise<Population> {
  const file = (name: string) => join(folder, name);
  const catalogue = existsSync(file('catalogue.tsv'))
    ? await loadCatalogue('--data', file('catalogue.tsv'))
    : undefined;
  const texts = textsOf(catalogue?.products ?? new Map());
  if (existsSync(file('sequences.txt'))) return { texts, logs: await readSequences('--data', file('sequences.txt')) };
  if (existsSync(file('visitors.tsv'))) return { texts, logs: await readEvents('--data', file('visitors.tsv')) };
  if (existsSync(file('events.csv'))) return { texts, logs: await readJd(file('events.csv')) };
  throw new LogError(`--data ${folder}: has none of sequences.txt, visitors.tsv, events.csv`);
}

/** JD's types: 1 view, 2 order, 3 follow, 4 comment, which says that somebody came back to what they have. */
const JD_KINDS: Readonly<Record<string, ProductEventKind>> = { 1: 'view', 2: 'purchase', 3: 'wish', 4: 'view' };

/** `action_time,user_id,sku_id,type,sessionId` with times in Beijing, of which only the distances count. */
async function readJd(file: string): Promise<ShopperLog[]> {
  const [, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const byUser = new Map<string, { productId: string; kind: number; atMs: number }[]>();
  lines.forEach((line, at) => {
    const [time = '', user = '', productId = '', type = ''] = line.trim().split(',');
    const [kind, atMs] = [JD_KINDS[type], Date.parse(`${time.replace(' ', 'T')}Z`)];
    if (kind === undefined || !Number.isFinite(atMs)) throw new LogError(`--data ${file}, row ${at + 2}: no event`);
    const events = byUser.get(user) ?? [];
    events.push({ productId, kind: kindIndex(kind), atMs });
    byUser.set(user, events);
  });
  return [...byUser].map(([shopper, events]) => ({ shopper, events: events.sort((a, b) => a.atMs - b.atMs) }));
}

/** Without the later of two shoppers who are too much alike: a test of one would be a test on what the other has taught. */
export function withoutTwins(logs: readonly ShopperLog[]): ShopperLog[] {
  const had = logs.map(({ events }) => new Set(events.map(({ productId }) => productId)));
  const holders = new Map<string, number[]>();
  return logs.filter((_, at) => {
    const own = had[at] as Set<string>;
    const shared = new Map<number, number>();
    for (const id of own) for (const other of holders.get(id) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
    const isTwin = [...shared].some(([other, count]) => {
      return count >= TWINS.products && count >= TWINS.share * Math.min(own.size, (had[other] as Set<string>).size);
    });
    if (isTwin) return false;
    for (const id of own) {
      const some = holders.get(id) ?? [];
      some.push(at);
      holders.set(id, some);
    }
    return true;
  });
}

/** Every shopper in one of so many parts, at random. */
export function foldsOf(logs: readonly ShopperLog[], count: number, random: SeededRandom): ShopperLog[][] {
  const order = random.shuffle(logs.slice());
  return Array.from({ length: count }, (_, fold) => order.filter((_, at) => at % count === fold));
}
