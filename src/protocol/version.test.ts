import type * as v from 'valibot';
import { expect, it } from 'vitest';
import { sha256Hex } from '../base/bytes.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { shareResponseSchema, signedShareRequestSchema } from './aggregate-share.ts';
import { errorBodySchema } from './error-body.ts';
import { helperKeysSchema, helperPolicySchema } from './helper-keys.ts';
import { signedReceiptSchema } from './receipt.ts';
import { CHECKSUM_BYTES, HEADER_BYTES, REPORT_HEADER } from './report.ts';
import { roundStatusSchema } from './round-status.ts';
import { taskSchema } from './task.ts';
import { taskBoardSchema } from './task-board.ts';
import { PROTOCOL_VERSION, VERSION_HISTORY } from './version.ts';

/** The data of a schema (types, entries, limits, patterns) without its functions. */
function shapeOf(value: unknown): Json {
  if (value instanceof RegExp) return value.source;
  if (typeof value === 'function' || value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(shapeOf);
  const members = Object.entries(value).filter(([key]) => !key.startsWith('~') && key !== 'message');
  return Object.fromEntries(members.map(([key, member]) => [key, shapeOf(member)]));
}

const WIRE: Record<string, v.GenericSchema | Json> = {
  task: taskSchema,
  board: taskBoardSchema,
  shareRequest: signedShareRequestSchema,
  share: shareResponseSchema,
  receipt: signedReceiptSchema,
  helperKeys: helperKeysSchema,
  helperPolicy: helperPolicySchema,
  round: roundStatusSchema,
  error: errorBodySchema,
  report: { fields: REPORT_HEADER, HEADER_BYTES, CHECKSUM_BYTES },
};

it('has a history entry for exactly this wire: after a change, raise the version and add one', async () => {
  const hash = await sha256Hex(new TextEncoder().encode(canonicalJson(shapeOf(WIRE))));
  expect(VERSION_HISTORY.at(-1)).toMatchObject({ version: PROTOCOL_VERSION, schemaHash: hash });
});

it('numbers its versions without gaps', () => {
  expect(VERSION_HISTORY.map(({ version }) => version)).toEqual(VERSION_HISTORY.map((_, i) => i + 1));
});

it('sees a changed limit', () => {
  expect(canonicalJson(shapeOf(taskSchema))).toContain('"requirement":16384');
});
