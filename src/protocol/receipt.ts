/** The helper's signed word on a round: what it opened, how many, and the noise it added. */
import * as v from 'valibot';
import type { Sha256 } from '../domain/ids.ts';
import {
  integerField,
  parseFields,
  releaseIdField,
  roundField,
  sha256Field,
  shopField,
  timeMsField,
} from './fields.ts';
import { sha256Of } from './hash.ts';
import type { Parsed } from './problem.ts';
import { type Signed, signedSchema } from './signed-message.ts';

export const receiptSchema = v.strictObject({
  format: v.literal('inkling-receipt/1'),
  shop: shopField,
  round: roundField,
  taskHash: sha256Field,
  release: releaseIdField,
  reports: integerField(2, 1_000_000),
  /** From `reportIdsHash`. */
  reportIdsHash: sha256Field,
  /** SHA-256 of the packed share. */
  shareHash: sha256Field,
  noiseMultiplier: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** StdDev of the noise in each coordinate of the sum, in integer steps. */
  noiseStdDev: v.pipe(v.number(), v.finite(), v.minValue(0)),
  helperKeyId: sha256Field,
  answeredAtMs: timeMsField,
});
export type Receipt = v.InferOutput<typeof receiptSchema>;
export const signedReceiptSchema = signedSchema(receiptSchema);

export function parseSignedReceipt(input: unknown): Parsed<Signed<Receipt>> {
  return parseFields(signedReceiptSchema, input, 'receipt');
}

/** SHA-256 over the ids in ascending order, one a line. @param reportIds hexadecimal, in any order */
export async function reportIdsHash(reportIds: readonly string[]): Promise<Sha256> {
  const lines = [...reportIds].sort().map((id) => `${id}\n`);
  return sha256Of(new TextEncoder().encode(lines.join('')));
}
