/** SEALED -> HELPER: the request to the helper is signed and on disk, so that every try sends the same bytes. */
import { toHex } from '../../../src/base/bytes.ts';
import { present } from '../../../src/base/must.ts';
import type { ShareRequest } from '../../../src/protocol/aggregate-share.ts';
import type { Aggregator } from '../aggregator.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Writes the request of a sealed round. @returns whether the round moved */
export async function prepareRequest({ store, signer }: Aggregator, round: RoundRecord): Promise<boolean> {
  const all = store.database.selectFrom('reports').select(['id', 'sealed_seed']).where('round', '=', round.id);
  const rows = await all.orderBy('id').execute();
  const request: ShareRequest = {
    format: 'inkling-share-request/1',
    task: round.signedTask,
    reports: rows.map((row) => ({ id: row.id, sealedSeed: toHex(present(row.sealed_seed, 'sealed seed')) })),
  };
  const share_request = JSON.stringify(await signer.sign(request));
  return advance(store, round, 'SEALED', 'HELPER', { share_request });
}
