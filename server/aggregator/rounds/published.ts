/** LOGGED -> PUBLISHED: the pointer moves, and the sum, which has served, is dropped. */
import { present } from '../../../src/base/must.ts';
import type { ReleaseId } from '../../../src/domain/ids.ts';
import type { Aggregator } from '../aggregator.ts';
import { publish, signPointer } from '../releases.ts';
import { advance, type RoundRecord } from './round-record.ts';

/** Makes the round's release current. @returns whether the round moved */
export async function publishRound({ store, signer, shop, clock }: Aggregator, round: RoundRecord): Promise<boolean> {
  const release = present(round.new_release, 'new release') as ReleaseId;
  const pointer = await signPointer(signer, { shop, release, round: round.id, publishedAtMs: clock.nowMs() });
  return advance(store, round, 'LOGGED', 'PUBLISHED', {}, async (transaction) => {
    await publish(transaction, release, pointer);
    await transaction.deleteFrom('sums').where('round', '=', round.id).execute();
  });
}
