import * as v from 'valibot';
import { parseFields, releaseIdField, roundField, shopField, timeMsField } from './fields.ts';
import type { Parsed } from './problem.ts';
import { type Signed, signedSchema } from './signed-message.ts';

/** Which release the aggregator says is current. */
export const releasePointerSchema = v.strictObject({
  format: v.literal('inkling-pointer/1'),
  shop: shopField,
  release: releaseIdField,
  /** The round that made it; null for a trained release. */
  round: v.nullable(roundField),
  publishedAtMs: timeMsField,
});
export type ReleasePointer = v.InferOutput<typeof releasePointerSchema>;
export const signedPointerSchema = signedSchema(releasePointerSchema);

export function parseSignedPointer(input: unknown): Parsed<Signed<ReleasePointer>> {
  return parseFields(signedPointerSchema, input, 'pointer');
}
