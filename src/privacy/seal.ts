/**
 * Sealing a seed to the helper: HPKE base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. X25519 comes
 * from WebCrypto; a browser without it takes no part in rounds.
 * @see RFC 9180
 */
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { PrivacyError } from './privacy-error.ts';

/** Encapsulated key (32), then ciphertext (32 for a seed) and tag (16). */
export const SEALED_SEED_BYTES = 80;
const INFO = new TextEncoder().encode('inkling/seed/1').buffer;

export interface SealingKeyPair {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** 32 bytes, to be kept in a file that only the helper reads. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

/** A fresh X25519 pair for the helper. */
export async function generateSealingKeys(): Promise<SealingKeyPair> {
  const { kem } = suite();
  const pair = await kem.generateKeyPair();
  const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey));
  return { publicKey, privateKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)) };
}

/**
 * Encrypts a seed so that only the helper reads it, and only beside the same header.
 * @throws PrivacyError `no-crypto` when the platform has no X25519 or the key is not one
 */
export async function sealSeed(
  helperPublicKey: Uint8Array<ArrayBuffer>,
  header: Uint8Array<ArrayBuffer>,
  seed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const hpke = suite();
    const recipientPublicKey = await hpke.kem.deserializePublicKey(helperPublicKey.slice().buffer);
    const { enc, ct } = await hpke.seal({ recipientPublicKey, info: INFO }, seed.slice().buffer, header.slice().buffer);
    const sealed = new Uint8Array(enc.byteLength + ct.byteLength);
    sealed.set(new Uint8Array(enc));
    sealed.set(new Uint8Array(ct), enc.byteLength);
    return sealed;
  } catch (cause) {
    throw new PrivacyError('no-crypto', 'cannot seal: no X25519 here, or the key of the helper is not one', { cause });
  }
}

function suite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
}
