/** The task of one round: what a report must look like and what happens to it. Signed by the aggregator. */
import * as v from 'valibot';
import type { Sha256 } from '../domain/ids.ts';
import { packedBytes } from '../privacy/pack.ts';
import { RING_BITS } from '../privacy/ring.ts';
import { fitsRing } from '../privacy/ring-capacity.ts';
import {
  hexBytes,
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
import { bodyBytes, type Signed, signedSchema } from './signed-message.ts';

export const taskSchema = v.pipe(
  v.strictObject({
    format: v.literal('inkling-task/1'),
    shop: shopField,
    /** Never used twice, in any shop. */
    round: roundField,
    /** The model that deltas are against. */
    release: releaseIdField,
    /** V: length of the federated vector. */
    sharedParameters: integerField(1, 16_384),
    /** D: V padded to a power of two, for the Hadamard rotation. */
    paddedLength: integerField(16, 16_384),
    ringBits: v.picklist(RING_BITS),
    /** L: root mean square of a coordinate at the clip, in integer steps; the step is clip / (L sqrt(D)). */
    levels: integerField(1, 65_535),
    /** C: L2 clip, in the unit of the weights. */
    maxL2Norm: v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1e6)),
    /** 32 public bytes that the rotation's signs come from; fresh every round. */
    rotationSeed: hexBytes(32),
    /** Fewer reports are never summed. */
    minimumCohort: integerField(2, 1_000_000),
    /** The round closes when it has this many. */
    maximumReports: integerField(2, 1_000_000),
    opensAtMs: timeMsField,
    /** No report is taken from here on. */
    closesAtMs: timeMsField,
    /** From here on the helper opens no seed of this round. */
    expiresAtMs: timeMsField,
    /** z: noise stdDev over the L2 sensitivity. */
    noiseMultiplier: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1_000)),
    /** SHA-256 of the helper's HPKE public key. */
    helperKeyId: sha256Field,
  }),
  v.check(({ paddedLength }) => (paddedLength & (paddedLength - 1)) === 0, 'paddedLength is a power of two'),
  v.check((task) => task.sharedParameters <= task.paddedLength, 'sharedParameters fit paddedLength'),
  v.check((task) => task.minimumCohort <= task.maximumReports, 'minimumCohort is at most maximumReports'),
  v.check(
    (task) => task.opensAtMs < task.closesAtMs && task.closesAtMs < task.expiresAtMs,
    'opens, closes, expires in order',
  ),
  v.check((task) => fitsRing(task, task.ringBits), 'the sum of maximumReports with its noise fits ringBits'),
);
export type Task = v.InferOutput<typeof taskSchema>;
export type SignedTask = Signed<Task>;
export const signedTaskSchema = signedSchema(taskSchema);

/** A task that is coherent in itself; its signature is checked with `verifySigned`. */
export function parseSignedTask(input: unknown): Parsed<SignedTask> {
  return parseFields(signedTaskSchema, input, 'task');
}

/** What reports and receipts are bound to: SHA-256 of the canonical task. */
export async function taskHashOf(task: Task): Promise<Sha256> {
  return sha256Of(bodyBytes(task));
}

/** Bytes of the masked vector of one report. */
export function vectorBytes(task: Pick<Task, 'paddedLength' | 'ringBits'>): number {
  return packedBytes(task.paddedLength, task.ringBits);
}
