/**
 * The ranker of a release from held-out choices, with its own account of how good it is: fitted first without some of
 * them, which it is then judged on, also without each of its sources; what is released has learned from all.
 */
import { FEATURES } from '../../models/candidate-features.ts';
import { present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import { fitRanker } from './fit-ranker.ts';
import { type ListQuality, listQuality, type Shelf } from './list-quality.ts';
import { weightForParity } from './new-products.ts';
import type { RankingExample } from './ranking-examples.ts';

export interface Ablation {
  readonly without: string;
  readonly quality: ListQuality;
}

export interface ReleaseRanker {
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Undefined where there are too few choices to judge by. */
  readonly quality: ListQuality | undefined;
  readonly ablations: readonly Ablation[];
}

export interface RankerExamples {
  /** Choices from all products. */
  readonly usual: readonly RankingExample[];
  /** The same choices when some of the products are new; none in a shop where nothing reads alike. */
  readonly withNew: readonly RankingExample[];
}

export interface RankerFitOptions {
  readonly newProductParity: number;
  readonly random: SeededRandom;
  /** Called often; may throw to end the work. */
  readonly onStep: () => Promise<void>;
}

export interface RankerJudging {
  readonly shelf: Shelf;
  /** Also judges the ranker without each of its sources. */
  readonly ablate: boolean;
}

/** Share of the choices that the ranker is judged on, most and fewest of them. */
const JUDGED = { share: 1 / 4, most: 1_000, fewest: 40 };

/**
 * Taken from the weight of popularity after the fit. The first tenth costs no hit and spreads the lists over more products.
 * @see Menon et al. 2021, "Long-tail learning via logit adjustment", arXiv 2007.07314
 */
const POPULARITY_DISCOUNT = 0.1;

type Source = 'encoder' | 'transitions and co-visits' | 'content, category, brand and price' | 'memory of the shopper';

/** Where a feature comes from; undefined where the report does not ask what lists are without it. */
const SOURCE_OF: Readonly<Record<(typeof FEATURES)[number], Source | undefined>> = {
  encoder: 'encoder',
  encoderPlace: 'encoder',
  likeness: 'encoder',
  transition: 'transitions and co-visits',
  newest: 'transitions and co-visits',
  second: 'transitions and co-visits',
  before: 'transitions and co-visits',
  covisit: 'transitions and co-visits',
  covisitBack: 'transitions and co-visits',
  content: 'content, category, brand and price',
  contentRoot: 'content, category, brand and price',
  category: 'content, category, brand and price',
  brand: 'content, category, brand and price',
  price: 'content, category, brand and price',
  popularity: undefined,
  fresh: undefined,
  own: 'memory of the shopper',
  met: 'memory of the shopper',
  times: 'memory of the shopper',
  visits: 'memory of the shopper',
  lately: 'memory of the shopper',
  onceLately: 'memory of the shopper',
  justNow: 'memory of the shopper',
  carted: 'memory of the shopper',
  bought: 'memory of the shopper',
};

/** With the account of how good it is. */
export async function fitAndJudge(
  examples: RankerExamples,
  options: RankerFitOptions,
  { shelf, ablate }: RankerJudging,
): Promise<ReleaseRanker> {
  const { usual, withNew } = examples;
  // The last ones, because the first are what the encoder's training stopped by.
  const judgedOn = usual.slice(usual.length - Math.min(JUDGED.most, Math.floor(JUDGED.share * usual.length)));
  // Whom the ranker is judged on it has never met, in neither world.
  const strangers = new Set(judgedOn.map(({ shopper }) => shopper));
  const taught = [...usual, ...withNew].filter(({ shopper }) => !strangers.has(shopper));
  const judge = async (hidden: readonly string[]) => {
    const without = (some: readonly RankingExample[]) => some.map((one) => hideFeatures(one, hidden));
    return listQuality(await discounted(without(taught), options), without(judgedOn), shelf);
  };
  const isJudged = judgedOn.length >= JUDGED.fewest;
  const quality = isJudged ? await judge([]) : undefined;
  const ablations: Ablation[] = [];
  const sources = new Set(FEATURES.flatMap((feature) => SOURCE_OF[feature] ?? []));
  for (const without of isJudged && ablate ? sources : []) {
    const hidden = FEATURES.filter((feature) => SOURCE_OF[feature] === without);
    ablations.push({ without, quality: await judge(hidden) });
  }
  return { values: await fitReleaseRanker(examples, options), quality, ablations };
}

/** What is released: learned from all choices, popularity discounted, new products at parity. */
export async function fitReleaseRanker(
  { usual, withNew }: RankerExamples,
  options: RankerFitOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  const values = await discounted([...usual, ...withNew], options);
  return withAdded(values, 'fresh', await weightForParity(values, withNew, options.newProductParity));
}

async function discounted(
  examples: readonly RankingExample[],
  { random, onStep }: RankerFitOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  const values = await fitRanker(examples, random.fork('ranker'), onStep);
  return withAdded(values, 'popularity', -POPULARITY_DISCOUNT);
}

/** The ranker with something added to the weight that its line gives a feature. */
function withAdded(
  values: ReadonlyMap<string, Float32Array>,
  feature: (typeof FEATURES)[number],
  added: number,
): ReadonlyMap<string, Float32Array> {
  const line = Float32Array.from(present(values.get('ranker.line'), 'ranker.line'));
  const at = FEATURES.indexOf(feature);
  line[at] = (line[at] as number) + added;
  return new Map(values).set('ranker.line', line);
}

/** The example with some features 0 everywhere: they tell no candidate from another. */
export function hideFeatures(example: RankingExample, hidden: readonly string[]): RankingExample {
  if (hidden.length === 0) return example;
  const columns = FEATURES.flatMap((name, column) => (hidden.includes(name) ? [column] : []));
  const features = Float32Array.from(example.candidates.features);
  for (let row = 0; row < features.length; row += FEATURES.length)
    for (const column of columns) features[row + column] = 0;
  return { ...example, candidates: { ...example.candidates, features } };
}
