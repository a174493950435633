/** Names of what is compared, as tables and charts have them. */

export const [KNN, BASE, COPY, WHOLE, PERSONAL, NO_LINE, NO_TASTE, ALWAYS, TUNED] = [
  'transitions + kNN',
  'base: last 10 events, no memory',
  'base with memory of own products',
  'and the whole history',
  'all personal parts: and the mixture',
  'all without the correction of the line',
  'all without the liking of categories',
  'whole history, the correction always',
  'whole history, naive fine-tuning (the control)',
] as const;

/** What is compared with what. */
export const COMPARISONS = [
  [BASE, KNN],
  [COPY, BASE],
  [WHOLE, COPY],
  [PERSONAL, WHOLE],
  [PERSONAL, COPY],
  [PERSONAL, BASE],
  [PERSONAL, NO_LINE],
  [PERSONAL, NO_TASTE],
  [ALWAYS, WHOLE],
  [TUNED, WHOLE],
] as const;

/** Those that a chart by place in the history shows. */
export const CHARTED = [KNN, BASE, COPY, WHOLE, PERSONAL, TUNED] as const;
