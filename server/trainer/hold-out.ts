/** What is set aside for the ranker: the last choices of many shoppers, which no table and no encoder step has seen. */
import { present } from '../../src/base/must.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import type { Dataset } from './dataset.ts';
import type { HeldOut } from './evaluate-states.ts';
import type { TrainingEvent } from './train-encoder.ts';

export interface Split {
  /** Every sequence, those of the held-out shoppers up to the first choice that is held out. */
  readonly kept: readonly (readonly TrainingEvent[])[];
  /** All of one shopper side by side. */
  readonly heldOut: readonly Choice[];
}

/** A choice with the place of its shopper's sequence. */
export interface Choice extends HeldOut {
  readonly shopper: number;
}

/** Shoppers with fewer events are left whole. */
const FEWEST_EVENTS = 3;
/** More teach the ranker nothing more, and the encoder misses them. */
const MOST_SHOPPERS = 4_000;
/** Choices of one shopper where shoppers are few: a ranker of a thousand choices, most of which no table finds, is noise. */
const MOST_OF_ONE = 3;
/** Above which no second choice of a shopper is taken. */
const MANY_CHOICES = 8_000;

export function holdOut(data: Dataset, random: SeededRandom): Split {
  const able = [...data.sequences.keys()].filter((at) => lastChoice(sequenceOf(data, at)) >= FEWEST_EVENTS - 1);
  const chosen = random.shuffle(able).slice(0, MOST_SHOPPERS);
  const ofOne = Math.max(1, Math.min(MOST_OF_ONE, Math.floor(MANY_CHOICES / Math.max(1, able.length))));
  const kept = data.sequences.slice();
  const heldOut = chosen.flatMap((shopper) => {
    const sequence = sequenceOf(data, shopper);
    const places = lastChoices(sequence, ofOne);
    kept[shopper] = sequence.slice(0, places.at(-1));
    return places.map((place) => ({
      ...{ shopper, history: sequence.slice(0, place) },
      target: present(sequence[place], 'choice').product,
    }));
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

/** Places of the last choices, newest first: half of the events at least stay. */
function lastChoices(sequence: readonly TrainingEvent[], most: number): number[] {
  const places = [lastChoice(sequence)];
  const fewestLeft = Math.ceil((sequence.length + 1) / 2);
  while (places.length < most) {
    const place = lastChoice(sequence.slice(0, places.at(-1)));
    if (place < fewestLeft) break;
    places.push(place);
  }
  return places;
}

function sequenceOf(data: Dataset, at: number): readonly TrainingEvent[] {
  return present(data.sequences[at], 'sequence');
}
