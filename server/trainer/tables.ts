/** The retrieval tables of a release, from sequences of rows and from what products read like. */
import type { ReleaseTables } from '../../models/candidate-features.ts';
import { type NeighbourTable, neighbourTable } from '../../models/neighbours.ts';
import { countEvents, countPairs, normaliseByPopularity } from './cooccurrence.ts';

/** As many as three megabytes for 12,000 products have room for; see docs/models.md. */
const WIDTH = { transition: 40, covisit: 32 } as const;

export function tablesOf(
  sequences: readonly (readonly number[])[],
  products: number,
  content: NeighbourTable,
  { attributes, conversions }: Pick<ReleaseTables, 'attributes' | 'conversions'>,
): ReleaseTables {
  const counts = countEvents(sequences, products);
  const directed = countPairs(sequences, products, { window: 5, decay: 0.7, directed: true });
  const near = countPairs(sequences, products, { window: 50, decay: 0.97, directed: false });
  const most = Math.log1p(counts.reduce((largest, count) => Math.max(largest, count), 1));
  return {
    products,
    transition: neighbourTable(normaliseByPopularity(directed, counts), WIDTH.transition),
    covisit: neighbourTable(normaliseByPopularity(near, counts), WIDTH.covisit),
    content,
    popularity: counts.map((count) => Math.log1p(count) / most),
    attributes,
    conversions,
  };
}
