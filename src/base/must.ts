/** A mistake of ours, not of the input: thrown at once, with what was expected and what came. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/**
 * Asserts an invariant of the program.
 * @param expectation what had to hold, as a sentence without the values of a shopper's history
 * @throws BugError if `condition` is false
 */
export function must(condition: unknown, expectation: string): asserts condition {
  if (!condition) throw new BugError(`expected: ${expectation}`);
}

/**
 * The value, once it is known to be there: for array reads whose index was just checked.
 * @throws BugError if `value` is null or undefined
 */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new BugError(`expected: ${what} is present, got ${String(value)}`);
  return value;
}
