import { join } from 'node:path';
import * as v from 'valibot';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { present } from '../../src/base/must.ts';
import { hexBytes } from '../../src/protocol/fields.ts';
import { generateSigningKey, type Signer, signer } from '../../src/protocol/signed-message.ts';
import { loadOrMakeSecret } from '../store/secret-file.ts';

const secretSchema = v.strictObject({ publicKey: hexBytes(32), privateKey: v.pipe(v.string(), v.hexadecimal()) });

/** The aggregator's Ed25519 key from `keys.json` of the data folder, made at the first start. @throws StoreError */
export async function loadSigner(dataDir: string): Promise<Signer> {
  const { publicKey, privateKey } = await loadOrMakeSecret(join(dataDir, 'keys.json'), secretSchema, async () => {
    const fresh = await generateSigningKey();
    return { publicKey: fresh.publicKey, privateKey: toHex(fresh.privateKey) };
  });
  return signer(present(fromHex(privateKey), 'private key in hexadecimal'), publicKey);
}
