/** The answer to `GET /v1/rounds/{id}`: where a round is and what came of it. Public, so nothing about one report. */
import * as v from 'valibot';
import { countField, releaseIdField, roundField, sha256Field, shopField, timeMsField } from './fields.ts';
import { signedReceiptSchema } from './receipt.ts';

/** In the order of a round's life; ABORTED can follow any but the last. */
export const ROUND_PHASES = [
  'OPEN',
  'SEALED',
  'HELPER',
  'UNMASKED',
  'CHECKED',
  'APPLIED',
  'LOGGED',
  'PUBLISHED',
  'ABORTED',
] as const;
export type RoundPhase = (typeof ROUND_PHASES)[number];

export const roundStatusSchema = v.strictObject({
  format: v.literal('inkling-round/1'),
  shop: shopField,
  round: roundField,
  phase: v.picklist(ROUND_PHASES),
  taskHash: sha256Field,
  reports: countField,
  closesAtMs: timeMsField,
  /** Present from UNMASKED on. */
  receipt: v.nullable(signedReceiptSchema),
  /** What was checked before the sum was applied; null before CHECKED. */
  checks: v.nullable(
    v.strictObject({
      meanL2Norm: v.number(),
      maxMeanL2Norm: v.number(),
      /** `norm-only` when the operator runs no evaluation. */
      evaluation: v.picklist(['norm-only', 'evaluated']),
      metrics: v.record(v.string(), v.number()),
    }),
  ),
  /** Made by this round. */
  release: v.nullable(releaseIdField),
  /** Why it was aborted, in words. */
  reason: v.nullable(v.string()),
});
export type RoundStatus = v.InferOutput<typeof roundStatusSchema>;
