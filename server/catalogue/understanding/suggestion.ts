/** What a catalogue could say and does not: for a person to take or to leave. Nothing applies one by itself. */

export const SUGGESTED_FIELDS = [
  'category',
  'colour',
  'size',
  'material',
  'quantity',
  'substitutes',
  'complements',
] as const;
export type SuggestedField = (typeof SUGGESTED_FIELDS)[number];

export interface Suggestion {
  readonly productId: string;
  readonly field: SuggestedField;
  /** A category path from broad to narrow, ids of products best first, or the value in words. */
  readonly value: string | readonly string[];
  /** From 0 to 1: the share of suggestions like this one that are right, as far as it could be measured. */
  readonly confidence: number;
  /** What it was read from, for a person. */
  readonly why: string;
}
