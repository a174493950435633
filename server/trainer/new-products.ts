/**
 * Products that nobody has had yet, but that read like others. Their vector is what the product tower gives: the mean of
 * the vectors of what reads most alike, by the square of the likeness. Every product's own part, what it has of its own
 * beyond that mean, is learned from its events, so a product without events has none.
 * The ranker learns to place such products from a world in which some products' events never happened.
 * Legend: P products, D width.
 */
import { type Candidates, FEATURES } from '../../models/candidate-features.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { logitsOf, placeOf } from '../../models/ranker-logits.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { SparseRows } from './cooccurrence.ts';
import type { RankingExample } from './ranking-examples.ts';
import type { TrainingEvent } from './train-encoder.ts';

/** More of them say less: measured with 5, 10, 20 and 40. */
const ALIKE = 20;

/**
 * The vectors with those of event-less products replaced by the tower's, of any length; where nothing alike has events
 * they stay. [P, D]
 * @param near what reads most alike, with its likeness, best first
 * @param counts events of each product [P]
 */
export function withTower(vectors: Float32Array, width: number, near: SparseRows, counts: Float32Array): Float32Array {
  const out = Float32Array.from(vectors);
  for (const [product, alike] of near.entries()) {
    if (counts[product] !== 0) continue;
    const known = [...alike].filter(([other]) => counts[other] !== 0).slice(0, ALIKE);
    if (known.length === 0) continue;
    const row = out.subarray(product * width, (product + 1) * width).fill(0);
    for (const [other, likeness] of known) {
      for (let d = 0; d < width; d++) {
        row[d] = (row[d] as number) + likeness ** 2 * (vectors[other * width + d] as number);
      }
    }
  }
  return out;
}

/** A share of the products that have events, to be taken for new ones. */
export function someProducts(
  sequences: readonly (readonly TrainingEvent[])[],
  share: number,
  random: SeededRandom,
): ReadonlySet<number> {
  const had = [...new Set(sequences.flatMap((events) => events.map(({ product }) => product)))];
  random.shuffle(had.sort((a, b) => a - b));
  return new Set(had.slice(0, Math.round(share * had.length)));
}

/** Without the events of some products, as if those had just come into the shop. */
export function without(events: readonly TrainingEvent[], products: ReadonlySet<number>): readonly TrainingEvent[] {
  return events.filter(({ product }) => !products.has(product));
}

/** Weights of `fresh` that are tried: an odds ratio of up to some 20,000. */
const MOST_WEIGHT = 10;
const HALVINGS = 12;

/**
 * What has to be added to the ranker's weight of `fresh`, at least 0, for new products to be found so often as a share of
 * how often the others are found (NDCG@10; what retrieval missed is not found). An honest estimate would almost never show
 * them, and then there would never be an event to learn from.
 * @param examples choices of which some are of new products
 * @param parity 1: new products are found as often as the others
 */
export async function weightForParity(
  ranker: ParameterValues,
  examples: readonly RankingExample[],
  parity: number,
): Promise<number> {
  const [ofNew, ofOthers]: [Placed[], Placed[]] = [[], []];
  for (const { candidates, chosen, isNew } of examples) {
    const placed = { logits: await logitsOf(ranker, candidates.features), fresh: freshOf(candidates), chosen };
    (isNew ? ofNew : ofOthers).push(placed);
  }
  const isEnough = (weight: number) => meanGain(ofNew, weight) >= parity * meanGain(ofOthers, weight);
  if (ofNew.length === 0 || isEnough(0)) return 0;
  let [low, high] = [0, MOST_WEIGHT];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

interface Placed {
  /** [C] */
  readonly logits: Float32Array;
  /** 1 for products without events. [C] */
  readonly fresh: Uint8Array;
  /** Place among the candidates; -1 where retrieval missed it. */
  readonly chosen: number;
}

function freshOf({ products, features }: Candidates): Uint8Array {
  const column = FEATURES.indexOf('fresh');
  return Uint8Array.from(products, (_, at) => features[at * FEATURES.length + column] as number);
}

/** Mean NDCG@10 of cases when the weight is added. */
function meanGain(cases: readonly Placed[], weight: number): number {
  const gains = cases.map(({ logits, fresh, chosen }) => {
    if (chosen < 0) return 0;
    const place = placeOf(
      logits.map((logit, at) => logit + weight * (fresh[at] as number)),
      chosen,
    );
    return place < 10 ? 1 / Math.log2(place + 2) : 0;
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / Math.max(1, gains.length);
}
