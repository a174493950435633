/**
 * Logs and catalogue as rows. Products of one category and brand stand side by side, so that neighbours are near in rows
 * and cards repeat their words: a tenth less to download. Legend: P products.
 */
import { gapsBetween } from '../../models/behaviour-encoder.ts';
import { present } from '../../src/base/must.ts';
import type { Meanings, ProductText } from './content.ts';
import type { LoggedEvent, ShopperLog } from './read-logs.ts';
import type { TrainingEvent } from './train-encoder.ts';

/** After so long an event says half as much of what is popular now. */
const HALF_LIFE_MS = 30 * 86_400e3;

export interface Dataset {
  /** Id of each row. [P] */
  readonly ids: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly texts: readonly (ProductText | undefined)[];
  /** Vectors of the texts' meaning, where an encoder has read them. */
  readonly meanings?: Meanings;
  readonly sequences: readonly (readonly TrainingEvent[])[];
  /** Shopper's name -> place in `sequences`. */
  readonly shoppers: ReadonlyMap<string, number>;
}

export function datasetOf(logs: readonly ShopperLog[], catalogue: ReadonlyMap<string, ProductText>): Dataset {
  const ids = [...new Set([...catalogue.keys(), ...logs.flatMap((log) => log.events.map((event) => event.productId))])];
  const shelf = ({ categories, brand }: ProductText) => `${categories}\t${brand}`;
  const keys = new Map(ids.map((id) => [id, `${mapped(catalogue.get(id), shelf)}\t${id}`]));
  ids.sort((a, b) => (present(keys.get(a), 'key') < present(keys.get(b), 'key') ? -1 : 1));
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const times = logs.flatMap(({ events }) => events.flatMap(({ atMs }) => atMs ?? []));
  const newestMs = times.reduce((newest, atMs) => Math.max(newest, atMs), 0);
  const recencyAt = (atMs: number) => 0.5 ** ((newestMs - atMs) / HALF_LIFE_MS);
  // Among timed events one without a time is as recent as the mean of them; where none has a time, all count the same.
  const unknown = times.reduce((sum, atMs) => sum + recencyAt(atMs), 0) / times.length;
  return {
    ids,
    rowOf,
    texts: ids.map((id) => catalogue.get(id)),
    sequences: logs.map(({ events }) => {
      const gaps = gapsBetween(events.map(({ atMs }) => atMs));
      return events.map(({ productId, kind, atMs }, at) => ({
        ...{ product: present(rowOf.get(productId), 'row of an id'), kind, gap: gaps[at] ?? 0 },
        ...(times.length > 0 && { recency: atMs === undefined ? unknown : recencyAt(atMs) }),
      }));
    }),
    shoppers: new Map(logs.map((log, at) => [log.shopper, at])),
  };
}

function mapped(text: ProductText | undefined, name: (text: ProductText) => string): string {
  return text ? name(text) : '';
}

/** What a release knows of logged events, with the gaps between those, as a browser has them. */
export function knownHistory(
  events: readonly LoggedEvent[],
  rowOf: ReadonlyMap<string, number>,
): { readonly product: number; readonly kind: number; readonly gap: number }[] {
  const known = events.flatMap(({ productId, ...event }) => {
    const product = rowOf.get(productId);
    return product === undefined ? [] : [{ ...event, product }];
  });
  const gaps = gapsBetween(known.map(({ atMs }) => atMs));
  return known.map(({ product, kind }, at) => ({ product, kind, gap: gaps[at] ?? 0 }));
}

export function rowsOf(sequences: readonly (readonly TrainingEvent[])[]): (readonly number[])[] {
  return sequences.map((events) => events.map((event) => event.product));
}
