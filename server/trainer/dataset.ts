/**
 * Logs and catalogue as rows. Products of one category and brand stand side by side, so that neighbours are near in rows
 * and cards repeat their words: a tenth less to download. Legend: P products.
 */
import { present } from '../../src/base/must.ts';
import type { ProductText } from './content.ts';
import type { ShopperLog } from './read-logs.ts';
import type { TrainingEvent } from './train-encoder.ts';

export interface Dataset {
  /** Id of each row. [P] */
  readonly ids: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly texts: readonly (ProductText | undefined)[];
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
  return {
    ids,
    rowOf,
    texts: ids.map((id) => catalogue.get(id)),
    sequences: logs.map((log) =>
      log.events.map(({ productId, kind }) => ({ product: present(rowOf.get(productId), 'row of an id'), kind })),
    ),
    shoppers: new Map(logs.map((log, at) => [log.shopper, at])),
  };
}

function mapped(text: ProductText | undefined, name: (text: ProductText) => string): string {
  return text ? name(text) : '';
}
