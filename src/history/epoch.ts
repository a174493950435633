import { toHex } from '../base/bytes.ts';

/** A name that no history had before. Not `randomUUID`, which exists on secure pages only. */
export function newEpoch(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(8)));
}
