/** Ring words as bytes, little-endian bit order, without gaps: word i fills bits [i * bits, (i + 1) * bits). */
import { PrivacyError } from './privacy-error.ts';
import type { RingBits, RingVector } from './ring.ts';

/** Bytes of `length` packed words. Two words of 20 bits make 5 bytes, so `length` is even. */
export function packedBytes(length: number, bits: RingBits): number {
  return (length * bits) / 8;
}

export function packWords(words: RingVector, bits: RingBits): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packedBytes(words.length, bits));
  if (bits === 20) packPairs(words, bytes);
  else packWhole(words, bytes, bits / 8);
  return bytes;
}

/** @throws PrivacyError `wrong-length` if `bytes` is not exactly `length` words */
export function unpackWords(bytes: Uint8Array<ArrayBuffer>, length: number, bits: RingBits): RingVector {
  if (bytes.length !== packedBytes(length, bits)) {
    throw new PrivacyError(
      'wrong-length',
      `packed words: expected ${packedBytes(length, bits)} bytes, got ${bytes.length}`,
    );
  }
  const words = new Uint32Array(length);
  if (bits === 20) unpackPairs(bytes, words);
  else if (bits === 16) unpackShorts(bytes, words);
  else unpackWhole(bytes, words, bits / 8);
  return words;
}

function packWhole(words: RingVector, bytes: Uint8Array, width: number): void {
  for (let i = 0, at = 0; i < words.length; i++) {
    for (let byte = 0; byte < width; byte++) bytes[at++] = (words[i] ?? 0) >>> (8 * byte);
  }
}

function unpackWhole(bytes: Uint8Array, words: RingVector, width: number): void {
  for (let i = 0, at = 0; i < words.length; i++) {
    let word = 0;
    for (let byte = 0; byte < width; byte++) word |= (bytes[at++] ?? 0) << (8 * byte);
    words[i] = word;
  }
}

/** As `unpackWhole`, for the width that most reports have. */
function unpackShorts(bytes: Uint8Array, words: RingVector): void {
  for (let i = 0; i < words.length; i++) words[i] = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
}

function packPairs(words: RingVector, bytes: Uint8Array): void {
  for (let i = 0, at = 0; i < words.length; i += 2, at += 5) {
    const low = words[i] ?? 0;
    const high = words[i + 1] ?? 0;
    bytes[at] = low;
    bytes[at + 1] = low >>> 8;
    bytes[at + 2] = (low >>> 16) | (high << 4);
    bytes[at + 3] = high >>> 4;
    bytes[at + 4] = high >>> 12;
  }
}

function unpackPairs(bytes: Uint8Array, words: RingVector): void {
  for (let i = 0, at = 0; i < words.length; i += 2, at += 5) {
    const middle = bytes[at + 2] ?? 0;
    words[i] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((middle & 15) << 16);
    words[i + 1] = (middle >>> 4) | ((bytes[at + 3] ?? 0) << 4) | ((bytes[at + 4] ?? 0) << 12);
  }
}
