/** Kinds and gaps that a shopper's browser may meet although no event of the logs had them. D width. */
import type { ParameterValues } from '../../models/parameters.ts';
import type { TrainingEvent } from './train-encoder.ts';

/**
 * The base with untrained rows of its small tables replaced: an unseen kind or gap counts as the most common one. Left as
 * they started they would be noise.
 * @param sequences what the base was trained on
 * @param width D
 */
export function fillUnseenRows(
  base: ParameterValues,
  sequences: readonly (readonly TrainingEvent[])[],
  width: number,
): Map<string, Float32Array> {
  const events = sequences.flat();
  const filled = new Map(base);
  const fill = (name: string, usesOf: (row: number) => number) => {
    const table = base.get(name);
    if (!table) return;
    const uses = Array.from({ length: table.length / width }, (_, row) => usesOf(row));
    const most = uses.indexOf(Math.max(...uses));
    const rowOf = (row: number) => table.subarray(row * width, (row + 1) * width);
    const next = Float32Array.from(table);
    uses.forEach((count, row) => {
      if (count === 0) next.set(rowOf(most), row * width);
    });
    filled.set(name, next);
  };
  const countsBy = (key: (event: TrainingEvent) => number) => {
    const counts = new Map<number, number>();
    for (const event of events) counts.set(key(event), (counts.get(key(event)) ?? 0) + 1);
    return (row: number) => counts.get(row) ?? 0;
  };
  fill(
    'kind',
    countsBy(({ kind }) => kind),
  );
  fill(
    'gap',
    countsBy(({ gap = 0 }) => gap),
  );
  return filled;
}
