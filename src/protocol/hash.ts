import { sha256Hex } from '../base/bytes.ts';
import type { Sha256 } from '../domain/ids.ts';

/** SHA-256 under its brand. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  return (await sha256Hex(bytes)) as Sha256;
}
