/**
 * A 32-byte seed made long: HKDF-SHA256 gives a key and a counter block, AES-128-CTR gives the bytes. WebCrypto only,
 * so that browsers and Node give the same bytes at the speed of the hardware.
 * @see RFC 5869 (HKDF), NIST SP 800-38A section 6.5 (CTR)
 */

/** @param context salt that ties the stream to one use; may be empty */
export async function keyStream(
  seed: Uint8Array<ArrayBuffer>,
  label: string,
  context: Uint8Array<ArrayBuffer>,
  byteLength: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const info = new TextEncoder().encode(label);
  const secret = await crypto.subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: context, info };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(hkdf, secret, 256));
  const key = await crypto.subtle.importKey('raw', derived.slice(0, 16), 'AES-CTR', false, ['encrypt']);
  const counter = { name: 'AES-CTR', counter: derived.slice(16), length: 128 };
  return new Uint8Array(await crypto.subtle.encrypt(counter, key, new Uint8Array(byteLength)));
}
