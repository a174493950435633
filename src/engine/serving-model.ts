/** A release made ready to serve: decoded, its encoder on the backend, ids and rows both ways. */

import { gapBucket, kindIndex } from '../../models/behaviour-encoder.ts';
import { isNeighbour } from '../../models/neighbours.ts';
import { dequantiseRows, scoreRows } from '../../models/product-vectors.ts';
import { decodeModel, type ReleaseModel } from '../../models/release-model.ts';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { ProductEvent } from '../domain/shop-event.ts';
import { type EncoderEvent, type HistoryEncoder, historyEncoder } from '../encoder/history-encoder.ts';
import { type Ranked, rankCandidates } from '../ranker/rank-candidates.ts';
import type { LoadedRelease } from '../release/load-release.ts';

export interface ServingModel {
  readonly release: LoadedRelease;
  productOf(id: ProductId): Product | undefined;
  /** The card of a row of the release. */
  cardOf(row: number): Product | undefined;
  /**
   * Products in order for these events, oldest first; best first. Unknown products are passed over.
   * @param excluded never proposed
   */
  rank(events: readonly ProductEvent[], excluded: readonly ProductId[]): Promise<Ranked[]>;
  /** Whether `other` is among the products that read most like `one`. */
  alike(one: ProductId, other: ProductId): boolean;
  dispose(): void;
}

/** What says nothing of what the shopper would like next. */
const SILENT = new Set<ProductEvent['kind']>(['impression', 'hide', 'cart-remove', 'refund']);

/** @throws TensorFileError when the files are not the model that the manifest describes */
export function servingModel(release: LoadedRelease): ServingModel {
  const { manifest, files, products, productRows } = release;
  const model = decodeModel(manifest.encoder, manifest.products, files);
  const rows = dequantiseRows(model.vectors);
  const encoder = historyEncoder(manifest.encoder, model.base, model.shared, rows);
  const cards = new Map(products.map((product, at) => [productRows[at] as number, product]));
  const rowOf = new Map(products.map((product, at) => [product.id, productRows[at] as number]));
  return {
    release,
    productOf: (id) => cards.get(rowOf.get(id) ?? -1),
    cardOf: (row) => cards.get(row),
    rank: (events, excluded) => rank(model, encoder, rows, rowOf, events, excluded),
    alike: (one, other) => isNeighbour(model.tables.content, rowOf.get(one), rowOf.get(other)),
    dispose: () => encoder.dispose(),
  };
}

async function rank(
  model: ReleaseModel,
  encoder: HistoryEncoder,
  rows: Float32Array,
  rowOf: ReadonlyMap<ProductId, number>,
  events: readonly ProductEvent[],
  excluded: readonly ProductId[],
): Promise<Ranked[]> {
  const input = encoderEvents(events, rowOf);
  const scores =
    input.length > 0 ? scoreRows(rows, await encoder.encode(input)) : new Float32Array(model.tables.products);
  const history = input.map((event) => event.product);
  const barred = new Set(excluded.flatMap((id) => rowOf.get(id) ?? []));
  return rankCandidates(model.tables, model.shared, history, scores, barred);
}

/** Gaps are left unknown (bucket 0): the logs that releases are trained on have no times yet. */
function encoderEvents(events: readonly ProductEvent[], rowOf: ReadonlyMap<ProductId, number>): EncoderEvent[] {
  return events.flatMap(({ kind, productId }) => {
    const product = rowOf.get(productId);
    if (product === undefined || SILENT.has(kind)) return [];
    return [{ product, kind: kindIndex(kind), gap: gapBucket(undefined) }];
  });
}
