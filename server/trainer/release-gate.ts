/** Whether a new release may take the place of the running one, by what both record of their held-out choices. */
import type { ListQuality } from './list-quality.ts';

type Metrics = Readonly<Record<string, number>>;

/** What is compared: the figure and, with `HalfWidth` behind it, its 95% interval. */
const COMPARED = [
  ['heldOutNdcgAt10', 'NDCG@10'],
  ['heldOutHitRateAt10', 'HR@10'],
  ['heldOutTailHitRateAt10', 'HR@10 of rare products'],
] as const;

/** The new release finds fewer held-out products than the running one, beyond noise. */
export class GateError extends Error {
  override readonly name = 'GateError';
}

/** A quality in the names of the manifest. */
export function qualityMetrics(quality: ListQuality): Metrics {
  const { cases, ndcg, hitRate, tailHitRate, coverage, calibrationError } = quality;
  const known = Number.isFinite(tailHitRate.halfWidth);
  return {
    heldOutCases: cases,
    heldOutNdcgAt10: ndcg.mean,
    heldOutNdcgAt10HalfWidth: ndcg.halfWidth,
    heldOutHitRateAt10: hitRate.mean,
    heldOutHitRateAt10HalfWidth: hitRate.halfWidth,
    ...(known && { heldOutTailHitRateAt10: tailHitRate.mean, heldOutTailHitRateAt10HalfWidth: tailHitRate.halfWidth }),
    heldOutCoverageAt10: coverage,
    heldOutCalibrationError: calibrationError,
  };
}

/**
 * In words, each figure that is worse than the running release's by more than both intervals allow; empty passes. A release that
 * was trained on too little to have figures does not pass one that has them: a truncated export makes such.
 */
export function worseThan(running: Metrics, candidate: Metrics): string[] {
  const [first] = COMPARED[0];
  if (running[first] !== undefined && candidate[first] === undefined) {
    return ['its logs have too few choices to say how good it is'];
  }
  return COMPARED.flatMap(([key, name]) => {
    const [before, now] = [running[key], candidate[key]];
    if (before === undefined || now === undefined) return [];
    const noise = Math.hypot(running[`${key}HalfWidth`] ?? 0, candidate[`${key}HalfWidth`] ?? 0);
    if (before - now <= noise) return [];
    return [`${name} ${now.toFixed(4)} against ${before.toFixed(4)}, noise ${noise.toFixed(4)}`];
  });
}
