/**
 * Random bytes that nobody can predict, for keys, masks, noise and report ids. Another type than `SeededRandom` on
 * purpose: the two must never be mixed up.
 */
export interface SecureRandom {
  readonly kind: 'secure';
  /** `length` fresh bytes; the caller owns them. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/** WebCrypto refuses to fill more than this in one call. */
const MAX_FILL_BYTES = 65_536;

/** The platform's cryptographic source, in browsers and in Node. */
export const platformRandom: SecureRandom = {
  kind: 'secure',
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += MAX_FILL_BYTES) crypto.getRandomValues(bytes.subarray(at, at + MAX_FILL_BYTES));
    return bytes;
  },
};
