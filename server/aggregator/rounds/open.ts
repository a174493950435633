/** (nothing) -> OPEN: a task is signed, logged and served. */
import { present } from '../../../src/base/must.ts';
import { taskHashOf, vectorBytes } from '../../../src/protocol/task.ts';
import type { Aggregator } from '../aggregator.ts';
import { pinnedHelperKeys } from '../helper-client.ts';
import { appendLeaf } from '../leaves.ts';
import { makeTask } from '../make-task.ts';
import { currentPublication, loadRelease } from '../releases.ts';
import { wordsToBlob } from './round-record.ts';

/**
 * Opens the next round, if the plan wants one more and the helper's keys are known.
 * @returns whether a round was opened
 */
export async function openRound(aggregator: Aggregator): Promise<boolean> {
  const { store, blobs, plan, log } = aggregator;
  if (plan.maximumRounds !== undefined && (await roundsSoFar(aggregator)) >= plan.maximumRounds) return false;
  const helper = await pinnedHelperKeys(aggregator);
  aggregator.helperAnswers(helper !== undefined);
  if (!helper) return false;
  const current = present(await currentPublication(store), 'current release');
  const signed = await makeTask(aggregator, await loadRelease(blobs, current.release), helper);
  const task = signed.body;
  const hash = await taskHashOf(task);
  const emptySum = wordsToBlob(new Uint32Array(task.paddedLength));
  await store.database.transaction().execute(async (transaction) => {
    const row = { id: task.round, phase: 'OPEN' as const, task: JSON.stringify(signed), task_hash: hash, reports: 0 };
    await transaction.insertInto('rounds').values(row).execute();
    await transaction.insertInto('masked_sums').values({ round: task.round, words: emptySum }).execute();
    await appendLeaf(transaction, 'round-open', task.opensAtMs, { taskHash: hash, task });
  });
  log(`round ${task.round}: OPEN, ${vectorBytes(task)} bytes a vector, ${task.ringBits} bits`);
  return true;
}

async function roundsSoFar({ store }: Aggregator): Promise<number> {
  const count = store.database.selectFrom('rounds').select(({ fn }) => fn.countAll<number>().as('rounds'));
  return (await count.executeTakeFirstOrThrow()).rounds;
}
