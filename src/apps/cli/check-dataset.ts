/** Whether logs can teach anything: asked before minutes are spent on them. */
import type { Dataset } from '../../../server/trainer/dataset.ts';
import { casesOf } from '../../../server/trainer/hold-out.ts';
import { LogError } from '../../../server/trainer/read-logs.ts';

export interface DatasetFlags {
  readonly sequences?: string;
  readonly events?: string;
  readonly catalogue?: string;
  readonly valid?: string;
}

/** Item ids that look like `item:kind` or `item:kind@seconds`. */
const EVENT_LIKE = /:[0-3](@\d+)?$/;

/**
 * @param note told what is strange and can be lived with
 * @throws LogError naming the flag and the file that are of no use
 */
export function checkDataset(
  data: Dataset,
  valid: ReadonlyMap<string, string> | undefined,
  flags: DatasetFlags,
  note: (text: string) => void,
): void {
  const { sequences, ids, texts, shoppers } = data;
  const logs = flags.sequences ? `--sequences ${flags.sequences}` : `--events ${flags.events ?? ''}`;
  const bought = new Set(sequences.flatMap((events) => events.map(({ product }) => product)));
  const named = [...bought].map((row) => ids[row] ?? '');
  if (flags.sequences) refuseEvents(logs, named);
  const teaching = sequences.filter((events) => new Set(events.map(({ product }) => product)).size > 1);
  if (teaching.length === 0) {
    throw new LogError(`${logs}: no line has two different products, so there is no next product to learn`);
  }
  if (teaching.length < 100) note(`${logs}: ${teaching.length} lines with two products or more: expect little of it`);
  if (flags.catalogue) {
    const unknown = [...bought].filter((row) => !texts[row]).length;
    if (unknown === bought.size) throw new LogError(`--catalogue ${flags.catalogue}: has no product of ${logs}`);
    if (unknown > 0) note(`--catalogue ${flags.catalogue}: lacks ${unknown} of ${bought.size} products of the logs`);
  }
  const repeated = sequences.length - shoppers.size;
  if (repeated > 0) {
    note(`${logs}: ${repeated} lines are of shoppers who have another line: each counts as a shopper of its own`);
  }
  if (!valid) return;
  const known = casesOf(data, valid).length;
  if (known === 0) {
    throw new LogError(`--valid ${flags.valid ?? ''}: no row names a shopper and a product of ${logs}`);
  }
  if (known < valid.size) {
    note(
      `--valid ${flags.valid ?? ''}: ${valid.size - known} rows name no shopper or no product of the logs: left out`,
    );
  }
}

/** @param logs flag and file @param ids products that it names @throws LogError where most are `item:kind` */
export function refuseEvents(logs: string, ids: readonly string[]): void {
  if (ids.filter((id) => EVENT_LIKE.test(id)).length <= 0.9 * ids.length) return;
  throw new LogError(`${logs}: its items look like item:kind; give the file as --events`);
}
