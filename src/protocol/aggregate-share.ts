/** What the aggregator asks the helper, once a round, and what it gets. Both sides sign. */
import * as v from 'valibot';
import { SEALED_SEED_BYTES } from '../privacy/seal.ts';
import { hexBytes, parseFields } from './fields.ts';
import type { Parsed } from './problem.ts';
import { signedReceiptSchema } from './receipt.ts';
import { REPORT_ID_BYTES } from './report.ts';
import { type Signed, signedSchema } from './signed-message.ts';
import { signedTaskSchema } from './task.ts';

export const shareRequestSchema = v.strictObject({
  format: v.literal('inkling-share-request/1'),
  task: signedTaskSchema,
  /** Every report in the aggregator's sum, ids ascending. */
  reports: v.pipe(
    v.array(v.strictObject({ id: hexBytes(REPORT_ID_BYTES), sealedSeed: hexBytes(SEALED_SEED_BYTES) })),
    v.maxLength(100_000),
  ),
});
export type ShareRequest = v.InferOutput<typeof shareRequestSchema>;
/** The whole is signed, since a task is public and anybody could send one with seeds of their own. */
export const signedShareRequestSchema = signedSchema(shareRequestSchema);

export function parseShareRequest(input: unknown): Parsed<Signed<ShareRequest>> {
  return parseFields(signedShareRequestSchema, input, 'share request');
}

export const shareResponseSchema = v.strictObject({
  format: v.literal('inkling-share/1'),
  /** Sum of the masks minus the noise, packed words in base64. */
  share: v.pipe(v.string(), v.base64(), v.maxLength(100_000)),
  receipt: signedReceiptSchema,
});
export type ShareResponse = v.InferOutput<typeof shareResponseSchema>;

export function parseShareResponse(input: unknown): Parsed<ShareResponse> {
  return parseFields(shareResponseSchema, input, 'share');
}
