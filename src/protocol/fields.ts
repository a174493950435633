/** Field types that several messages share, and the one way from JSON to a typed value. */
import * as v from 'valibot';
import { type ProductId, parseProductId, type ReleaseId, type Sha256 } from '../domain/ids.ts';
import { type Parsed, parsed, refused } from './problem.ts';

/** `bytes` bytes in lower-case hexadecimal. */
export function hexBytes(bytes: number) {
  return v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`)));
}

export const sha256Field = v.pipe(
  hexBytes(32),
  v.transform((text) => text as Sha256),
);
export const releaseIdField = v.pipe(
  hexBytes(32),
  v.transform((text) => text as ReleaseId),
);
export const productIdField = v.pipe(
  v.string(),
  v.check((id) => parseProductId(id) === id, 'a product id'),
  v.transform((id) => id as ProductId),
);
/** The merchant's name for a shop; goes into paths. */
export const shopField = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/));
export const roundField = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/));
export const countField = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Milliseconds since 1970; the bound keeps sums of times exact. */
export const timeMsField = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 50));

/** An integer of at least `minimum` and at most `maximum`. */
export function integerField(minimum: number, maximum: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(minimum), v.maxValue(maximum));
}

/** The value, or `malformed` with the path of the first wrong field (and not what stood there). */
export function parseFields<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): Parsed<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return parsed(result.output);
  const [issue] = result.issues;
  const path = (v.getDotPath(issue) ?? '(root)').slice(0, 100);
  // A check's message is a sentence of ours; other messages quote what was received, which may not travel.
  const expected = issue.type === 'check' ? issue.message : (issue.expected ?? `a valid ${issue.type}`);
  return refused('malformed', `${what} field "${path}": expected ${expected}`);
}

/** JSON from bytes or text; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
