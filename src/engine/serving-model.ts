/** A release made ready to serve: decoded, its encoder on the backend, ids and rows both ways. */

import { gapsBetween, kindIndex } from '../../models/behaviour-encoder.ts';
import { weightOf } from '../../models/neighbours.ts';
import type { ShopperHistory } from '../../models/own-memory.ts';
import { productScorer } from '../../models/product-scorer.ts';
import { dequantiseRows } from '../../models/product-vectors.ts';
import { decodeModel } from '../../models/release-model.ts';
import { topRows } from '../../models/top-rows.ts';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { ProductEvent, ShopEvent } from '../domain/shop-event.ts';
import { type EncoderEvent, historyEncoder } from '../encoder/history-encoder.ts';
import type { LearnerModel } from '../learner/learner-model.ts';
import { type Ranked, rankCandidates } from '../ranker/rank-candidates.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { rowsByName } from '../release/product-cards.ts';

export interface ServingModel {
  readonly release: LoadedRelease;
  /** The same release as the learner reads it. */
  readonly learnable: LearnerModel;
  /** By its own id or that of a variant. */
  productOf(id: ProductId): Product | undefined;
  /** The card of a row of the release. */
  cardOf(row: number): Product | undefined;
  /** The events that say something, as the encoder reads them, oldest first. Unknown products are passed over. */
  inputOf(events: readonly ShopEvent[]): EncoderEvent[];
  /** Unit state after `input` (not empty). [D] */
  stateOf(input: readonly EncoderEvent[]): Promise<Float32Array>;
  /**
   * Products in order, best first.
   * @param state of what is recent, possibly made personal; undefined without a history
   * @param excluded never proposed
   */
  rank(shopper: ShopperHistory, state: Float32Array | undefined, excluded: readonly ProductId[]): Promise<Ranked[]>;
  /** All products, most popular first. */
  byPopularity(): readonly Product[];
  /** Whether `other` is among the products that read most like `one`. */
  alike(one: ProductId, other: ProductId): boolean;
  dispose(): void;
}

/** What says nothing of what the shopper would like next. */
const SILENT = new Set<ProductEvent['kind']>(['impression', 'hide', 'cart-remove', 'refund']);

/** @throws TensorFileError when the files are not the model that the manifest describes */
export function servingModel(release: LoadedRelease): ServingModel {
  const { manifest, files, products, productRows } = release;
  const { shape, base, shared, vectors, tables } = decodeModel(manifest.encoder, manifest.products, files);
  const rows = dequantiseRows(vectors);
  const encoder = historyEncoder(shape, base, shared, rows);
  const scorer = productScorer(vectors, rows);
  const cards = new Map(products.map((product, at) => [productRows[at] as number, product]));
  const rowOf = rowsByName(products, productRows);
  let popularFirst: readonly Product[] | undefined;
  return {
    release,
    byPopularity() {
      popularFirst ??= topRows(tables.popularity, tables.popularity.length).flatMap((row) => cards.get(row) ?? []);
      return popularFirst;
    },
    learnable: { shape, temperature: manifest.encoder.temperature, base, shared, rows, tables },
    productOf: (id) => cards.get(rowOf.get(id) ?? -1),
    cardOf: (row) => cards.get(row),
    inputOf: (events) => encoderEvents(events, rowOf),
    stateOf: (input) => encoder.encode(input),
    async rank(shopper, state, excluded) {
      const opinion = state && { scores: scorer.scores(state), rows };
      const barred = new Set(excluded.flatMap((id) => rowOf.get(id) ?? []));
      return rankCandidates(tables, shared, shopper, opinion, barred);
    },
    alike: (one, other) => weightOf(tables.content, rowOf.get(one), rowOf.get(other)) > 0,
    dispose: () => encoder.dispose(),
  };
}

function encoderEvents(events: readonly ShopEvent[], rowOf: ReadonlyMap<ProductId, number>): EncoderEvent[] {
  const read = events.flatMap((event) => {
    if (event.kind === 'query' || SILENT.has(event.kind)) return [];
    const product = rowOf.get(event.productId);
    return product === undefined ? [] : [{ product, kind: kindIndex(event.kind), atMs: event.atMs }];
  });
  const gaps = gapsBetween(read.map(({ atMs }) => atMs));
  return read.map(({ product, kind }, at) => ({ product, kind, gap: gaps[at] ?? 0 }));
}
