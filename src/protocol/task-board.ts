/** The answer to `GET /v1/tasks/{shop}`: what is current, and what can be taken part in. */
import * as v from 'valibot';
import { parseFields } from './fields.ts';
import type { Parsed } from './problem.ts';
import { signedPointerSchema } from './release-pointer.ts';
import { signedTaskSchema } from './task.ts';

export const taskBoardSchema = v.strictObject({
  format: v.literal('inkling-board/1'),
  current: signedPointerSchema,
  /** The open round, or null between rounds. */
  task: v.nullable(signedTaskSchema),
});
export type TaskBoard = v.InferOutput<typeof taskBoardSchema>;

/** Shapes only: each part carries its own signature, checked by whoever uses it. */
export function parseTaskBoard(input: unknown): Parsed<TaskBoard> {
  return parseFields(taskBoardSchema, input, 'board');
}
