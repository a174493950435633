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
  readonly shelf: Shelf;
  readonly newProductParity: number;
  /** Also judges the ranker without each of its sources. */
  readonly ablate: boolean;
  readonly random: SeededRandom;
  /** Called often; may throw to end the work. */
  readonly onStep: () => Promise<void>;
}

/** Share of the choices that the ranker is judged on, most and fewest of them. */
const JUDGED = { share: 1 / 8, most: 1_000, fewest: 20 };

/**
 * Taken from the weight of popularity after the fit. The first tenth costs no hit and spreads the lists over more products.
 * @see Menon et al. 2021, "Long-tail learning via logit adjustment", arXiv 2007.07314
 */
const POPULARITY_DISCOUNT = 0.1;
/** New products are found so much more often in the rehearsal than in life: there the encoder has met them. */
const REHEARSAL_EASE = 1.1;

const SOURCES: readonly { readonly name: string; readonly features: readonly (typeof FEATURES)[number][] }[] = [
  { name: 'encoder', features: ['encoder'] },
  { name: 'transitions and co-visits', features: ['transition', 'newest', 'second', 'covisit'] },
  { name: 'content, category, brand and price', features: ['content', 'contentRoot', 'category', 'brand', 'price'] },
];

export async function fitReleaseRanker(examples: RankerExamples, options: RankerFitOptions): Promise<ReleaseRanker> {
  const { shelf, newProductParity, ablate, random, onStep } = options;
  const { usual, withNew } = examples;
  const judged = Math.min(JUDGED.most, Math.floor(JUDGED.share * usual.length));
  const fitted = async (some: readonly RankingExample[]) =>
    withAdded(await fitRanker(some, random.fork('ranker'), onStep), 'popularity', -POPULARITY_DISCOUNT);
  // The place of a choice is its shopper's in both worlds: whom the ranker is judged on it has never met.
  // The last ones, because the first are what the encoder's training stopped by.
  const end = usual.length - judged;
  const taught = [...usual.slice(0, end), ...withNew.slice(0, end)];
  const judgedOn = usual.slice(end);
  const judge = async (hidden: readonly string[]) => {
    const without = (some: readonly RankingExample[]) => some.map((one) => hideFeatures(one, hidden));
    return listQuality(await fitted(without(taught)), without(judgedOn), shelf);
  };
  const isJudged = judged >= JUDGED.fewest;
  const quality = isJudged ? await judge([]) : undefined;
  const ablations: Ablation[] = [];
  for (const { name, features } of isJudged && ablate ? SOURCES : []) {
    ablations.push({ without: name, quality: await judge(features) });
  }
  const values = await fitted([...usual, ...withNew]);
  const forNew = withNew.length > 0 ? await weightForParity(values, withNew, REHEARSAL_EASE * newProductParity) : 0;
  return { values: withAdded(values, 'fresh', forNew), quality, ablations };
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
function hideFeatures(example: RankingExample, hidden: readonly string[]): RankingExample {
  if (hidden.length === 0) return example;
  const columns = FEATURES.flatMap((name, column) => (hidden.includes(name) ? [column] : []));
  const features = Float32Array.from(example.candidates.features);
  for (let row = 0; row < features.length; row += FEATURES.length)
    for (const column of columns) features[row + column] = 0;
  return { ...example, candidates: { ...example.candidates, features } };
}
