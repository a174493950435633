/**
 * Unit rows of terms, each weighed by how rare it is and by how much it tells of the label. Legend: N documents, C labels.
 * @see Debole and Sebastiani 2003, "Supervised Term Weighting for Automated Text Categorization"
 */
import { type SparseMatrix, sparseMatrix } from '../../trainer/truncated-svd.ts';

export interface LabelledTerms {
  /** [N] */
  readonly documents: readonly (readonly string[])[];
  /** From 0 to `classes` - 1. [N] */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Documents that labels and counts may be read of; no other label is looked at. */
  readonly learned: readonly number[];
}

/** A term that fewer documents have says nothing of others. */
const FEWEST_HOLDERS = 2;
/** Documents like the mean one that are added to each term's: a term seen twice is no proof. */
const PRIOR_DOCUMENTS = 4;
/** Terms that tell nothing of the label are kept at this, not at 0. */
const LEAST_GAIN = 0.02;

/** One row a document, also of those that nothing is learned of. */
export function weighTerms(terms: LabelledTerms, weigh = gainOf(terms)): SparseMatrix {
  const { documents, learned } = terms;
  const holders = holdersOf(documents, learned);
  const kept = [...holders].filter(([, count]) => count >= FEWEST_HOLDERS);
  const weights = new Map(
    kept.map(([term, count], column) => {
      const rarity = 1 + Math.log((1 + learned.length) / (1 + count));
      return [term, { column, weight: rarity * weigh(term) }];
    }),
  );
  const rows = documents.map((document) => {
    const counts = new Map<string, number>();
    for (const term of document) if (weights.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
    const row = [...counts].map(([term, count]): [number, number] => {
      const { column, weight } = weights.get(term) ?? { column: 0, weight: 0 };
      return [column, weight * (1 + Math.log(count))];
    });
    const length = Math.sqrt(row.reduce((sum, [, value]) => sum + value * value, 0)) || 1;
    return new Map(row.map(([column, value]) => [column, value / length]));
  });
  return sparseMatrix(rows, weights.size);
}

function holdersOf(documents: LabelledTerms['documents'], learned: readonly number[]): Map<string, number> {
  const holders = new Map<string, number>();
  for (const at of learned) {
    for (const term of new Set(documents[at])) holders.set(term, (holders.get(term) ?? 0) + 1);
  }
  return holders;
}

/** Nats that a term tells of the label: divergence of the labels of its holders from all labels. */
function gainOf({ documents, labels, classes, learned }: LabelledTerms): (term: string) => number {
  const prior = new Float64Array(classes);
  const counts = new Map<string, Map<number, number>>();
  for (const at of learned) {
    const label = labels[at] as number;
    prior[label] = (prior[label] as number) + 1 / learned.length;
    for (const term of new Set(documents[at])) {
      const ofTerm = counts.get(term) ?? new Map<number, number>();
      counts.set(term, ofTerm.set(label, (ofTerm.get(label) ?? 0) + 1));
    }
  }
  return (term) => {
    const ofTerm = counts.get(term) ?? new Map<number, number>();
    const total = PRIOR_DOCUMENTS + [...ofTerm.values()].reduce((sum, count) => sum + count, 0);
    // Labels that no holder has share one ratio.
    let gain = 0;
    let seen = 0;
    for (const [label, count] of ofTerm) {
      const chance = prior[label] as number;
      const share = (count + PRIOR_DOCUMENTS * chance) / total;
      gain += share * Math.log(share / chance);
      seen += chance;
    }
    const ratio = PRIOR_DOCUMENTS / total;
    return Math.max(LEAST_GAIN, gain + Math.max(0, 1 - seen) * ratio * Math.log(ratio));
  };
}

/** The matrix with `width` dense columns more. @param rows [N, width] */
export function withDenseColumns(matrix: SparseMatrix, rows: Float32Array, width: number, scale: number): SparseMatrix {
  const offsets = new Uint32Array(matrix.rows + 1);
  const columns = new Uint32Array(matrix.columns.length + matrix.rows * width);
  const values = new Float32Array(columns.length);
  let at = 0;
  for (let row = 0; row < matrix.rows; row++) {
    const [from, to] = [matrix.offsets[row] as number, matrix.offsets[row + 1] as number];
    columns.set(matrix.columns.subarray(from, to), at);
    values.set(matrix.values.subarray(from, to), at);
    at += to - from;
    for (let d = 0; d < width; d++, at++) {
      columns[at] = matrix.width + d;
      values[at] = scale * (rows[row * width + d] as number);
    }
    offsets[row + 1] = at;
  }
  return { rows: matrix.rows, width: matrix.width + width, offsets, columns, values };
}
