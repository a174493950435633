/**
 * A JSON body with an Ed25519 signature over its canonical bytes. Each body names its own format, so that a signature
 * for one kind of message is worth nothing under another.
 * @see RFC 8032 (Ed25519), RFC 8785 (canonical JSON)
 */
import * as v from 'valibot';
import { fromHex, toHex } from '../base/bytes.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { hexBytes } from './fields.ts';
import { type Parsed, parsed, refused } from './problem.ts';

export interface Signed<Body> {
  readonly body: Body;
  /** Ed25519 public key, 32 bytes in hexadecimal: says who claims to have signed, not whom to believe. */
  readonly publicKey: string;
  /** 64 bytes in hexadecimal. */
  readonly signature: string;
}

/** The schema of a signed body. */
export function signedSchema<Schema extends v.GenericSchema>(body: Schema) {
  return v.strictObject({ body, publicKey: hexBytes(32), signature: hexBytes(64) });
}

/** Holds a private key and signs with it. */
export interface Signer {
  /** 32 bytes in hexadecimal. */
  readonly publicKey: string;
  sign<Body extends object>(body: Body): Promise<Signed<Body>>;
}

/** The bytes that are signed and hashed. */
export function bodyBytes(body: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(body as Json));
}

/** @param privateKey PKCS #8, from `generateSigningKey` */
export async function signer(privateKey: Uint8Array<ArrayBuffer>, publicKey: string): Promise<Signer> {
  const key = await crypto.subtle.importKey('pkcs8', privateKey, 'Ed25519', false, ['sign']);
  return {
    publicKey,
    async sign(body) {
      const signature = await crypto.subtle.sign('Ed25519', key, bodyBytes(body));
      return { body, publicKey, signature: toHex(new Uint8Array(signature)) };
    },
  };
}

/** A fresh Ed25519 pair: PKCS #8 bytes to keep, and the public key in hexadecimal to show. */
export async function generateSigningKey(): Promise<{ privateKey: Uint8Array<ArrayBuffer>; publicKey: string }> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const privateKey = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  return { privateKey, publicKey: toHex(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))) };
}

/**
 * The body, if `trustedKey` signed it.
 * @returns `bad-signature` also when the platform has no Ed25519: what cannot be checked is not believed
 */
export async function verifySigned<Body extends object>(
  message: Signed<Body>,
  trustedKey: string,
): Promise<Parsed<Body>> {
  if (message.publicKey !== trustedKey) return refused('bad-signature', 'signed by another key than the trusted one');
  const [key, signature] = [fromHex(trustedKey), fromHex(message.signature)];
  if (!key || !signature) return refused('malformed', 'key or signature is not hexadecimal');
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    const valid = await crypto.subtle.verify('Ed25519', imported, signature, bodyBytes(message.body));
    return valid ? parsed(message.body) : refused('bad-signature', 'the signature does not belong to the body');
  } catch {
    return refused('bad-signature', 'no Ed25519 on this platform, or the key is not one');
  }
}
