/** The held-out choices that a release's ranker learns from: as they were, and as if some products were new. P products, D width. */
import type { EncoderShape } from '../../models/behaviour-encoder.ts';
import type { ReleaseTables } from '../../models/candidate-features.ts';
import type { NeighbourTable } from '../../models/neighbours.ts';
import type { ParameterValues } from '../../models/parameters.ts';
import { dequantiseRows, quantiseRows, unitRowsInPlace } from '../../models/product-vectors.ts';
import type { SeededRandom } from '../../src/base/seeded-random.ts';
import { countEvents, type SparseRows } from './cooccurrence.ts';
import { rowsOf } from './dataset.ts';
import type { RankerExamples } from './fit-release-ranker.ts';
import type { Split } from './hold-out.ts';
import type { Shelf } from './list-quality.ts';
import { someProducts, without, withTower } from './new-products.ts';
import { rankingExamples } from './ranking-examples.ts';
import { tablesOf } from './tables.ts';

export interface ExampleSource {
  readonly split: Split;
  /** What reads most alike, best first; empty rows without a catalogue. */
  readonly near: SparseRows;
  readonly content: NeighbourTable;
  readonly fixed: Pick<ReleaseTables, 'attributes' | 'conversions'>;
  /** Trained on the kept events alone; without one, every state is missing. */
  readonly encoder: TrainedEncoder | undefined;
  /** Says which products are taken for new. */
  readonly random: SeededRandom;
  /** Called before each choice; may throw to end the work. */
  readonly onCase: () => Promise<void>;
}

export interface TrainedEncoder {
  readonly shape: EncoderShape;
  readonly weights: ParameterValues;
  /** Product vectors. [P, D] */
  readonly vectors: Float32Array;
}

/** Share of the products that are taken for new ones, to learn how to place such. */
const HIDDEN = 0.15;

export async function releaseExamples(source: ExampleSource): Promise<RankerExamples & { readonly shelf: Shelf }> {
  const { split, near, content, fixed, encoder, random, onCase } = source;
  const products = near.length;
  const after = async ({ kept, heldOut }: Split) => {
    const sequences = rowsOf(kept);
    const tables = tablesOf(kept, products, content, fixed);
    const states = encoder && {
      ...{ shape: encoder.shape, weights: encoder.weights },
      rows: dequantiseRows(
        quantiseRows(vectorsAfter(sequences, near, encoder.vectors, encoder.shape.width), encoder.shape.width),
      ),
    };
    return { tables, examples: await rankingExamples(states, heldOut, tables, onCase) };
  };
  const { tables: shelf, examples: usual } = await after(split);
  const canBeNew = near.some((alike) => alike.size > 0);
  const hidden = someProducts(split.kept, HIDDEN, random);
  const withNew = canBeNew ? (await after(splitWithout(split, hidden))).examples : [];
  return { usual, withNew, shelf };
}

function splitWithout({ kept, heldOut }: Split, hidden: ReadonlySet<number>): Split {
  return {
    kept: kept.map((events) => without(events, hidden)),
    heldOut: heldOut.map((choice) => ({ ...choice, history: without(choice.history, hidden) })),
  };
}

/** Unit vectors when these sequences are all that there is: products that are in none get the tower's. [P, D] */
export function vectorsAfter(
  sequences: readonly (readonly number[])[],
  near: SparseRows,
  vectors: Float32Array,
  width: number,
): Float32Array {
  return unitRowsInPlace(withTower(vectors, width, near, countEvents(sequences, near.length)), width);
}
