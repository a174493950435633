import * as v from 'valibot';
import { FEATURES } from '../../models/candidate-features.ts';
import type { ExpertMixture } from './expert-mixture.ts';

const number = v.pipe(v.number(), v.finite());
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const mixtureSchema = v.object({
  format: v.literal('inkling-mixture/1'),
  choices: v.pipe(v.number(), v.integer(), v.minValue(0)),
  line: v.pipe(
    v.instance(Float32Array),
    v.check(
      (values) => values.length === FEATURES.length && values.every(Number.isFinite),
      'a weight for each feature',
    ),
  ),
  taste: v.map(number, number),
  trust: v.object({ release: share, line: share, taste: share }),
});

/** A mixture as it came back from storage, or undefined when it is broken or of another ranker: then start anew. */
export function parseExpertMixture(value: unknown): ExpertMixture | undefined {
  const result = v.safeParse(mixtureSchema, value);
  return result.success ? result.output : undefined;
}
