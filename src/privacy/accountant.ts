/**
 * What several rounds cost one browser profile, in (epsilon, delta). The unit is the profile at one shop, whose own ledger caps how
 * often it takes part; adjacency is zero-out. Each figure errs upwards: never less than what the mechanism costs.
 * Legend: z noise stdDev over the L2 sensitivity, k participations, q sampling rate, R rounds, alpha order of Renyi.
 */
import { erfcx } from './erfcx.ts';
import { PrivacyError } from './privacy-error.ts';

export interface CappedGaussian {
  /** z. */
  readonly noiseMultiplier: number;
  /** k: the most reports of one profile in the time that the claim is for. */
  readonly participations: number;
}

export interface SampledGaussian {
  readonly noiseMultiplier: number;
  /** q: how likely a profile is in a round, each time anew. A fleet of browsers cannot promise it; a simulation can. */
  readonly samplingRate: number;
  readonly rounds: number;
}

/** Relative width of the interval that epsilon or z is searched in; the upper end is told. */
const TOLERANCE = 1e-10;
/** Orders of Renyi divergence that are tried: all that are useful for z from .3 and delta from 1e-30. */
const ORDERS = [
  ...Array.from({ length: 90 }, (_, at) => 1.1 + at / 10),
  ...Array.from({ length: 54 }, (_, at) => 11 + at),
  ...[80, 96, 128, 192, 256, 384, 512, 768, 1024],
];
const WHOLE_ORDERS = ORDERS.filter(Number.isInteger);
/** Sampling rates below this are sums of terms that are smaller than the last digit of 1. */
const LEAST_RATE = 1e-9;

/**
 * The base claim: k reports with independent noise are one Gaussian mechanism of sensitivity sqrt(k), whatever the rounds.
 * @returns the least epsilon for which the mechanism is (epsilon, delta)-private; 0 where delta alone covers it
 * @throws PrivacyError `bad-budget`
 * @see Balle and Wang 2018, "Improving the Gaussian Mechanism for Differential Privacy", theorem 8
 */
export function cappedEpsilon(mechanism: CappedGaussian, delta: number): number {
  checkCapped(mechanism);
  checkDelta(delta);
  const mu = Math.sqrt(mechanism.participations) / mechanism.noiseMultiplier;
  return leastWhere((epsilon) => cappedDelta(mu, epsilon) <= delta);
}

/**
 * The same claim from the other side: the noise multiplier that k participations need for an epsilon.
 * @throws PrivacyError `bad-budget`
 */
export function noiseMultiplierFor(epsilon: number, participations: number, delta: number): number {
  if (!(epsilon > 0 && Number.isFinite(epsilon))) refuse('epsilon', 'a number above 0', epsilon);
  checkCapped({ noiseMultiplier: 1, participations });
  checkDelta(delta);
  return leastWhere((z) => z > 0 && cappedDelta(Math.sqrt(participations) / z, epsilon) <= delta);
}

/** rho of zero-concentrated differential privacy: k / (2 z^2). @throws PrivacyError `bad-budget` */
export function cappedRho(mechanism: CappedGaussian): number {
  checkCapped(mechanism);
  return mechanism.participations / (2 * mechanism.noiseMultiplier ** 2);
}

/**
 * Epsilon of a mechanism that is rho-zCDP, whatever else it is.
 * @throws PrivacyError `bad-budget`
 */
export function epsilonOfRho(rho: number, delta: number): number {
  if (!(rho > 0 && Number.isFinite(rho))) refuse('rho', 'a number above 0', rho);
  checkDelta(delta);
  // Order is continuous here: the bound is convex around its least value, near 1 + sqrt(log(1 / delta) / rho).
  let [low, high] = [1 + 1e-9, 3 + 4 * Math.sqrt(Math.log(1 / delta) / rho)];
  const bound = (alpha: number) => epsilonOfRenyi(alpha, alpha * rho, delta);
  while (high - low > 1e-9 * high) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (bound(left) < bound(right)) high = right;
    else low = left;
  }
  return Math.max(0, bound(high));
}

/**
 * For simulations, where every round draws its shoppers anew: Renyi divergence of the sampled Gaussian, added up over rounds.
 * @throws PrivacyError `bad-budget`
 * @see Mironov, Talwar, Zhang 2019, "Renyi Differential Privacy of the Sampled Gaussian Mechanism", section 3.3
 */
export function sampledEpsilon(mechanism: SampledGaussian, delta: number): number {
  const { noiseMultiplier, samplingRate, rounds } = mechanism;
  checkCapped({ noiseMultiplier, participations: rounds });
  checkDelta(delta);
  if (!(samplingRate >= LEAST_RATE && samplingRate <= 1)) {
    refuse('samplingRate', `a number from ${LEAST_RATE} to 1`, samplingRate);
  }
  const orders = samplingRate === 1 ? ORDERS : WHOLE_ORDERS;
  const bounds = orders.map((alpha) =>
    epsilonOfRenyi(alpha, rounds * sampledRenyi(alpha, noiseMultiplier, samplingRate), delta),
  );
  return Math.max(0, Math.min(...bounds));
}

/** Noise over clip on a coordinate of the mean: a round whose sum holds less than its noise teaches nothing. */
export function noiseOverClip(noiseMultiplier: number, coordinates: number, reports: number): number {
  return (noiseMultiplier * Math.sqrt(coordinates)) / reports;
}

/** delta(epsilon) = Phi(mu/2 - eps/mu) - e^eps Phi(-mu/2 - eps/mu), with e^eps taken into the tails. */
function cappedDelta(mu: number, epsilon: number): number {
  const near = (epsilon / mu - mu / 2) / Math.SQRT2;
  const far = (epsilon / mu + mu / 2) / Math.SQRT2;
  if (near < 0) return 1 - (Math.exp(-near * near) * (erfcx(-near) + erfcx(far))) / 2;
  return (Math.exp(-near * near) * (erfcx(near) - erfcx(far))) / 2;
}

/** log of the alpha-th moment over alpha - 1, for whole orders; without sampling alpha / (2 z^2) for all. */
function sampledRenyi(alpha: number, z: number, q: number): number {
  if (q === 1) return alpha / (2 * z * z);
  const logs: number[] = [];
  let logBinomial = 0;
  for (let k = 0; k <= alpha; k++) {
    const moment = (k * k - k) / (2 * z * z);
    logs.push(logBinomial + k * Math.log(q) + (alpha - k) * Math.log1p(-q) + moment);
    logBinomial += Math.log((alpha - k) / (k + 1));
  }
  const most = Math.max(...logs);
  return (most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))) / (alpha - 1);
}

/** @see Canonne, Kamath, Steinke 2020, "The Discrete Gaussian for Differential Privacy", proposition 12 */
function epsilonOfRenyi(alpha: number, divergence: number, delta: number): number {
  return divergence + Math.log1p(-1 / alpha) - (Math.log(delta) + Math.log(alpha)) / (alpha - 1);
}

/** The least number from 0 on that is enough, to the tolerance and not below it, where more is always enough. */
function leastWhere(isEnough: (value: number) => boolean): number {
  if (isEnough(0)) return 0;
  let [low, high] = [0, 1];
  while (!isEnough(high)) [low, high] = [high, 2 * high];
  while (high - low > TOLERANCE * high) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function checkCapped({ noiseMultiplier, participations }: CappedGaussian): void {
  if (!(noiseMultiplier >= 0.01 && noiseMultiplier <= 1e6)) {
    refuse('noiseMultiplier', 'a number from .01 to a million', noiseMultiplier);
  }
  if (!(Number.isSafeInteger(participations) && participations >= 1)) {
    refuse('participations', 'a whole number of 1 or more', participations);
  }
}

function checkDelta(delta: number): void {
  if (!(delta >= 1e-30 && delta < 1)) refuse('delta', 'a number from 1e-30 to below 1', delta);
}

function refuse(name: string, wanted: string, got: number): never {
  throw new PrivacyError('bad-budget', `${name}: expected ${wanted}, got ${got}`);
}
