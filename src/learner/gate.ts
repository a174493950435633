/**
 * Whether the personal adapter may rank: only while it has found the shopper's next products better than the release
 * alone, on events that neither had seen (test, then train). Old tests fade, so a taste that has moved on closes it.
 * @see Gama, Sebastiao and Rodrigues 2013, "On evaluating stream learning algorithms", section 3 (fading factors)
 */
export interface Gate {
  /** Faded count of tests, of their squares' weights, and faded moments of the gain in NDCG@10. */
  readonly weight: number;
  readonly squaredWeight: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly inUse: boolean;
}

export const CLOSED_GATE: Gate = { weight: 0, squaredWeight: 0, sum: 0, sumOfSquares: 0, inUse: false };

const FADING = 0.985;
/** Effective number of tests before the gate can open. */
const FEWEST_TESTS = 20;
/** One-sided 95% quantile of the normal distribution. */
const OPEN_AT = 1.645;

/** Discounted gain of a single wanted product: 1 at the top, 0 beyond the tenth place. @param place from 0; -1: not listed */
export function ndcgAt10(place: number): number {
  return place >= 0 && place < 10 ? 1 / Math.log2(place + 2) : 0;
}

/**
 * The gate after one more test. It opens when the mean gain is above 0 with 95% confidence, and closes as soon as the
 * mean is not above 0.
 * @param gain NDCG@10 with the adapter minus without, -1 to 1
 */
export function tested(gate: Gate, gain: number): Gate {
  const weight = FADING * gate.weight + 1;
  const squaredWeight = FADING * FADING * gate.squaredWeight + 1;
  const sum = FADING * gate.sum + gain;
  const sumOfSquares = FADING * gate.sumOfSquares + gain * gain;
  const mean = sum / weight;
  const tests = (weight * weight) / squaredWeight;
  const variance = Math.max(0, sumOfSquares / weight - mean * mean) * (tests / Math.max(1, tests - 1));
  const bound = mean - OPEN_AT * Math.sqrt(variance / tests);
  const opens = tests >= FEWEST_TESTS && bound > 0;
  return { weight, squaredWeight, sum, sumOfSquares, inUse: opens || (gate.inUse && mean > 0) };
}
