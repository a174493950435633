/** A release made ready to serve: decoded, its encoder on the backend, ids and rows both ways. */

import { gapsBetween, kindIndex } from '../../models/behaviour-encoder.ts';
import { weightOf } from '../../models/neighbours.ts';
import { allOf } from '../../models/own-memory.ts';
import { productScorer } from '../../models/product-scorer.ts';
import { dequantiseRows } from '../../models/product-vectors.ts';
import type { ScoredCandidates } from '../../models/ranker.ts';
import { decodeModel } from '../../models/release-model.ts';
import { topRows } from '../../models/top-rows.ts';
import type { ProductId } from '../domain/ids.ts';
import type { Product } from '../domain/product.ts';
import type { ProductEvent, ShopEvent } from '../domain/shop-event.ts';
import { type EncoderEvent, historyEncoder } from '../encoder/history-encoder.ts';
import { standingEvents } from '../events/standing-events.ts';
import type { LearnerModel } from '../learner/learner-model.ts';
import { scoreCandidates } from '../ranker/rank-candidates.ts';
import type { LoadedRelease } from '../release/load-release.ts';
import { rowsByName } from '../release/product-cards.ts';

export interface ServingModel {
  readonly release: LoadedRelease;
  /** Names all that a list depends on besides events: the release, and what the shopper has switched off. */
  readonly key: string;
  /** The same release as the learner reads it. */
  readonly learnable: LearnerModel;
  /** By its own id or that of a variant. */
  productOf(id: ProductId): Product | undefined;
  /** The card of a row of the release. */
  cardOf(row: number): Product | undefined;
  /** Its own id, of a product or a variant of the release; of another one the id itself. */
  nameOf(id: ProductId): ProductId;
  /**
   * The events that say something, as the encoder reads them, oldest first. Unknown products are passed over, and so is what
   * the shopper has taken back.
   */
  inputOf(events: readonly ShopEvent[]): EncoderEvent[];
  /** Unit state after `input` (not empty). [D] */
  stateOf(input: readonly EncoderEvent[]): Promise<Float32Array>;
  /**
   * The candidates of a list that follows `input`, and what the release says of each. The last few are kept: who learns from
   * a choice asks again for the list after what came before it.
   */
  listAfter(input: readonly EncoderEvent[]): Promise<ScoredCandidates>;
  /** All products, most popular first. */
  byPopularity(): readonly Product[];
  /** Whether `other` is among the products that read most like `one`. */
  alike(one: ProductId, other: ProductId): boolean;
  /** Whether what happened with a product says something: not where the shopper has switched its category or brand off. */
  counts(id: ProductId): boolean;
  /** Whether a category, by its path, is one that the shopper has switched off, or is inside one. */
  isOff(category: string | undefined): boolean;
  dispose(): void;
}

/** Of some hundred kB each. */
const KEPT_LISTS = 4;

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
  const lists = new Map<string, Promise<ScoredCandidates>>();
  const nameOf = (id: ProductId) => cards.get(rowOf.get(id) ?? -1)?.id ?? id;
  let popularFirst: readonly Product[] | undefined;

  async function listOf(input: readonly EncoderEvent[]): Promise<ScoredCandidates> {
    const opinion = input.length > 0 ? { scores: scorer.scores(await encoder.encode(input)), rows } : undefined;
    return scoreCandidates(tables, shared, allOf(input), opinion, new Set());
  }

  return {
    release,
    key: release.id,
    counts: () => true,
    isOff: () => false,
    byPopularity() {
      popularFirst ??= topRows(tables.popularity, tables.popularity.length).flatMap((row) => cards.get(row) ?? []);
      return popularFirst;
    },
    learnable: { shape, temperature: manifest.encoder.temperature, base, shared, rows, tables },
    productOf: (id) => cards.get(rowOf.get(id) ?? -1),
    cardOf: (row) => cards.get(row),
    inputOf(events) {
      const ofProducts = events.flatMap((event) => (event.kind === 'query' ? [] : [event]));
      return encoderEvents(standingEvents(ofProducts, nameOf), rowOf);
    },
    nameOf,
    stateOf: (input) => encoder.encode(input),
    async listAfter(input) {
      const key = input.map(({ product, kind, gap }) => `${product}/${kind}/${gap}`).join();
      const list = lists.get(key) ?? listOf(input);
      lists.delete(key);
      lists.set(key, list);
      list.catch(() => lists.delete(key));
      const [oldest] = lists.keys();
      if (oldest !== undefined && lists.size > KEPT_LISTS) lists.delete(oldest);
      return list;
    },
    alike: (one, other) => weightOf(tables.content, rowOf.get(one), rowOf.get(other)) > 0,
    dispose: () => encoder.dispose(),
  };
}

function encoderEvents(events: readonly ProductEvent[], rowOf: ReadonlyMap<ProductId, number>): EncoderEvent[] {
  const read = events.flatMap((event) => {
    if (SILENT.has(event.kind)) return [];
    const product = rowOf.get(event.productId);
    return product === undefined ? [] : [{ product, kind: kindIndex(event.kind), atMs: event.atMs }];
  });
  const gaps = gapsBetween(read.map(({ atMs }) => atMs));
  return read.map(({ product, kind }, at) => ({ product, kind, gap: gaps[at] ?? 0 }));
}
