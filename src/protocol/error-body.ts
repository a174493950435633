import * as v from 'valibot';
import { PROBLEM_CODES, type Problem } from './problem.ts';

/** Body of every answer that is not 2xx. */
export const errorBodySchema = v.strictObject({
  error: v.strictObject({ code: v.picklist(PROBLEM_CODES), message: v.pipe(v.string(), v.maxLength(1_000)) }),
});

export function errorBody(problem: Problem): v.InferOutput<typeof errorBodySchema> {
  return { error: { code: problem.code, message: problem.message } };
}

/** The problem in an answer's body, or undefined when something between us answered (a proxy, a captive portal). */
export function parseErrorBody(input: unknown): Problem | undefined {
  const result = v.safeParse(errorBodySchema, input);
  return result.success ? result.output.error : undefined;
}
