/** A small reproducible generator for composing and drawing products; the shop imports nothing from the rest of the house. */
export interface ShopRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** One of `values`, which must not be empty. */
  pick<Value>(values: readonly Value[]): Value;
}

/**
 * @param seed any text; the same text gives the same stream on every machine
 * @see Tommy Ettinger, mulberry32
 */
export function shopRandom(seed: string): ShopRandom {
  let state = hashText(seed);
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (bound: number) => Math.floor(uniform() * bound);
  return {
    uniform,
    integer,
    between: (low, high) => low + (high - low) * uniform(),
    pick: (values) => {
      if (values.length === 0) throw new Error('pick: expected at least one value');
      return values[integer(values.length)] as (typeof values)[number];
    },
  };
}

/** FNV-1a over UTF-16 units: 32 bits that differ for texts that differ. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
