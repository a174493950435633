/** What can be wrong with numbers on their way into or out of a report. */
export type PrivacyErrorCode =
  | 'bad-bound'
  | 'not-finite'
  | 'wrong-length'
  | 'ring-overflow'
  | 'bad-variance'
  | 'bad-budget'
  | 'cannot-open'
  | 'no-crypto';

/** The one error class of this room. Messages hold lengths and limits, never a value of a delta. */
export class PrivacyError extends Error {
  override readonly name = 'PrivacyError';
  readonly code: PrivacyErrorCode;

  constructor(code: PrivacyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
