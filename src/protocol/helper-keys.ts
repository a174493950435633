/** The helper's own answers to `GET /keys` and `GET /policy`. Asked at its own origin, never through the aggregator. */
import * as v from 'valibot';
import { fromHex } from '../base/bytes.ts';
import { present } from '../base/must.ts';
import type { Sha256 } from '../domain/ids.ts';
import { hexBytes, integerField, parseFields } from './fields.ts';
import { sha256Of } from './hash.ts';
import { type Parsed, parsed, refused } from './problem.ts';

export const helperKeysSchema = v.strictObject({
  format: v.literal('inkling-helper-keys/1'),
  /** X25519, 32 bytes: seeds are sealed to it. Its SHA-256 is the `helperKeyId` of tasks. */
  sealingKey: hexBytes(32),
  /** Ed25519, 32 bytes: receipts are signed with it. */
  signingKey: hexBytes(32),
});
export type HelperKeys = v.InferOutput<typeof helperKeysSchema>;

export const helperPolicySchema = v.strictObject({
  format: v.literal('inkling-helper-policy/1'),
  /** Smaller cohorts are never opened, whatever a task says. */
  minimumCohort: integerField(2, 1_000_000),
  /** z: tasks with less noise are refused. */
  minimumNoiseMultiplier: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** Aggregators that may ask: fixed by configuration, or the first one of each shop. */
  aggregatorKeys: v.picklist(['configured', 'first-use']),
});
export type HelperPolicy = v.InferOutput<typeof helperPolicySchema>;

export function parseHelperKeys(input: unknown): Parsed<HelperKeys> {
  return parseFields(helperKeysSchema, input, 'helper keys');
}

/** SHA-256 of the sealing key, as tasks name it. @param sealingKey hexadecimal */
export async function helperKeyId(sealingKey: string): Promise<Sha256> {
  return sha256Of(present(fromHex(sealingKey), 'sealing key in hexadecimal'));
}

/** The sealing key's bytes, if it is the one that a task names. */
export async function sealingKeyFor(keys: HelperKeys, keyId: string): Promise<Parsed<Uint8Array<ArrayBuffer>>> {
  const bytes = fromHex(keys.sealingKey);
  if (bytes && (await sha256Of(bytes)) === keyId) return parsed(bytes);
  return refused('wrong-helper-key', 'the helper does not hold the key that the task names');
}
