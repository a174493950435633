/** What is set aside for the ranker: the last choice of many shoppers, which no table and no encoder step has seen. */
import { present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { Dataset } from './dataset.ts';
import type { HeldOut } from './evaluate-states.ts';
import type { TrainingEvent } from './train-encoder.ts';

export interface Split {
  /** Every sequence, those of the held-out shoppers up to their last choice. */
  readonly kept: readonly (readonly TrainingEvent[])[];
  readonly heldOut: readonly HeldOut[];
}

/** Shoppers with fewer events are left whole. */
const FEWEST_EVENTS = 3;
/** More teach the ranker little more, and the encoder misses them. */
const MOST_HELD_OUT = 8_000;

export function holdOut(data: Dataset, random: SeededRandom): Split {
  const able = [...data.sequences.keys()].filter((at) => lastChoice(sequenceOf(data, at)) >= FEWEST_EVENTS - 1);
  const chosen = random.shuffle(able).slice(0, MOST_HELD_OUT);
  const kept = data.sequences.slice();
  const heldOut = chosen.map((at) => {
    const sequence = sequenceOf(data, at);
    const place = lastChoice(sequence);
    const history = sequence.slice(0, place);
    kept[at] = history;
    return { history, target: present(sequence[place], 'last choice').product };
  });
  return { kept, heldOut };
}

/** Given next products as cases over whole sequences; those without a history or a known product are passed over. */
export function casesOf(data: Dataset, targets: ReadonlyMap<string, string>): HeldOut[] {
  return [...targets].flatMap(([shopper, productId]): HeldOut[] => {
    const at = data.shoppers.get(shopper);
    const target = data.rowOf.get(productId);
    const history = at === undefined ? undefined : data.sequences[at];
    return target !== undefined && history && history.length > 0 ? [{ history, target }] : [];
  });
}

/** Place of the last event that came to another product than the event before it; -1 where there is none. */
function lastChoice(sequence: readonly TrainingEvent[]): number {
  return sequence.findLastIndex(({ product }, at) => at > 0 && product !== sequence[at - 1]?.product);
}

function sequenceOf(data: Dataset, at: number): readonly TrainingEvent[] {
  return present(data.sequences[at], 'sequence');
}
