/**
 * Exact samples of the discrete Gaussian: P(x) proportional to exp(-x^2 / (2 variance)) on the integers. Rational
 * arithmetic on integers only, because noise from rounded floating point leaks what it should hide (Mironov 2012).
 * @see Canonne, Kamath, Steinke 2020, "The Discrete Gaussian for Differential Privacy", algorithms 1 to 3
 */
import { PrivacyError } from './privacy-error.ts';
import type { SecureRandom } from './secure-random.ts';
import { type UniformSource, uniformSource } from './uniform-integers.ts';

/** numerator / denominator, both positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** StdDev above this would leave the exact range of numbers in the Laplace stage, and every ring. */
const MAX_STD_DEV = 2 ** 31;
const SCALE_BITS = 16;

/**
 * The square of `stdDev` as a fraction, rounded up to 1/65536: never less noise than asked.
 * @throws PrivacyError `bad-variance` unless 0 < stdDev < 2^31
 */
export function varianceOf(stdDev: number): Rational {
  if (!(stdDev > 0 && stdDev < MAX_STD_DEV)) {
    throw new PrivacyError('bad-variance', `stdDev: expected a number between 0 and 2^31, got ${stdDev}`);
  }
  const scaled = stdDev ** 2 * 2 ** SCALE_BITS;
  // Above 2^53 a float64 is an integer already, and one part in 2^52 above it covers its own rounding error.
  return { numerator: BigInt(Math.ceil(scaled * (1 + 2 ** -50))), denominator: 1n << BigInt(SCALE_BITS) };
}

/**
 * A sampler of integers with the given variance (that of the continuous Gaussian; the discrete one's is the same to
 * within e^-19 for variance >= 1).
 */
export function discreteGaussian(variance: Rational, random: SecureRandom): () => number {
  const uniform = uniformSource(random);
  const { numerator: p, denominator: q } = variance;
  if (p <= 0n || q <= 0n) throw new PrivacyError('bad-variance', 'variance: expected a positive fraction');
  const scale = floorSqrt(p / q) + 1n;
  const denominator = 2n * p * q * scale * scale;
  const belowDenominator = uniform.below(denominator);
  const laplaceScale = Number(scale);
  return () => {
    for (;;) {
      const candidate = discreteLaplace(laplaceScale, uniform);
      const distance = BigInt(Math.abs(candidate)) * q * scale - p;
      if (bernoulliExp(distance * distance, denominator, belowDenominator, uniform)) return candidate;
    }
  };
}

/** Algorithm 2 with s = 1: P(x) proportional to exp(-|x| / scale). */
function discreteLaplace(scale: number, uniform: UniformSource): number {
  for (;;) {
    const remainder = uniform.integer(scale);
    if (!bernoulliExpFraction(() => uniform.integer(scale) < remainder, uniform)) continue;
    let multiples = 0;
    while (bernoulliExpOne(uniform)) multiples++;
    const magnitude = remainder + scale * multiples;
    const negative = uniform.integer(2) === 1;
    if (!(negative && magnitude === 0)) return negative ? -magnitude : magnitude;
  }
}

/** Algorithm 1: true with probability exp(-numerator / denominator). */
function bernoulliExp(
  numerator: bigint,
  denominator: bigint,
  belowDenominator: () => bigint,
  uniform: UniformSource,
): boolean {
  let rest = numerator;
  for (; rest > denominator; rest -= denominator) if (!bernoulliExpOne(uniform)) return false;
  return bernoulliExpFraction(() => belowDenominator() < rest, uniform);
}

function bernoulliExpOne(uniform: UniformSource): boolean {
  return bernoulliExpFraction(() => true, uniform);
}

/** True with probability exp(-gamma) for gamma in [0, 1], given coins that fall true with probability gamma. */
function bernoulliExpFraction(coin: () => boolean, uniform: UniformSource): boolean {
  // A coin of probability gamma / k is one of gamma and one of 1 / k: the denominators stay those we prepared for.
  let k = 1;
  while (coin() && (k === 1 || uniform.integer(k) === 0)) k++;
  return k % 2 === 1;
}

/** Largest integer whose square is at most `value` (Newton's iteration). */
function floorSqrt(value: bigint): bigint {
  if (value < 2n) return value;
  let root = BigInt(Math.floor(Math.sqrt(Number(value)))) + 1n;
  for (let next = (root + value / root) / 2n; next < root; next = (root + value / root) / 2n) root = next;
  return root;
}
