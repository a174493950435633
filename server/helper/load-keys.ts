import { join } from 'node:path';
import * as v from 'valibot';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { generateSealingKeys } from '../../src/privacy/seal.ts';
import { hexBytes } from '../../src/protocol/fields.ts';
import { type HelperKeys, helperKeyId } from '../../src/protocol/helper-keys.ts';
import { generateSigningKey, type Signer, signer } from '../../src/protocol/signed-message.ts';
import { loadOrMakeSecret } from '../store/secret-file.ts';
import { type OpenSeed, seedOpener } from './open-seed.ts';

const secretSchema = v.strictObject({
  sealing: v.strictObject({ publicKey: hexBytes(32), privateKey: hexBytes(32) }),
  signing: v.strictObject({ publicKey: hexBytes(32), privateKey: v.pipe(v.string(), v.hexadecimal()) }),
});

/** The helper's private keys, ready for use, and what the world may see of them. */
export interface KeyRing {
  readonly openSeed: OpenSeed;
  readonly signer: Signer;
  readonly shown: HelperKeys;
  readonly sealingKeyId: string;
}

/** Reads `keys.json` of the data folder, or makes it at the first start. @throws StoreError */
export async function loadKeys(dataDir: string): Promise<KeyRing> {
  const { sealing, signing } = await loadOrMakeSecret(join(dataDir, 'keys.json'), secretSchema, makeSecret);
  const bytes = (hex: string) => present(fromHex(hex), 'key in hexadecimal');
  return {
    openSeed: seedOpener(bytes(sealing.privateKey), bytes(sealing.publicKey)),
    signer: await signer(bytes(signing.privateKey), signing.publicKey),
    shown: { format: 'inkling-helper-keys/1', sealingKey: sealing.publicKey, signingKey: signing.publicKey },
    sealingKeyId: await helperKeyId(sealing.publicKey),
  };
}

async function makeSecret(): Promise<v.InferInput<typeof secretSchema>> {
  const [sealing, signing] = [await generateSealingKeys(), await generateSigningKey()];
  return {
    sealing: { publicKey: toHex(sealing.publicKey), privateKey: toHex(sealing.privateKey) },
    signing: { publicKey: signing.publicKey, privateKey: toHex(signing.privateKey) },
  };
}
