import type { ProblemCode } from './problem.ts';

const STATUS: Readonly<Record<ProblemCode, number>> = {
  malformed: 400,
  'wrong-version': 400,
  'wrong-length': 400,
  'bad-checksum': 400,
  'wrong-release': 400,
  'wrong-shop': 400,
  'wrong-helper-key': 400,
  'seed-does-not-open': 400,
  'bad-signature': 403,
  'unknown-aggregator': 403,
  'not-found': 404,
  duplicate: 409,
  'id-used-before': 409,
  'round-already-answered': 409,
  'unknown-task': 410,
  expired: 410,
  'round-closed': 410,
  'too-large': 413,
  'cohort-too-small': 422,
  'noise-too-low': 422,
  'not-open-yet': 425,
  busy: 429,
  internal: 500,
};

/** The HTTP status that goes with a problem, on both servers. */
export function httpStatusOf(code: ProblemCode): number {
  return STATUS[code];
}
