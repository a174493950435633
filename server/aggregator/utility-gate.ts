/** Whether rounds of a plan can teach anything beside their noise, and what they cost a shopper. */
import { cappedEpsilon, noiseOverClip } from '../../src/privacy/accountant.ts';
import { CLAIM, isWithinBudget, LEAST_CLAIMED_NOISE, yearlyReports } from '../../src/privacy/budget.ts';
import type { RoundPlan } from './aggregator.ts';
import { paddedLengthOf } from './make-task.ts';
import { ReleaseError } from './release-error.ts';

/** Where the noise on the mean is as long as the clip, most of a round is noise. */
const MOST_NOISE = 1;

/**
 * Refuses a plan whose rounds would be noise.
 * @throws ReleaseError
 * @returns a line for the log: epsilon and noise over clip, or that there is no noise
 */
export function utilityOf({ noiseMultiplier, targetReports }: RoundPlan, sharedParameters: number): string {
  if (noiseMultiplier === 0) return 'privacy: sums are masked, without noise there is no differential privacy';
  const coordinates = paddedLengthOf(sharedParameters);
  const noise = noiseOverClip(noiseMultiplier, coordinates, targetReports);
  if (noise > MOST_NOISE) {
    const needed = Math.ceil((noiseMultiplier * Math.sqrt(coordinates)) / MOST_NOISE);
    throw new ReleaseError(
      `round plan: noise multiplier ${noiseMultiplier} on ${coordinates} coordinates is noise of ${noise.toFixed(1)} times the clip; ${targetReports} reports a round are too few, ${needed} are needed`,
    );
  }
  const cost = `noise over clip ${noise.toPrecision(2)}`;
  if (noiseMultiplier < LEAST_CLAIMED_NOISE) return `privacy: ${cost}, too little for a claim of differential privacy`;
  if (!isWithinBudget([], noiseMultiplier, 0)) {
    throw new ReleaseError(
      `round plan: one report at noise multiplier ${noiseMultiplier} costs more than a browser gives in a year; none would come`,
    );
  }
  const { delta } = CLAIM;
  const epsilon = cappedEpsilon({ noiseMultiplier, participations: yearlyReports(noiseMultiplier) }, delta).toFixed(4);
  return `privacy: ${cost}; a profile gives ${yearlyReports(noiseMultiplier)} reports a year, epsilon ${epsilon} (delta ${delta})`;
}
