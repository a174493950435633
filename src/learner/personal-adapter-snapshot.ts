import * as v from 'valibot';
import type { PersonalAdapter } from './personal-adapter.ts';

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.pipe(
  v.instance(Float32Array),
  v.check((values) => values.every(Number.isFinite), 'finite'),
);
const adapterSchema = v.object({
  format: v.literal('inkling-adapter/1'),
  vector: numbers,
  mean: numbers,
  square: numbers,
  steps: count,
  gate: v.object({ weight: number, squaredWeight: number, sum: number, sumOfSquares: number, inUse: v.boolean() }),
});

/** An adapter as it came back from storage, or undefined when it is broken or of another width: then start anew. */
export function parsePersonalAdapter(value: unknown, width: number): PersonalAdapter | undefined {
  const result = v.safeParse(adapterSchema, value);
  if (!result.success) return undefined;
  const { vector, mean, square } = result.output;
  return [vector, mean, square].every(({ length }) => length === width) ? result.output : undefined;
}
