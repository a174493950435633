/** Why there is no release: codes are those of src/domain/engine-status.ts. */
export interface ReleaseProblem {
  readonly kind: 'problem';
  /** `release-unreachable`: nobody answered. `release-corrupt`: an answer was not what its hash or schema says. */
  readonly code: 'release-unreachable' | 'release-corrupt';
  /** For whoever publishes releases: names the file, the field or the row. */
  readonly detail: string;
}

/** Inside this room problems travel as exceptions; loadRelease and the shelf turn them into values. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
  constructor(
    readonly code: ReleaseProblem['code'],
    readonly detail: string,
    cause?: unknown,
  ) {
    super(`${code}: ${detail}`, { cause });
  }
}

/** @throws the error itself when it is no ReleaseError: a bug, or the caller's abort */
export function problemOf(error: unknown): ReleaseProblem {
  if (!(error instanceof ReleaseError)) throw error;
  return { kind: 'problem', code: error.code, detail: error.detail };
}
