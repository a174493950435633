/** The retrieval tables of a release, from sequences of rows and from what products read like. */
import type { ReleaseTables } from '../../models/candidate-features.ts';
import { type NeighbourTable, neighbourTable } from '../../models/neighbours.ts';
import { countEvents, countPairs, normaliseByPopularity } from './cooccurrence.ts';
import { rowsOf } from './dataset.ts';
import type { TrainingEvent } from './train-encoder.ts';

/** As many as three megabytes for 12,000 products have room for; see docs/models.md. */
const WIDTH = { transition: 40, covisit: 32 } as const;

export function tablesOf(
  events: readonly (readonly TrainingEvent[])[],
  products: number,
  content: NeighbourTable,
  { attributes, conversions }: Pick<ReleaseTables, 'attributes' | 'conversions'>,
): ReleaseTables {
  const sequences = rowsOf(events);
  const counts = countEvents(sequences, products);
  const recent = recentEvents(events, products);
  const directed = countPairs(sequences, products, { window: 5, decay: 0.7, directed: true });
  const near = countPairs(sequences, products, { window: 50, decay: 0.97, directed: false, lengthPower: -0.5 });
  const most = Math.log1p(recent.reduce((largest, count) => Math.max(largest, count), 1));
  return {
    products,
    transition: neighbourTable(normaliseByPopularity(directed, counts), WIDTH.transition),
    covisit: neighbourTable(normaliseByPopularity(near, counts), WIDTH.covisit),
    content,
    popularity: recent.map((count) => Math.log1p(count) / most),
    attributes,
    conversions,
  };
}

/** Events of each product, older ones for less; plain counts where the logs have no times. [P] */
function recentEvents(sequences: readonly (readonly TrainingEvent[])[], products: number): Float32Array {
  const counts = new Float32Array(products);
  for (const events of sequences) {
    for (const { product, recency = 1 } of events) counts[product] = (counts[product] as number) + recency;
  }
  return counts;
}
