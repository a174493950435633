/** HELPER -> UNMASKED: the helper's share takes the masks out of the sum and leaves its noise in. */

import type { Json } from '../../../src/base/canonical-json.ts';
import { present } from '../../../src/base/must.ts';
import { parseShareRequest } from '../../../src/protocol/aggregate-share.ts';
import { readJson } from '../../../src/protocol/fields.ts';
import type { Aggregator } from '../aggregator.ts';
import { pinnedHelperKeys, requestShare, verifyShare } from '../helper-client.ts';
import { appendLeaf } from '../leaves.ts';
import { withoutMasks } from '../without-masks.ts';
import { abort } from './aborted.ts';
import { advance, blobToBuffer, forgetMasked, type RoundRecord, wordsToBlob } from './round-record.ts';

/** Asks the helper and unmasks. @returns whether the round moved; false: the helper is to be asked again later */
export async function unmask(aggregator: Aggregator, round: RoundRecord): Promise<boolean> {
  const { store, clock } = aggregator;
  const { body: task } = round.signedTask;
  const request = present(round.share_request, 'share request');
  const response = await requestShare(aggregator, request);
  if (!response) {
    return clock.nowMs() >= task.expiresAtMs && abort(aggregator, round, 'the helper did not answer in time');
  }
  if (!response.ok) return abort(aggregator, round, `helper: ${response.problem.code}: ${response.problem.message}`);
  const asked = parseShareRequest(readJson(request));
  const keys = await pinnedHelperKeys(aggregator);
  if (!asked.ok || !keys) return abort(aggregator, round, 'the stored request or the keys of the helper are gone');
  const share = await verifyShare(response.value, asked.value.body, round.task_hash, keys.signingKey);
  if (!share.ok) return abort(aggregator, round, `helper: ${share.problem.message}`);
  const integers = await unmaskedSum(aggregator, round, share.value);
  const receipt = JSON.stringify(response.value.receipt);
  return advance(store, round, 'HELPER', 'UNMASKED', { receipt, share_request: null }, async (transaction) => {
    await transaction
      .insertInto('sums')
      .values({ round: round.id, integers: wordsToBlob(integers) })
      .execute();
    await forgetMasked(transaction, round.id);
    await appendLeaf(transaction, 'receipt', clock.nowMs(), response.value.receipt as unknown as Json);
  });
}

async function unmaskedSum(
  { store }: Aggregator,
  round: RoundRecord,
  share: Uint8Array<ArrayBuffer>,
): Promise<Int32Array> {
  const sums = store.database.selectFrom('masked_sums').select('words').where('round', '=', round.id);
  const masked = new Uint32Array(blobToBuffer((await sums.executeTakeFirst())?.words, 'masked sum'));
  return withoutMasks(masked, share, round.signedTask.body);
}
