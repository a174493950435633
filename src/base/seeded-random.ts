/**
 * Reproducible random numbers for training, sampling and simulation. Never for keys, masks or noise: those come from
 * the platform's cryptographic source, which has another type on purpose.
 */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, bound); `bound` >= 1. */
  integer(bound: number): number;
  /** Standard normal, mean 0 and stdDev 1 (Box-Muller). */
  normal(): number;
  /** Fisher-Yates shuffle of `values` in place; returns it. */
  shuffle<Values extends { length: number; [index: number]: unknown }>(values: Values): Values;
  /** An independent stream for one purpose, so that adding a draw in one place moves no other. */
  fork(purpose: string): SeededRandom;
}

/**
 * A generator with 128 bits of state (sfc32).
 * @param seed any finite number or text; the same seed gives the same stream on every machine
 * @see Chris Doty-Humphrey, PractRand, sfc32
 */
export function seededRandom(seed: number | string): SeededRandom {
  let [a, b, c, counter] = spread(String(seed));
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  const uniform = () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
  const integer = (bound: number) => Math.floor(uniform() * bound);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle(values) {
      for (let i = values.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = values[i];
        values[i] = values[j];
        values[j] = held;
      }
      return values;
    },
    fork: (purpose) => seededRandom(`${seed}/${purpose}`),
  };
}

/** Four 32-bit words from a text (xmur3 finaliser), enough to tell seeds apart. */
function spread(text: string): [number, number, number, number] {
  let hash = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  const word = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    hash ^= hash >>> 16;
    return hash | 0;
  };
  return [word(), word(), word(), 1];
}
