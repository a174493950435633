/**
 * Simulated shoppers with a taste that the release knows nothing of, and that changes at a known event: no public data has
 * changes of taste that are marked. A choice is drawn from what the release's ranker says plus a liking of some categories.
 */
import type { TrainingEvent } from '../../server/trainer/train-encoder.ts';
import { must, present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import {
  type ExpertMixture,
  learned,
  mixedScores,
  ndcgAt10,
  newExpertMixture,
} from '../../src/learner/expert-mixture.ts';
import { type ReleaseLists, rowsInOrder } from './walk.ts';

export const PLANTED = {
  /** Categories that a shopper loves at a time. */
  categories: 4,
  /** Products that one needs to be loved. */
  fewestProducts: 30,
  /** Choices with the first taste, and with the second. */
  before: 35,
  after: 55,
} as const;

/** NDCG@10 of each choice of one shopper. */
export interface PlantedGains {
  readonly frozen: readonly number[];
  readonly personal: readonly number[];
  /** The same, told of the change: its likings begin anew at that event. */
  readonly oracle: readonly number[];
}

/**
 * @param start what the shopper did before; not empty
 * @param liking added to the logit of each product of a loved category
 */
export async function plantedShopper(
  lists: ReleaseLists,
  start: readonly TrainingEvent[],
  random: SeededRandom,
  liking: number,
): Promise<PlantedGains> {
  must(start.length > 0, 'a shopper who has been here before');
  const { category } = lists.model.tables.attributes;
  const lovable = lovableCategories(category);
  must(lovable.length >= 2 * PLANTED.categories, 'two tastes that have nothing in common');
  const drawnOnce = random.shuffle([...lovable]);
  const taste = (from: number) => new Set(drawnOnce.slice(from, from + PLANTED.categories));
  const tastes = [taste(0), taste(PLANTED.categories)] as const;
  const gains = { frozen: [] as number[], personal: [] as number[], oracle: [] as number[] };
  let personal = newExpertMixture();
  let oracle = newExpertMixture();
  let events = [...start];
  for (let t = 0; t < PLANTED.before + PLANTED.after; t++) {
    const loved = tastes[t < PLANTED.before ? 0 : 1];
    if (t === PLANTED.before) oracle = { ...oracle, taste: new Map() };
    const scored = await lists.scoredAfter(events);
    const last = events.at(-1)?.product;
    const wishes = scored.logits.map((logit, at) => {
      const product = scored.products[at] as number;
      return product === last
        ? Number.NEGATIVE_INFINITY
        : logit + (loved.has(category[product] as number) ? liking : 0);
    });
    const chosen = drawn(wishes, random);
    const gainOf = (by: ExpertMixture) =>
      ndcgAt10(
        rowsInOrder(scored.products, mixedScores(by, scored, category)).indexOf(scored.products[chosen] as number),
      );
    gains.frozen.push(gainOf(newExpertMixture()));
    gains.personal.push(gainOf(personal));
    gains.oracle.push(gainOf(oracle));
    personal = learned(personal, scored, category, chosen);
    oracle = learned(oracle, scored, category, chosen);
    events = [...events, { product: present(scored.products[chosen], 'chosen product'), kind: 0 }];
  }
  return gains;
}

/** Those with enough products to be loved. */
export function lovableCategories(categories: Uint16Array): number[] {
  const products = new Map<number, number>();
  for (const category of categories) if (category !== 0) products.set(category, (products.get(category) ?? 0) + 1);
  return [...products].flatMap(([category, count]) => (count >= PLANTED.fewestProducts ? [category] : []));
}

/** Place drawn from the softmax of these logits. */
function drawn(logits: Float32Array, random: SeededRandom): number {
  const most = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  let rest = random.uniform() * weights.reduce((a, b) => a + b, 0);
  const at = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return at < 0 ? weights.lastIndexOf(Math.max(...weights)) : at;
}
