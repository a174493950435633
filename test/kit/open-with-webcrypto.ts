/** The helper's side of sealing through another implementation than the helper's own, in browsers too. */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

const INFO = new TextEncoder().encode('inkling/seed/1').buffer;
const ENCAPSULATED_BYTES = 32;

/** @throws whatever HPKE says, for any other key, header or ciphertext */
export async function openWithWebCrypto(
  privateKey: Uint8Array<ArrayBuffer>,
  header: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const hpke = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientKey = await hpke.kem.deserializePrivateKey(privateKey.slice().buffer);
  const enc = sealed.slice(0, ENCAPSULATED_BYTES).buffer;
  const box = sealed.slice(ENCAPSULATED_BYTES).buffer;
  return new Uint8Array(await hpke.open({ recipientKey, enc, info: INFO }, box, header.slice().buffer));
}
