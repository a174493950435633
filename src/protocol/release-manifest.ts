/**
 * The manifest of a release: what its files are, by hash. The release's id is the SHA-256 of these bytes, so whoever
 * holds the id can check everything else. Not a signature: who published it is the log's business.
 */
import * as v from 'valibot';
import { sha256Hex } from '../base/bytes.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { ReleaseId, Sha256 } from '../domain/ids.ts';

const sha256 = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{64}$/),
  v.transform((text) => text as Sha256),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const fileRef = v.strictObject({
  /** Name inside the release folder; no directories. */
  path: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  sha256,
  bytes: count,
});

/** Shape of the behaviour encoder; see models/behaviour-encoder.ts for the letters. */
const encoderConfig = v.strictObject({
  width: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(256)),
  blocks: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(6)),
  feedForward: v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(1024)),
  maxEvents: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(200)),
  adapterRank: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(32)),
  /** Seed of the fixed A matrices of the shared adapter. */
  adapterSeed: v.string(),
  /** Divides cosine scores before the softmax. */
  temperature: v.pipe(v.number(), v.gtValue(0)),
});

const manifestSchema = v.strictObject({
  format: v.literal('inkling-release/2'),
  shop: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  createdAtMs: count,
  /** The release this one was made from; null for a full training. */
  parent: v.nullable(sha256),
  origin: v.variant('kind', [
    v.strictObject({ kind: v.literal('trained'), seed: v.string(), backend: v.string() }),
    v.strictObject({ kind: v.literal('round'), round: v.string(), reports: count }),
  ]),
  encoder: encoderConfig,
  products: count,
  /** Length V of the federated parameter vector in `files.shared`. */
  sharedParameters: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16_384)),
  files: v.strictObject({
    /** safetensors, f32/f16: the frozen base of the encoder and of the ranker's normaliser. */
    base: fileRef,
    /** safetensors, f32 only, in the order of models/parameters.ts: the federated vector. The only file a round changes. */
    shared: fileRef,
    /** safetensors: int8 product vectors with row scales. Its hash names the vector space. */
    vectors: fileRef,
    /** safetensors: neighbour lists per relation. */
    neighbours: fileRef,
    /** JSON: product cards, in the row order of `vectors`. */
    products: fileRef,
    /** JSON: the popular list's cards, small enough for a page without an engine. */
    popular: fileRef,
  }),
  /** JSON: lists by category, spread over so many files (category-bucket.ts), each small enough for a page without an engine. */
  categories: v.exactOptional(v.pipe(v.array(fileRef), v.minLength(1), v.maxLength(128))),
  /** Of a shop without logs: `popular` and `categories` are some of everything, and nobody is to call them popular. */
  popularity: v.exactOptional(v.literal('unknown')),
  /** Held-out figures by name, as measured when it was built. */
  metrics: v.record(v.string(), v.number()),
});
export type ReleaseManifest = v.InferOutput<typeof manifestSchema>;
export type FileRef = ReleaseManifest['files']['base'];

/** The manifest, or the path of the first field that is wrong, in words for whoever publishes releases. */
export function parseReleaseManifest(
  input: unknown,
): { readonly manifest: ReleaseManifest } | { readonly problem: string } {
  const result = v.safeParse(manifestSchema, input);
  if (result.success) return { manifest: result.output };
  const issue = result.issues[0];
  return { problem: `manifest field "${v.getDotPath(issue) ?? '(root)'}": ${issue.message}` };
}

/** The bytes that are hashed, stored and served. */
export function encodeReleaseManifest(manifest: ReleaseManifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(manifest as unknown as Json));
}

export async function releaseIdOf(manifest: ReleaseManifest): Promise<ReleaseId> {
  return (await sha256Hex(encodeReleaseManifest(manifest))) as ReleaseId;
}
