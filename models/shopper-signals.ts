/** What a history says of a candidate beyond the tables: likings by category and brand, price habit, own products. */

/** How fast a liking fades with each later event. */
const LIKING_DECAY = 0.85;
const OWN_DECAY = 0.8;

/**
 * Share of the history, newer events counting more, that has the candidate's category (or brand). 0 to 1.
 * @param numbers of each product, 0 unknown [P]
 */
export function categoryAffinity(numbers: Uint16Array, history: readonly number[]): (row: number) => number {
  const shares = new Map<number, number>();
  let [factor, total] = [1, 0];
  for (let i = history.length - 1; i >= 0; i--) {
    const number = numbers[history[i] as number] as number;
    if (number !== 0) shares.set(number, (shares.get(number) ?? 0) + factor);
    total += factor;
    factor *= LIKING_DECAY;
  }
  return (row) => (shares.get(numbers[row] as number) ?? 0) / (total || 1);
}

/**
 * 1 at the mean price of the history, 1/2 an octave away from it, also where a price is not known.
 * @param prices in eighths of an octave, 0 unknown [P]
 */
export function priceCloseness(prices: Uint8Array, history: readonly number[]): (row: number) => number {
  const known = history.map((row) => prices[row] as number).filter((price) => price > 0);
  const mean = known.reduce((sum, price) => sum + price, 0) / Math.max(1, known.length);
  return (row) => {
    const price = prices[row] as number;
    return price === 0 || known.length === 0 ? 0.5 : 1 / (1 + Math.abs(price - mean) / 8);
  };
}

/** How often and how lately the shopper had the candidate itself. */
export function ownHistory(history: readonly number[]): (row: number) => number {
  const weights = new Map<number, number>();
  let factor = 1;
  for (let i = history.length - 1; i >= 0; i--) {
    const row = history[i] as number;
    weights.set(row, (weights.get(row) ?? 0) + factor);
    factor *= OWN_DECAY;
  }
  return (row) => weights.get(row) ?? 0;
}
