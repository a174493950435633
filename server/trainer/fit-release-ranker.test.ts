import { beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import { present } from '../../src/base/must.ts';
import { seededRandom } from '../../src/base/seeded-random.ts';
import { fitAndJudge, fitReleaseRanker } from './fit-release-ranker.ts';
import type { RankingExample } from './ranking-examples.ts';
import { startBackend } from './start-backend.ts';

type Feature = (typeof FEATURES)[number];
const CANDIDATES = 40;
const CASES = 240;
const shelf = { products: CANDIDATES, popularity: new Float32Array(CANDIDATES).fill(1) };

beforeAll(() => startBackend('wasm'));

/** One of forty candidates was chosen, and one feature tells which: a step away from the others, up or down. */
function telling(at: number, feature: Feature, step: number, isNew = false): RankingExample {
  const random = seededRandom(`case ${at}`);
  const features = new Float32Array(CANDIDATES * FEATURES.length);
  const chosen = random.integer(CANDIDATES);
  features[chosen * FEATURES.length + FEATURES.indexOf(feature)] = step;
  if (isNew) features[chosen * FEATURES.length + FEATURES.indexOf('fresh')] = 1;
  const products = Uint32Array.from({ length: CANDIDATES }, (_, row) => row);
  return { candidates: { products, features }, chosen, target: chosen, shopper: at, isNew };
}

const cases = (count: number, feature: Feature, step: number, from = 0) =>
  Array.from({ length: count }, (_, at) => telling(from + at, feature, step));
const options = () => ({ newProductParity: 1, random: seededRandom('fit'), onStep: async () => {} });
const weightOf = (values: ReadonlyMap<string, Float32Array>, feature: Feature) =>
  present(present(values.get('ranker.line'), 'line')[FEATURES.indexOf(feature)], feature);

describe('the account that a ranker gives of itself', () => {
  test('is of choices that it has not learned from', async () => {
    // In the last quarter low is chosen where high was before: nobody could know who has not seen them.
    const usual = [...cases((CASES * 3) / 4, 'encoder', 3), ...cases(CASES / 4, 'encoder', -3, CASES)];
    const { quality } = await fitAndJudge({ usual, withNew: [] }, options(), { shelf, ablate: false });
    expect(quality?.cases).toBe(CASES / 4);
    expect(quality?.hitRate.mean).toBeLessThan(0.1);
    const known = await fitAndJudge({ usual: cases(CASES, 'encoder', 3), withNew: [] }, options(), {
      ...{ shelf, ablate: false },
    });
    expect(known.quality?.hitRate.mean).toBe(1);
  });

  test('is of shoppers that it has not learned from, where one has several choices', async () => {
    // The last shoppers choose low where everybody chose high; half of their choices stand before the last quarter.
    const odd = cases(CASES / 2, 'encoder', -3, CASES).map((one) => ({ ...one, shopper: 7 }));
    const usual = [...cases(CASES / 2, 'encoder', 3, 8), ...odd];
    const { quality } = await fitAndJudge({ usual, withNew: odd }, options(), { shelf, ablate: false });
    expect(quality?.hitRate.mean).toBeLessThan(0.1);
  });

  test('loses without the source that tells, and not without the others', async () => {
    const examples = { usual: cases(CASES, 'encoder', 3), withNew: [] };
    const { ablations } = await fitAndJudge(examples, options(), { shelf, ablate: true });
    const hits = ablations.map(({ without, quality }) => [without, quality.ndcg.mean > 0.9]);
    expect(hits).toEqual([
      ['encoder', false],
      ['transitions and co-visits', true],
      ['content, category, brand and price', true],
      ['memory of the shopper', true],
    ]);
  });

  test('loses what a product says of the history, too, without transitions and co-visits', async () => {
    const examples = { usual: cases(CASES, 'covisitBack', 3), withNew: [] };
    const { ablations } = await fitAndJudge(examples, options(), { shelf, ablate: true });
    expect(ablations.map(({ quality }) => quality.ndcg.mean > 0.9)).toEqual([true, false, true, true]);
  });

  test('is not given by a handful of choices', async () => {
    const examples = { usual: cases(100, 'encoder', 3), withNew: [] };
    const { quality, ablations } = await fitAndJudge(examples, options(), { shelf, ablate: true });
    expect([quality, ablations]).toEqual([undefined, []]);
  });
});

describe('what is released', () => {
  test('is the same whether or not it was judged', async () => {
    const examples = { usual: cases(CASES, 'encoder', 3), withNew: [] };
    const { values } = await fitAndJudge(examples, options(), { shelf, ablate: true });
    expect(await fitReleaseRanker(examples, options())).toEqual(values);
  });

  test('favours new products when the rehearsal finds them less often than the others', async () => {
    const usual = cases(CASES, 'encoder', 3);
    // A new product is there every time and chosen every eighth time, when twelve others have all that speaks for one.
    const withNew = usual.map((one, at) => (at % 8 === 0 ? beside(at) : withFresh(one)));
    const weights = await Promise.all(
      [0, 1].map(async (newProductParity) =>
        weightOf(await fitReleaseRanker({ usual, withNew }, { ...options(), newProductParity }), 'fresh'),
      ),
    );
    expect(present(weights[1], 'at parity')).toBeGreaterThan(present(weights[0], 'honest'));
    const none = await fitReleaseRanker({ usual, withNew: [] }, options());
    const alsoNone = await fitReleaseRanker({ usual, withNew: [] }, { ...options(), newProductParity: 0 });
    expect(weightOf(none, 'fresh')).toBe(weightOf(alsoNone, 'fresh'));
  });
});

/** A new product stands among the candidates. */
function withFresh(one: RankingExample): RankingExample {
  const features = Float32Array.from(one.candidates.features);
  features[((one.chosen + 20) % CANDIDATES) * FEATURES.length + FEATURES.indexOf('fresh')] = 1;
  return { ...one, candidates: { ...one.candidates, features } };
}

/** A new product was chosen although twelve others had all that usually speaks for one. */
function beside(at: number): RankingExample {
  const one = telling(at, 'price', 0, true);
  const features = Float32Array.from(one.candidates.features);
  for (let i = 1; i <= 12; i++) {
    features[((one.chosen + i) % CANDIDATES) * FEATURES.length + FEATURES.indexOf('encoder')] = 3;
  }
  return { ...one, candidates: { ...one.candidates, features } };
}
