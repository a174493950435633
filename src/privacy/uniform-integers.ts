/** Uniform integers below a bound, by rejection: no bias, from cryptographic bytes taken in bulk. */
import type { SecureRandom } from './secure-random.ts';

export interface UniformSource {
  /** Uniform in [0, bound), 1 <= bound <= 2^32. */
  integer(bound: number): number;
  /** Prepares draws of [0, bound) for a bound of any size. */
  below(bound: bigint): () => bigint;
}

const POOL_BYTES = 32_768;

export function uniformSource(random: SecureRandom): UniformSource {
  const next = wordPool(random);
  return {
    integer: (bound) => {
      if (bound === 2 ** 32) return next();
      const mask = bound <= 1 ? 0 : 0xffffffff >>> Math.clz32(bound - 1);
      for (;;) {
        const draw = (next() & mask) >>> 0;
        if (draw < bound) return draw;
      }
    },
    below: (bound) => {
      const bits = (bound - 1n).toString(2).length;
      const mask = (1n << BigInt(bits)) - 1n;
      const words = Math.ceil(bits / 32);
      return () => {
        for (;;) {
          const draw = wide(next, words) & mask;
          if (draw < bound) return draw;
        }
      };
    },
  };
}

/** At least `words` random words as one integer; the caller masks what is too much. */
function wide(next: () => number, words: number): bigint {
  let value = 0n;
  for (let i = 0; i < words; i += 2) {
    value = (value << 64n) | (BigInt(next()) << 32n) | BigInt(next());
  }
  return value;
}

function wordPool(random: SecureRandom): () => number {
  let pool = new Uint32Array(0);
  let at = 0;
  return () => {
    if (at === pool.length) {
      pool = new Uint32Array(random.bytes(POOL_BYTES).buffer);
      at = 0;
    }
    const word = pool[at] ?? 0;
    // What was drawn is noise somebody must not learn: it does not stay in memory.
    pool[at++] = 0;
    return word;
  };
}
