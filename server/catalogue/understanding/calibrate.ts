/**
 * What share of the answers of a confidence is right: isotonic regression over groups of held-out answers, a line between them.
 * @see Zadrozny and Elkan 2002, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates"
 */

/** Answers that are counted together. */
const GROUP = 60;

interface Group {
  readonly scores: number;
  readonly hits: number;
  readonly count: number;
}

/**
 * @param scores from 0 to 1
 * @param hits 1 where the answer was right, 0 where it was not
 * @returns a function that never falls, from 0 to 1
 */
export function fitCalibration(scores: readonly number[], hits: readonly number[]): (score: number) => number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const groups: Group[] = [];
  for (let at = 0; at < order.length; at += GROUP) {
    // The last group takes what would be too few for one.
    const last = order.length - at < 2 * GROUP;
    const some = order.slice(at, last ? undefined : at + GROUP);
    const sum = (values: readonly number[]) => some.reduce((total, row) => total + (values[row] as number), 0);
    groups.push({ scores: sum(scores), hits: sum(hits), count: some.length });
    if (last) break;
  }
  const points = pooled(groups).map(({ scores: total, hits: right, count }) => ({
    score: total / count,
    share: (right + 1) / (count + 2),
  }));
  return (score) => onLine(points, score);
}

/** Neighbours that fall are one. */
function pooled(groups: readonly Group[]): Group[] {
  const kept: Group[] = [];
  for (const group of groups) {
    let next = group;
    for (let before = kept.at(-1); before && share(before) >= share(next); before = kept.at(-1)) {
      kept.pop();
      next = {
        scores: before.scores + next.scores,
        hits: before.hits + next.hits,
        count: before.count + next.count,
      };
    }
    kept.push(next);
  }
  return kept;
}

function share({ hits, count }: Group): number {
  return (hits + 1) / (count + 2);
}

function onLine(points: readonly { readonly score: number; readonly share: number }[], score: number): number {
  const above = points.findIndex((point) => point.score >= score);
  const [before, after] = [points[above < 0 ? points.length - 1 : above - 1], points[above]];
  if (!before) return Math.min(score, after?.share ?? score);
  if (!after) return before.share;
  const part = (score - before.score) / (after.score - before.score || 1);
  return before.share + part * (after.share - before.share);
}
