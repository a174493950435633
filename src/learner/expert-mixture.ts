/**
 * What the choices of this shopper say beyond the release. Three experts score the candidates of a list: the released
 * ranker; the same with a correction of its line, fitted to what this shopper chose; the same with a liking of categories,
 * which fades. A list is by the mean of their probabilities, each trusted as far as it has placed what was chosen. Never
 * leaves the device. Constant work a choice, no randomness: equal choices give equal mixtures.
 * Legend: C candidates, F features, E experts.
 * @see Freund and Schapire 1997, "A decision-theoretic generalization of on-line learning", for trust by gains (Hedge)
 * @see Herbster and Warmuth 1998, "Tracking the best expert", for the share that lets an expert come back
 */
import { FEATURES } from '../../models/candidate-features.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import { placeOf } from '../../models/ranker-logits.ts';

export const EXPERTS = ['release', 'line', 'taste'] as const;
export type Expert = (typeof EXPERTS)[number];
export type Trust = Readonly<Record<Expert, number>>;

export interface ExpertMixture {
  readonly format: 'inkling-mixture/1';
  /** Choices that it has learned from. */
  readonly choices: number;
  /** Added to what a feature weighs in the ranker's line. [F] */
  readonly line: Float32Array;
  /** Added to the logit of each product of a category, by the category's number in the release. */
  readonly taste: ReadonlyMap<number, number>;
  /** Sums to 1. */
  readonly trust: Trust;
}

/** In place of what devices do; for measurements. */
export interface MixtureOptions {
  readonly trust?: Trust;
  readonly lineRate?: number;
}

/** Before the first choice, and what every choice brings back a little. A liking has to show first. */
const START: Trust = { release: 0.4, line: 0.4, taste: 0.2 };
const SHARE = 0.05;
/** Trust grows by the exponential of so many NDCG@10. By NDCG, since a lower loss went with worse lists (decision 24). */
const EAGERNESS = 3;
/** Steps along the gradient of a choice's log probability. */
const LINE_RATE = 0.01;
const TASTE_RATE = 1;
/** What a choice leaves of likings: half after 23. */
const TASTE_KEPT = 0.97;
/** A liking that changes no list. */
const FORGOTTEN = 1e-3;
/** A product's share of the gradient that is not worth a visit to its category. */
const NEGLIGIBLE = 1e-5;

export function newExpertMixture({ trust = START }: MixtureOptions = {}): ExpertMixture {
  return {
    format: 'inkling-mixture/1',
    choices: 0,
    line: new Float32Array(FEATURES.length),
    taste: new Map(),
    trust,
  };
}

/**
 * Log probability of each candidate as this shopper's mixture has it; before the first choice, what the release says. [C]
 * @param categories number of each product's, 0 unknown [P]
 */
export function mixedScores(mixture: ExpertMixture, scored: ScoredCandidates, categories: Uint16Array): Float32Array {
  if (mixture.choices === 0) return scored.logits;
  const said = opinions(mixture, scored, categories);
  return scored.logits.map((_, at) => {
    const of = EXPERTS.map((expert) => Math.log(mixture.trust[expert]) + (said[expert][at] as number));
    const most = Math.max(...of);
    return most + Math.log(of.reduce((sum, one) => sum + Math.exp(one - most), 0));
  });
}

/**
 * The mixture after one choice: each expert is judged by where it had the chosen product, then learns from it.
 * @param chosen place among the candidates; a negative one, which retrieval has missed, teaches nothing
 */
export function learned(
  mixture: ExpertMixture,
  scored: ScoredCandidates,
  categories: Uint16Array,
  chosen: number,
  options: MixtureOptions = {},
): ExpertMixture {
  if (chosen < 0) return mixture;
  const before = opinions(mixture, scored, categories);
  return {
    format: mixture.format,
    choices: mixture.choices + 1,
    line: correctedLine(mixture.line, scored, before.line, chosen, options.lineRate ?? LINE_RATE),
    taste: movedTaste(mixture.taste, scored, before.taste, categories, chosen),
    trust: movedTrust(mixture.trust, before, chosen, options),
  };
}

/** Discounted gain of a single wanted product: 1 at the top, 0 beyond the tenth place. @param place from 0; -1: not listed */
export function ndcgAt10(place: number): number {
  return place >= 0 && place < 10 ? 1 / Math.log2(place + 2) : 0;
}

type Opinions = Readonly<Record<Expert, Float32Array>>;

/** Log probabilities of the candidates by expert. [E][C] */
function opinions({ line, taste }: ExpertMixture, scored: ScoredCandidates, categories: Uint16Array): Opinions {
  const { products, features, logits } = scored;
  return {
    release: logSoftmax(logits),
    line: logSoftmax(logits.map((logit, at) => logit + dot(features, at, line))),
    taste: logSoftmax(logits.map((logit, at) => logit + (taste.get(categoryOf(products, at, categories)) ?? 0))),
  };
}

function correctedLine(
  line: Float32Array,
  { features }: ScoredCandidates,
  said: Float32Array,
  chosen: number,
  rate: number,
): Float32Array {
  const width = line.length;
  const gradient = Float64Array.from(features.subarray(chosen * width, (chosen + 1) * width));
  said.forEach((log, at) => {
    const share = Math.exp(log);
    for (let f = 0; f < width; f++)
      gradient[f] = (gradient[f] as number) - share * (features[at * width + f] as number);
  });
  return line.map((weight, f) => weight + rate * (gradient[f] as number));
}

function movedTaste(
  taste: ReadonlyMap<number, number>,
  { products }: ScoredCandidates,
  said: Float32Array,
  categories: Uint16Array,
  chosen: number,
): ReadonlyMap<number, number> {
  const faded = [...taste].map(([category, liking]) => [category, TASTE_KEPT * liking] as const);
  const moved = new Map(faded.filter(([, liking]) => Math.abs(liking) > FORGOTTEN));
  const add = (at: number, liking: number) => {
    const category = categoryOf(products, at, categories);
    if (category !== 0) moved.set(category, (moved.get(category) ?? 0) + TASTE_RATE * liking);
  };
  said.forEach((log, at) => {
    const share = Math.exp(log);
    if (share > NEGLIGIBLE) add(at, -share);
  });
  add(chosen, 1);
  return moved;
}

function movedTrust(trust: Trust, before: Opinions, chosen: number, { trust: start = START }: MixtureOptions): Trust {
  const earned = EXPERTS.map(
    (expert) => trust[expert] * Math.exp(EAGERNESS * ndcgAt10(placeOf(before[expert], chosen))),
  );
  const sum = earned.reduce((a, b) => a + b, 0);
  const now = (at: number, expert: Expert) => ((1 - SHARE) * (earned[at] as number)) / sum + SHARE * start[expert];
  return { release: now(0, 'release'), line: now(1, 'line'), taste: now(2, 'taste') };
}

function logSoftmax(logits: Float32Array): Float32Array {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  return logits.map((logit) => logit - total);
}

function dot(features: Float32Array, at: number, line: Float32Array): number {
  let sum = 0;
  for (let f = 0; f < line.length; f++) sum += (line[f] as number) * (features[at * line.length + f] as number);
  return sum;
}

function categoryOf(products: Uint32Array, at: number, categories: Uint16Array): number {
  return categories[products[at] as number] as number;
}
