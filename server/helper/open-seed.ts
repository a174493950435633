/**
 * Opens seeds and expands masks with Node's own crypto: what src/privacy/seal.ts and mask.ts
 * make through WebCrypto, whose dozen calls a seed would be most of the work where a helper has thousands to open.
 * @see RFC 9180 (HPKE), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from 'node:crypto';
import { packedBytes, unpackWords } from '../../src/privacy/pack.ts';
import { PrivacyError } from '../../src/privacy/privacy-error.ts';
import type { RingBits, RingVector } from '../../src/privacy/ring.ts';
import { SEALED_SEED_BYTES } from '../../src/privacy/seal.ts';

/** @throws PrivacyError `cannot-open` for any other key, header or ciphertext */
export type OpenSeed = (header: Uint8Array, sealed: Uint8Array) => Buffer;

/** DER of what stands before the 32 bytes of an X25519 key. @see RFC 8410 */
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const PUBLIC_KEY_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const KEM_SUITE = Buffer.from('KEM\x00\x20', 'latin1');
const SUITE = Buffer.from('HPKE\x00\x20\x00\x01\x00\x01', 'latin1');
const VERSION = Buffer.from('HPKE-v1');
const INFO = Buffer.from('inkling/seed/1');
const NOTHING = Buffer.alloc(0);
const HASH_BYTES = 32;
const TAG_BYTES = 16;

/** @param privateKey X25519, 32 bytes @param publicKey that belongs to it */
export function seedOpener(privateKey: Uint8Array, publicKey: Uint8Array): OpenSeed {
  const own = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_PREFIX, privateKey]), format: 'der', type: 'pkcs8' });
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(SUITE, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(SUITE, NOTHING, 'info_hash', INFO),
  ]);
  return (header, sealed) => {
    if (sealed.length !== SEALED_SEED_BYTES) throw new PrivacyError('cannot-open', 'sealed seed does not open');
    const encapsulated = sealed.subarray(0, HASH_BYTES);
    const [box, tag] = [sealed.subarray(HASH_BYTES, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
    try {
      const shared = sharedSecret(own, encapsulated, publicKey);
      const secret = labeledExtract(SUITE, shared, 'secret', NOTHING);
      const key = labeledExpand(SUITE, secret, 'key', context, 16);
      const nonce = labeledExpand(SUITE, secret, 'base_nonce', context, 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAAD(header).setAuthTag(tag);
      return Buffer.concat([decipher.update(box), decipher.final()]);
    } catch (cause) {
      throw new PrivacyError('cannot-open', 'sealed seed does not open', { cause });
    }
  };
}

/** See `expandMask`. */
export function maskOfSeed(seed: Uint8Array, header: Uint8Array, length: number, bits: RingBits): RingVector {
  const derived = Buffer.from(hkdfSync('sha256', seed, header, 'inkling/mask/1', 32));
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), derived.subarray(16));
  return unpackWords(new Uint8Array(cipher.update(Buffer.alloc(packedBytes(length, bits)))), length, bits);
}

function sharedSecret(
  own: ReturnType<typeof createPrivateKey>,
  encapsulated: Uint8Array,
  publicKey: Uint8Array,
): Buffer {
  const key = Buffer.concat([PUBLIC_KEY_PREFIX, encapsulated]);
  const exchanged = diffieHellman({
    privateKey: own,
    publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
  });
  const prk = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', exchanged);
  return labeledExpand(KEM_SUITE, prk, 'shared_secret', Buffer.concat([encapsulated, publicKey]), HASH_BYTES);
}

function labeledExtract(suite: Buffer, salt: Buffer, label: string, secret: Buffer): Buffer {
  const key = salt.length > 0 ? salt : Buffer.alloc(HASH_BYTES);
  return createHmac('sha256', key).update(VERSION).update(suite).update(label).update(secret).digest();
}

/** Of at most one block of the hash. */
function labeledExpand(suite: Buffer, key: Buffer, label: string, info: Buffer, length: number): Buffer {
  const size = Buffer.from([length >> 8, length & 255]);
  const hmac = createHmac('sha256', key).update(size).update(VERSION).update(suite).update(label).update(info);
  return hmac
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length);
}
