/** What can be wrong with a message, as both sides say it. Codes are API: a client decides by them, never by the text. */
export const PROBLEM_CODES = [
  'malformed',
  'wrong-version',
  'wrong-length',
  'bad-checksum',
  'bad-signature',
  'unknown-task',
  'wrong-release',
  'wrong-shop',
  'wrong-helper-key',
  'not-open-yet',
  'expired',
  'round-closed',
  'duplicate',
  'too-large',
  'busy',
  'not-found',
  'cohort-too-small',
  'noise-too-low',
  'id-used-before',
  'round-already-answered',
  'seed-does-not-open',
  'unknown-aggregator',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** For whoever runs the other side: names a field, a length or a limit; never a value from a shopper. */
  readonly message: string;
}

/** A value, or why there is none. Parsers of hostile bytes return this and never throw. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export function parsed<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

export function refused(code: ProblemCode, message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { code, message } };
}
