import * as v from 'valibot';
import { parseProductId } from '../domain/ids.ts';
import type { ForgetRequest } from './messages.ts';

const productSchema = v.object({
  productId: v.pipe(
    v.string(),
    v.check((id) => parseProductId(id) !== undefined),
  ),
});
const timeSchema = v.pipe(
  v.object({ fromMs: v.number(), toMs: v.number() }),
  v.check(({ fromMs, toMs }) => fromMs < toMs),
);

/** As a page asks it, where a product is named before a time; undefined where it is neither. */
export function parseForgetRequest(value: unknown): ForgetRequest | undefined {
  const read = v.safeParse(v.union([productSchema, timeSchema]), value);
  return read.success ? read.output : undefined;
}
