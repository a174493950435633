const MAX_FAILURES = 20;
let failures = 0;

/**
 * Runs a piece of a guest inside somebody else's page: what it throws stays here, and a guest that keeps failing falls
 * silent for the rest of the page.
 * @returns what `work` returned, or undefined when it threw or the fuse is blown
 */
export function safely<Result>(work: () => Result): Result | undefined {
  if (failures >= MAX_FAILURES) return undefined;
  try {
    return work();
  } catch {
    failures++;
    return undefined;
  }
}
