import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../models/candidate-features.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import { seededRandom } from '../base/seeded-random.ts';
import { EXPERTS, type ExpertMixture, learned, mixedScores, ndcgAt10, newExpertMixture } from './expert-mixture.ts';
import { parseExpertMixture } from './expert-mixture-snapshot.ts';

const [CANDIDATES, CATEGORIES] = [60, 6];
const ENCODER = FEATURES.indexOf('encoder');
/** Products 0, 6, 12, ... are of category 1, and so on; the last ten are of none. */
const categories = Uint16Array.from({ length: CANDIDATES }, (_, row) => (row < 50 ? 1 + (row % CATEGORIES) : 0));

/** A list of all products whose features and logits are noise. */
function listed(seed: string): ScoredCandidates {
  const random = seededRandom(seed);
  const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  return {
    products: Uint32Array.from({ length: CANDIDATES }, (_, row) => row),
    features: normals(CANDIDATES * FEATURES.length),
    logits: normals(CANDIDATES),
  };
}

/** What somebody chooses from a list. */
type Chooser = (list: ScoredCandidates) => number;

const place = (scores: Float32Array, chosen: number) =>
  scores.filter((score) => score > (scores[chosen] as number)).length;
const best = (scores: ArrayLike<number>) => Array.from(scores).indexOf(Math.max(...Array.from(scores)));

function live(choices: number, chooser: Chooser, from = newExpertMixture(), name = 'list'): ExpertMixture {
  let mixture = from;
  for (let at = 0; at < choices; at++) {
    const list = listed(`${name} ${at}`);
    mixture = learned(mixture, list, categories, chooser(list));
  }
  return mixture;
}

/** Mean NDCG@10 of what somebody chooses, over fresh lists. */
function quality(mixture: ExpertMixture, chooser: Chooser, lists = 40): number {
  const gains = Array.from({ length: lists }, (_, at) => {
    const list = listed(`test ${at}`);
    return ndcgAt10(place(mixedScores(mixture, list, categories), chooser(list)));
  });
  return gains.reduce((a, b) => a + b) / lists;
}

/** Takes the product that the encoder likes most, whatever the ranker makes of that. */
const byEncoder: Chooser = ({ features, products }) =>
  best(Array.from(products, (_, at) => features[at * FEATURES.length + ENCODER] as number));
/** Takes what the release says is best of one category. */
const within =
  (category: number): Chooser =>
  ({ logits, products }) =>
    best(Array.from(logits, (logit, at) => (categories[products[at] as number] === category ? logit : -99)));
const asReleased: Chooser = ({ logits }) => best(logits);

describe('a mixture of experts', () => {
  it('says what the release says before the first choice', () => {
    const list = listed('first');
    expect(mixedScores(newExpertMixture(), list, categories)).toBe(list.logits);
  });

  it('learns what a feature means for this shopper, and comes to trust that', () => {
    const mixture = live(80, byEncoder);
    expect(quality(mixture, byEncoder)).toBeGreaterThan(quality(newExpertMixture(), byEncoder) + 0.3);
    expect(best(mixture.line)).toBe(ENCODER);
    expect(mixture.trust.line).toBeGreaterThan(0.7);
  });

  it('learns which category is liked, and turns to another one within a few choices', () => {
    const mixture = live(30, within(2));
    expect(quality(mixture, within(2))).toBeGreaterThan(quality(newExpertMixture(), within(2)) + 0.2);
    expect(best([...mixture.taste].sort(([a], [b]) => a - b).map(([, liking]) => liking))).toBe(1);
    const turned = live(8, within(4), mixture, 'later');
    expect(quality(turned, within(4))).toBeGreaterThan(quality(newExpertMixture(), within(4)));
  });

  it('leaves alone whoever chooses as the release says', () => {
    const mixture = live(80, asReleased);
    expect(quality(mixture, asReleased)).toBeGreaterThan(0.97);
  });

  it('trusts by shares that sum to 1 and never writes an expert off', () => {
    const { trust } = live(300, byEncoder);
    expect(EXPERTS.reduce((sum, expert) => sum + trust[expert], 0)).toBeCloseTo(1, 9);
    expect(Math.min(...EXPERTS.map((expert) => trust[expert]))).toBeGreaterThan(0.005);
  });

  it('the correction is a step along the gradient of the log probability', () => {
    const list = listed('gradient');
    const start = { ...newExpertMixture(), line: Float32Array.from(FEATURES, (_, f) => 0.1 * Math.sin(f)) };
    const rate = 1e-3;
    const after = learned(start, list, categories, 7, { lineRate: rate });
    const logProbability = (line: Float32Array) => {
      const logits = Array.from(list.logits, (logit, at) =>
        line.reduce((sum, weight, f) => sum + weight * (list.features[at * FEATURES.length + f] as number), logit),
      );
      return (logits[7] as number) - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    };
    for (const f of [0, 5, FEATURES.length - 1]) {
      const moved = (by: number) => logProbability(start.line.map((weight, g) => (g === f ? weight + by : weight)));
      const measured = (moved(0.01) - moved(-0.01)) / 0.02;
      expect(((after.line[f] as number) - (start.line[f] as number)) / rate).toBeCloseTo(measured, 2);
    }
  });

  it('learns nothing from what was not among the candidates', () => {
    const mixture = live(3, byEncoder);
    expect(learned(mixture, listed('missed'), categories, -1)).toBe(mixture);
  });

  it('stays finite where one product is all but certain', () => {
    const list = listed('certain');
    const certain = { ...list, logits: list.logits.map((logit, at) => (at === 3 ? 400 : logit - 400)) };
    const mixture = learned(newExpertMixture(), certain, categories, 8);
    expect(mixedScores(mixture, certain, categories).every(Number.isFinite)).toBe(true);
    expect(mixture.line.every(Number.isFinite)).toBe(true);
    expect(best(mixedScores(mixture, certain, categories))).toBe(3);
  });

  it('counts a wanted product by its place, and not beyond the tenth', () => {
    expect([0, 2, 9, 10, -1].map(ndcgAt10)).toEqual([1, 0.5, 1 / Math.log2(11), 0, 0]);
  });
});

describe('a mixture from storage', () => {
  it('comes back as it was', () => {
    const mixture = live(5, within(2));
    expect(parseExpertMixture(structuredClone(mixture))).toEqual(mixture);
  });

  it.each<[string, object]>([
    ['another format', { format: 'inkling-adapter/1' }],
    ['a ranker of other features', { line: new Float32Array(3) }],
    ['a weight that is no number', { line: new Float32Array(FEATURES.length).fill(Number.NaN) }],
    ['a liking that is no number', { taste: new Map([[1, Number.POSITIVE_INFINITY]]) }],
    ['trust beyond all measure', { trust: { release: 2, line: 0, taste: 0 } }],
  ])('is left behind when it has %s', (_, broken) => {
    expect(parseExpertMixture({ ...newExpertMixture(), ...broken })).toBeUndefined();
  });
});
