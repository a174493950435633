/** The merchant's logs, line by line. Every complaint names the file and the row. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { kindIndex } from '../../models/behaviour-encoder.ts';
import { parseProductId } from '../../src/domain/ids.ts';

/** A file that cannot be used; the message says which flag, file and row, and what is expected. */
export class LogError extends Error {
  override readonly name = 'LogError';
}

export interface ShopperLog {
  readonly shopper: string;
  readonly events: readonly LoggedEvent[];
}

export interface LoggedEvent {
  readonly productId: string;
  /** Index into PRODUCT_EVENT_KINDS. */
  readonly kind: number;
  /** When it happened, milliseconds since 1970; logs may do without. */
  readonly atMs?: number;
}

/** Retailrocket's numbers for the kinds. Kind 3 is rare and undocumented: taken for a view. */
const EVENT_KINDS: Readonly<Record<string, number>> = {
  '0': kindIndex('purchase'),
  '1': kindIndex('cart-add'),
  '2': kindIndex('view'),
  '3': kindIndex('view'),
};

/** The year 2100. Milliseconds taken for seconds are far beyond it. */
const LATEST_MS = Date.UTC(2100);
const SECONDS = /^\d+(\.\d+)?$/;

/** `user item item ...`, oldest first, separated by spaces or tabs. A line with a user alone is an empty history. */
export async function readSequences(flag: string, file: string): Promise<ShopperLog[]> {
  const view = kindIndex('view');
  return readLines(flag, file, ([shopper = '', ...items], row) => {
    const refuse = (what: string) => new LogError(`${flag} ${file}, row ${row}: ${what}`);
    return { shopper, events: items.map((item) => ({ productId: productIn(item, refuse), kind: view })) };
  });
}

/**
 * `visitor<TAB>item:kind item:kind ...`, oldest first; kinds 2 view, 1 cart, 0 purchase, 3 rare. An event may say when it
 * was: `item:kind@SECONDS`, since 1970.
 */
export async function readEvents(flag: string, file: string): Promise<ShopperLog[]> {
  return readLines(flag, file, ([shopper = '', ...items], row) => {
    const refuse = (what: string) => new LogError(`${flag} ${file}, row ${row}: ${what}`);
    let before = 0;
    const events = items.map((item): LoggedEvent => {
      const colon = item.lastIndexOf(':');
      const [kindText = '', seconds, ...more] = item.slice(colon + 1).split('@');
      const kind = EVENT_KINDS[kindText];
      if (colon < 1 || kind === undefined) {
        throw refuse('an event is not item:kind with kind 0, 1, 2 or 3, the item without a space');
      }
      const event = { productId: productIn(item.slice(0, colon), refuse), kind };
      if (seconds === undefined) return event;
      const atMs = 1000 * Number(seconds);
      if (more.length > 0 || !SECONDS.test(seconds) || atMs >= LATEST_MS)
        throw refuse('the time after @ is not in seconds since 1970');
      if (atMs < before) throw refuse('an event is earlier than the one before it; write the oldest first');
      before = atMs;
      return { ...event, atMs };
    });
    return { shopper, events };
  });
}

/** `user<TAB>item` of each shopper's held-out next product. */
export async function readTargets(flag: string, file: string): Promise<Map<string, string>> {
  const rows = await readLines(flag, file, ([shopper, item, ...rest], row) => {
    if (!shopper || !item || rest.length > 0) throw new LogError(`${flag} ${file}, row ${row}: expected user<TAB>item`);
    return [shopper, item] as const;
  });
  return new Map(rows);
}

/** An id that a browser takes, too. */
function productIn(item: string, refuse: (what: string) => LogError): string {
  const id = parseProductId(item);
  if (id === undefined) throw refuse('a product id is longer than 200 characters');
  return id;
}

/** What a reader of UTF-8 puts in place of bytes that are none. */
export const REPLACEMENT = '\uFFFD';

/** Calls `parse` for each line that is not blank. */
async function readLines<Row>(
  flag: string,
  file: string,
  parse: (fields: string[], row: number) => Row,
): Promise<Row[]> {
  const rows: Row[] = [];
  let row = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
      row++;
      if (line.includes('\0')) throw new LogError(`${flag} ${file}, row ${row}: is no text`);
      if (line.includes(REPLACEMENT)) throw new LogError(`${flag} ${file}, row ${row}: is not UTF-8`);
      const fields = line.split(/\s+/).filter(Boolean);
      if (fields.length > 0) rows.push(parse(fields, row));
    }
  } catch (error) {
    if (error instanceof LogError) throw error;
    throw new LogError(`${flag} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  if (rows.length === 0) throw new LogError(`${flag} ${file}: the file has no rows`);
  return rows;
}
