/**
 * How much of itself a browser profile gives in a year. Its own ledger holds it to this, whatever an aggregator asks: no sampling is
 * claimed that a fleet of browsers could not promise.
 */

/** The claim that is made for a year, all rounds together. */
export const CLAIM = { participations: 12, noiseMultiplier: 4, delta: 1e-6 } as const;
/** Below, epsilon is a number that nobody would call private: of such rounds nothing is claimed, and none is counted. */
export const LEAST_CLAIMED_NOISE = 0.5;
const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;
const LEAST_GAP_MS = 30 * DAY_MS;
/** Costs add up as 1 / z^2, the square of mu of a Gaussian mechanism. */
const MOST_COST = CLAIM.participations * costOf(CLAIM.noiseMultiplier);

export interface Participation {
  readonly atMs: number;
  readonly noiseMultiplier: number;
}

/** Whether one more report fits beside those of the last year. A clock that was set back frees nothing. */
export function isWithinBudget(past: readonly Participation[], noiseMultiplier: number, nowMs: number): boolean {
  if (!isClaimed({ noiseMultiplier })) return true;
  const lately = (spanMs: number) => past.filter((one) => isClaimed(one) && Math.abs(nowMs - one.atMs) < spanMs);
  if (lately(LEAST_GAP_MS).length > 0) return false;
  const spent = lately(YEAR_MS).reduce((sum, one) => sum + costOf(one.noiseMultiplier), 0);
  return spent + costOf(noiseMultiplier) <= MOST_COST * (1 + 1e-9);
}

/** The most reports of one noise multiplier that fit a year, by cost and by the days between them. */
export function yearlyReports(noiseMultiplier: number): number {
  const byCost = Math.floor((MOST_COST * (1 + 1e-9)) / costOf(noiseMultiplier));
  return Math.min(byCost, CLAIM.participations);
}

function isClaimed({ noiseMultiplier }: Pick<Participation, 'noiseMultiplier'>): boolean {
  return noiseMultiplier >= LEAST_CLAIMED_NOISE;
}

function costOf(noiseMultiplier: number): number {
  return 1 / noiseMultiplier ** 2;
}
