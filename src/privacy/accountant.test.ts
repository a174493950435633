import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cappedEpsilon,
  cappedRho,
  epsilonOfRho,
  noiseMultiplierFor,
  noiseOverClip,
  sampledEpsilon,
} from './accountant.ts';
import { erfcx } from './erfcx.ts';

describe('the capped Gaussian', () => {
  // Published with the protocol; delta 1e-6.
  it.each([
    [1, 1, 4.8866],
    [2, 12, 9.2543],
    [4, 12, 4.1518],
    [8, 52, 4.3437],
    [4, 52, 9.7069],
  ])('z = %d, k = %d: epsilon %d', (noiseMultiplier, participations, epsilon) => {
    const told = cappedEpsilon({ noiseMultiplier, participations }, 1e-6);
    expect(Math.abs(told - epsilon)).toBeLessThan(1e-4);
  });

  // Fifteen more, against the privacy loss of the reports added up one by one on a grid, which knows nothing of mu.
  it.each([
    [0.6, 1, 1e-5],
    [0.8, 1, 1e-3],
    [1, 2, 1e-6],
    [1.3, 1, 1e-9],
    [1.5, 6, 1e-5],
    [2, 3, 1e-4],
    [2, 24, 1e-6],
    [3, 4, 1e-7],
    [3, 40, 1e-5],
    [4, 1, 1e-6],
    [4, 26, 1e-8],
    [5, 12, 1e-5],
    [6, 52, 1e-6],
    [8, 12, 1e-4],
    [10, 100, 1e-6],
  ])(
    'z = %d, k = %d, delta = %d: as the integrated privacy loss, to a hundredth',
    (noiseMultiplier, participations, delta) => {
      const told = cappedEpsilon({ noiseMultiplier, participations }, delta);
      const integrated = epsilonOfLoss(composed(gaussianLoss(noiseMultiplier, 1), participations), delta);
      expect(Math.abs(told / integrated - 1)).toBeLessThan(0.01);
    },
  );

  it('never tells less than what it computes delta from says', () => {
    const budgets = fc.tuple(fc.double({ min: 0.2, max: 50, noNaN: true }), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(budgets, fc.integer({ min: 2, max: 20 }), ([noiseMultiplier, participations], digits) => {
        const delta = 10 ** -digits;
        const epsilon = cappedEpsilon({ noiseMultiplier, participations }, delta);
        const mu = Math.sqrt(participations) / noiseMultiplier;
        expect(directDelta(mu, epsilon)).toBeLessThanOrEqual(delta * (1 + 1e-5) + 1e-14);
        // And not more than it has to: a thousandth less is too little.
        if (epsilon > 1e-3 && delta > 1e-11)
          expect(directDelta(mu, 0.999 * epsilon)).toBeGreaterThan(delta * (1 - 1e-5));
      }),
      { seed: 7 },
    );
  });

  it('grows with participations, falls with noise, and costs nothing where delta covers all', () => {
    const of = (noiseMultiplier: number, participations: number) =>
      cappedEpsilon({ noiseMultiplier, participations }, 1e-6);
    expect(of(4, 13)).toBeGreaterThan(of(4, 12));
    expect(of(4.1, 12)).toBeLessThan(of(4, 12));
    expect(cappedEpsilon({ noiseMultiplier: 1e6, participations: 1 }, 0.01)).toBe(0);
  });

  it('finds the noise for a budget', () => {
    const z = noiseMultiplierFor(4.1518, 12, 1e-6);
    expect(z).toBeCloseTo(4, 3);
    expect(cappedEpsilon({ noiseMultiplier: z, participations: 12 }, 1e-6)).toBeLessThanOrEqual(4.1518 * (1 + 1e-8));
  });
});

describe('zero-concentrated differential privacy', () => {
  it('gives the published epsilon, and more than the exact one', () => {
    expect(Math.abs(epsilonOfRho(0.81, 1e-10) - 8.9223)).toBeLessThan(1e-4);
    const mechanism = { noiseMultiplier: 4, participations: 12 };
    expect(cappedRho(mechanism)).toBe(12 / 32);
    expect(epsilonOfRho(cappedRho(mechanism), 1e-6)).toBeGreaterThan(cappedEpsilon(mechanism, 1e-6));
  });
});

describe('the sampled Gaussian', () => {
  it('without sampling is the bound of the capped one, by Renyi orders', () => {
    const sampled = sampledEpsilon({ noiseMultiplier: 4, samplingRate: 1, rounds: 12 }, 1e-6);
    const exact = cappedEpsilon({ noiseMultiplier: 4, participations: 12 }, 1e-6);
    expect(sampled).toBeGreaterThan(exact);
    expect(sampled).toBeLessThan(1.1 * exact);
    expect(sampled).toBeCloseTo(epsilonOfRho(12 / 32, 1e-6), 2);
  });

  it.each([
    [1, 0.1, 20, 1e-5],
    [1.5, 0.05, 100, 1e-5],
    [2, 0.2, 50, 1e-6],
  ])(
    'z = %d, q = %d, R = %d: a little above the integrated privacy loss, never below',
    (z, samplingRate, rounds, delta) => {
      const told = sampledEpsilon({ noiseMultiplier: z, samplingRate, rounds }, delta);
      const exact = epsilonOfLoss(composed(gaussianLoss(z, samplingRate), rounds), delta);
      expect(told).toBeGreaterThan(exact);
      expect(told).toBeLessThan(1.35 * exact);
    },
  );
});

it('noise over clip is z sqrt(V) / n', () => {
  expect(noiseOverClip(4, 16_384, 1024)).toBe(0.5);
});

it.each([
  ['noiseMultiplier', () => cappedEpsilon({ noiseMultiplier: 0, participations: 1 }, 1e-6)],
  ['noiseMultiplier', () => cappedEpsilon({ noiseMultiplier: Number.NaN, participations: 1 }, 1e-6)],
  ['participations', () => cappedEpsilon({ noiseMultiplier: 1, participations: 1.5 }, 1e-6)],
  ['delta', () => cappedEpsilon({ noiseMultiplier: 1, participations: 1 }, 0)],
  ['delta', () => epsilonOfRho(1, 1)],
  ['rho', () => epsilonOfRho(-1, 0.1)],
  ['epsilon', () => noiseMultiplierFor(0, 1, 1e-6)],
  ['samplingRate', () => sampledEpsilon({ noiseMultiplier: 1, samplingRate: 2, rounds: 1 }, 1e-6)],
])('refuses a %s that is none', (name, ask) => {
  expect(ask).toThrow(new RegExp(`^${name}: expected`));
});

it('erfcx: published values and its own mirror', () => {
  // Abramowitz and Stegun 1964, tables 7.1 and 7.3: erfc(.5), erfc(1), erfc(2).
  for (const [x, erfc] of [
    [0.5, 0.4795001222],
    [1, 0.1572992071],
    [2, 0.004677735],
  ] as const) {
    expect(Math.abs((erfcx(x) * Math.exp(-x * x)) / erfc - 1)).toBeLessThan(1e-8);
    expect(erfcx(-x) * Math.exp(-x * x)).toBeCloseTo(2 - erfc, 9);
  }
  // Both ways of computing it meet.
  expect(Math.abs(erfcx(1 - 1e-12) / erfcx(1) - 1)).toBeLessThan(1e-11);
  expect(erfcx(30)).toBeCloseTo(1 / (30 * Math.sqrt(Math.PI)), 4);
});

/** delta by Simpson's rule over the density of the loss, N(mu^2 / 2, mu^2): no tail function in it. */
function directDelta(mu: number, epsilon: number): number {
  const density = (loss: number) =>
    Math.exp(-((loss - mu ** 2 / 2) ** 2) / (2 * mu ** 2)) / (mu * Math.sqrt(2 * Math.PI));
  const [from, to, steps] = [epsilon, Math.max(epsilon, mu ** 2 / 2) + 12 * mu, 4000];
  const width = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const loss = from + i * width;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * -Math.expm1(epsilon - loss) * density(loss);
  }
  return (sum * width) / 3;
}

/** Probabilities of losses `(first + i) * step`. */
interface LossOnGrid {
  readonly step: number;
  readonly first: number;
  readonly mass: Float64Array;
}

/** Of one round in which the profile's report is with probability q: outputs of the mixture against pure noise. */
function gaussianLoss(z: number, q: number, step = 0.004): LossOnGrid {
  const bins = new Map<number, number>();
  const width = z / 4000;
  for (let x = -12 * z; x <= 1 + 12 * z; x += width) {
    const noise = Math.exp(-(x ** 2) / (2 * z ** 2));
    const ratio = 1 - q + q * Math.exp((2 * x - 1) / (2 * z ** 2));
    const mass = (noise * ratio * width) / (z * Math.sqrt(2 * Math.PI));
    // To the nearest point of the grid: what is lost one way is won the other.
    const bin = Math.round(Math.log(ratio) / step);
    bins.set(bin, (bins.get(bin) ?? 0) + mass);
  }
  const places = [...bins.keys()].sort((a, b) => a - b);
  const first = places[0] as number;
  const mass = new Float64Array((places.at(-1) as number) - first + 1);
  for (const [bin, share] of bins) mass[bin - first] = share;
  return trimmed({ step, first, mass });
}

/** Losses of independent rounds add up: the distribution convolved with itself, by halves. */
function composed(one: LossOnGrid, rounds: number): LossOnGrid {
  if (rounds === 1) return one;
  const half = composed(one, Math.floor(rounds / 2));
  const even = convolved(half, half);
  return rounds % 2 === 0 ? even : convolved(even, one);
}

function convolved(a: LossOnGrid, b: LossOnGrid): LossOnGrid {
  const mass = new Float64Array(a.mass.length + b.mass.length - 1);
  a.mass.forEach((share, i) => {
    if (share === 0) return;
    for (let j = 0; j < b.mass.length; j++) mass[i + j] = (mass[i + j] as number) + share * (b.mass[j] as number);
  });
  return trimmed({ step: a.step, first: a.first + b.first, mass });
}

/** Without the ends that weigh nothing beside any delta of the table. */
function trimmed({ step, first, mass }: LossOnGrid): LossOnGrid {
  const from = mass.findIndex((share) => share > 1e-18);
  const to = mass.findLastIndex((share) => share > 1e-18);
  return { step, first: first + from, mass: mass.slice(from, to + 1) };
}

function epsilonOfLoss({ step, first, mass }: LossOnGrid, delta: number): number {
  const deltaAt = (epsilon: number) =>
    mass.reduce((sum, share, i) => sum + share * Math.max(0, -Math.expm1(epsilon - (first + i) * step)), 0);
  let [low, high] = [0, (first + mass.length) * step];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (deltaAt(middle) <= delta) high = middle;
    else low = middle;
  }
  return high;
}
