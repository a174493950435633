/** Whether rounds of a plan can teach anything beside their noise, and what they cost a shopper. */
import { cappedEpsilon, noiseOverClip } from '../../src/privacy/accountant.ts';
import type { RoundPlan } from './aggregator.ts';
import { paddedLengthOf } from './make-task.ts';
import { ReleaseError } from './release-error.ts';

/** Where the noise on the mean is as long as the clip, most of a round is noise. */
const MOST_NOISE = 1;
/** Below, epsilon is a number that nobody would call private. */
const LEAST_CLAIMED = 0.5;
/** What a claim is for: a year of rounds 30 days apart. */
const CLAIM = { participations: 12, delta: 1e-6 } as const;

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
  if (noiseMultiplier < LEAST_CLAIMED) return `privacy: ${cost}, too little for a claim of differential privacy`;
  const epsilon = cappedEpsilon({ noiseMultiplier, ...CLAIM }, CLAIM.delta).toFixed(4);
  return `privacy: ${cost}; epsilon ${epsilon} for a profile with ${CLAIM.participations} reports (delta ${CLAIM.delta})`;
}
